import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { bodyWords } from "./body-words.ts";
import { keepDeclaration, openVersion, saveForm } from "./declaring-queries.ts";
import { labelOf } from "./form-points.ts";
import { performanceWords } from "./performance-words.ts";
import { type Refusal, refusedField, refusedTogether } from "./refused-fields.ts";
import { type CardProps, TransmissionActs } from "./transmission-acts.tsx";

/**
 * What a body refused, in its own words, with our name of the field and the field itself; nothing else is to be done
 * again. What is mended here is in version n+1, which is looked at before it leaves.
 */
export function Rejected({ found, one, space, remarks }: CardProps & { remarks: ReactNode }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const words = bodyWords[one.body];
  const { form } = found.current;
  const canEdit = one.acts.includes("edit");
  const refused = refusedTogether(one.errors).map((fault) => ({
    fault,
    field: canEdit ? refusedField(form, fault.path) : undefined,
  }));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [checked, setChecked] = useState(false);
  const mended = refused.flatMap(({ fault, field }) => {
    const text = fault.path === null ? undefined : typed[fault.path];
    return field && text !== undefined && text.trim() !== field.text
      ? [{ path: fault.path, read: field.read(text) }]
      : [];
  });
  const faultOf = (path: string | null): string | undefined => {
    const found = mended.find((each) => each.path === path)?.read;
    return found && "fault" in found ? found.fault : undefined;
  };
  const params = { organisation: space.organisation.slug, declarationId: found.id };
  const correcting = useMutation({
    mutationFn: async () => {
      const left = refused.filter(({ fault }) => !mended.some(({ path }) => path === fault.path));
      const opened = await openVersion(found.id, { why: "edit", bodies: [one.body] });
      const form = mended.reduce<DeclarationForm>(
        (draft, { read }) => ("form" in read ? read.form(draft) : draft),
        opened.current.form,
      );
      try {
        const saved =
          mended.length === 0 ? {} : await saveForm(found.id, { version: opened.current.version, form });
        keepDeclaration(client, { ...opened, ...saved });
      } catch (error) {
        // The version is open: the page says so, and leads to it.
        keepDeclaration(client, opened);
        throw error;
      }
      return left;
    },
    onSuccess: (left) => {
      if (left.length === 0)
        return navigate({
          to: "/espace/$organisation/declarations/declarations/$declarationId/apercu",
          params,
          search: { organisme: one.body },
        });
      const path = left.find(({ fault }) => fault.path !== null)?.fault.path;
      return navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params,
        ...(path ? { hash: `champ-${path}` } : {}),
      });
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const correct = () => {
    setChecked(true);
    if (!correcting.isPending && mended.every(({ read }) => "form" in read)) correcting.mutate();
  };
  const count = refused.length;
  return (
    <>
      <p>
        <strong>
          {words.the.replace(/^l/, "L")} refuse{" "}
          {count > 1
            ? `${count}\u00a0informations`
            : count === 1
              ? "1\u00a0information"
              : "cette déclaration"}
          . Rien d’autre n’est à refaire.
        </strong>
      </p>
      <ul className="telling-refusals">
        {refused.map(({ fault, field }) => (
          <li key={`${fault.path}-${fault.field}-${fault.message}`}>
            <Icon name="fr-icon-close-circle-fill" tone="error" />
            <div className="grow">
              <RefusalWords found={found} one={one} fault={fault} space={space} />
              {field && (
                <Input
                  label={field.label}
                  hint={field.hint}
                  width={field.isShort ? "medium" : "full"}
                  value={typed[fault.path ?? ""] ?? field.text}
                  error={
                    (checked ? faultOf(fault.path) : undefined) ??
                    (mended.some(({ path }) => path === fault.path) ? undefined : `Refusé par ${words.the}`)
                  }
                  onChange={(text) => setTyped({ ...typed, [fault.path ?? ""]: text })}
                />
              )}
            </div>
          </li>
        ))}
      </ul>
      {remarks}
      <TransmissionActs
        found={found}
        one={one}
        space={space}
        first={
          canEdit && (
            <Button size="sm" busy={correcting.isPending && "Un instant…"} onClick={correct}>
              Corriger et renvoyer {words.to}
            </Button>
          )
        }
      />
      {canEdit && (
        <p className="small mention">
          Crée la version {found.current.number + 1}, pour {words.the} seulement. Vous la relisez avant
          l’envoi.
        </p>
      )}
    </>
  );
}

/** One refusal: our name of the field, its own name, what it says, which performance. */
function RefusalWords({
  found,
  one,
  fault: { path, field, code, message, performanceIds },
  space,
}: CardProps & { fault: Refusal }) {
  const now = useNow();
  const timeZone = found.current.form.place?.timeZone ?? "Europe/Paris";
  const days = found.performances
    .filter(({ id }) => performanceIds.includes(id))
    .map(({ startAt }) => {
      const { day, hour } = performanceWords(startAt, timeZone, now);
      return `${day}, ${hour}`;
    });
  const [only] = days;
  const whom =
    days.length > 1
      ? `Concerne les ${days.length}\u00a0séances\u00a0: ${days.join("\u00a0; ")}.`
      : only
        ? `Séance du ${only}.`
        : "Concerne toute la déclaration.";
  return (
    <>
      <p>
        <strong>{path?.startsWith("form.") ? labelOf(path) : profileWords(path)}</strong>{" "}
        {(field ?? code) && <code>{field ?? code}</code>}
      </p>
      <p>
        Réponse {bodyWords[one.body].of}&nbsp;: «&nbsp;{message}&nbsp;».{" "}
        <span className="mention">{whom}</span>
      </p>
      {isFigure(path) && (
        <p className="small">
          <Link
            to="/espace/$organisation/declarations/spectacles/$showId"
            params={{ organisation: space.organisation.slug, showId: found.showId }}
          >
            Corriger ce chiffre sur la page du spectacle
          </Link>
        </p>
      )}
    </>
  );
}

/** Figures of tickets and their hours are the show's: the form shows them and does not change them. */
const isFigure = (path: string | null): boolean =>
  path !== null && /^form\.performances\.[^.]+\.(net|gross|paid|free|start|end)$/.test(path);

const profileWords = (path: string | null): string =>
  path === "profile.sacdDeclarantId"
    ? "Identifiant SACD"
    : path === "profile.sacemClientNumber"
      ? "Numéro client SACEM"
      : "La déclaration";
