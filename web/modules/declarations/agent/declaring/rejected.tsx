import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords } from "./body-words.ts";
import { keepDeclaration, openVersion } from "./declaring-queries.ts";
import { labelOf } from "./form-points.ts";
import { performanceWords } from "./performance-words.ts";

/** What a body refused, in its own words, with our name of the field; nothing else is to be done again. */
export function Rejected({
  found,
  one,
  space,
}: {
  found: DeclarationView;
  one: TransmissionView;
  space: AgentSpace;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const now = useNow();
  const words = bodyWords[one.body];
  const timeZone = found.current.form.place?.timeZone ?? "Europe/Paris";
  const when = (performanceId: string | null) => {
    const live = found.performances.find(({ id }) => id === performanceId);
    return live
      ? `Séance du ${performanceWords(live.startAt, timeZone, now).day}.`
      : "Concerne toute la déclaration.";
  };
  const correcting = useMutation({
    mutationFn: () => openVersion(found.id, { why: "edit", bodies: [one.body] }),
    onSuccess: (saved) => {
      keepDeclaration(client, saved);
      const [path] = one.errors.flatMap((fault) => fault.path ?? []);
      void navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params: { organisation: space.organisation.slug, declarationId: found.id },
        ...(path ? { hash: `champ-${path}` } : {}),
      });
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const count = one.errors.length;
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
        {one.errors.map(({ path, field, code, message, performanceId }) => (
          <li key={`${path}-${performanceId}-${message}`}>
            <Icon name="fr-icon-close-circle-fill" tone="error" />
            <div>
              <p>
                <strong>{path?.startsWith("form.") ? labelOf(path) : profileWords(path)}</strong>{" "}
                {(field ?? code) && <code>{field ?? code}</code>}
              </p>
              <p>
                Réponse {words.of}&nbsp;: «&nbsp;{message}&nbsp;».{" "}
                <span className="mention">{when(performanceId)}</span>
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
            </div>
          </li>
        ))}
      </ul>
      {one.acts.includes("edit") && (
        <>
          <p className="row row--wrap">
            <Button
              size="sm"
              busy={correcting.isPending && "Un instant…"}
              onClick={() => !correcting.isPending && correcting.mutate()}
            >
              Corriger et renvoyer {words.to}
            </Button>
          </p>
          <p className="small mention">
            Crée la version {found.current.number + 1},{" "}
            {words.the === "la SACD" ? "pour la SACD" : `pour ${words.the}`} seulement.
          </p>
        </>
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
