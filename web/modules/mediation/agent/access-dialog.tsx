import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { AccessCase, AccessReview, AskAccess } from "../../../../shared/mediation/access-request.ts";
import { sides } from "../../../../shared/mediation/enums.ts";
import { fileVisibilities } from "../../../../shared/mediation/file-visibility.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { useFileAsked } from "./files/file-asked.tsx";
import { accessReviewQuery, askAccess } from "./privacy-queries.ts";
import { mayInMediation } from "./rights.ts";
import "../../../ui/agent/forms.css";
import "./privacy.css";

interface Given {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}

/** Reviews what the organisation knows of a person, then asks for the archive to give them. */
export function AccessDialog({ found, space, onClose }: Given) {
  const review = useQuery(accessReviewQuery(found.id));
  if (review.data) return <Review found={found} space={space} onClose={onClose} review={review.data} />;
  return (
    <Modal title={title} subtitle={`Dossier ${found.number}`} size="large" onClose={onClose}>
      {review.isPending && <Skeleton says="Recherche de ce qui concerne cette personne…" />}
      {review.isError && (
        <LoadFailed
          what="ce qui concerne cette personne"
          error={review.error}
          retry={() => void review.refetch()}
        />
      )}
    </Modal>
  );
}

const title = "Répondre à une demande d’accès";

function Review({ found, space, onClose, review }: Given & { review: AccessReview }) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(proposedIn(review)));
  const [mask, setMask] = useState(review.mask.join("\n"));
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const form = useId();
  const mayGive = mayInMediation(space, "privacy.decide");
  const asked = useFileAsked(space, onClose);
  const asking = useMutation({
    mutationFn: () => askAccess(found.id, { ...chosenIn(review, ticked), mask: linesOf(mask), reason }),
    onSuccess: asked,
  });
  const toggle = (id: string, on: boolean) =>
    setTicked((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)));
  const nothing = !review.cases.some(({ id }) => ticked.has(id));
  const tooShort = reason.trim().length < 10;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!nothing && !tooShort && !asking.isPending) asking.mutate();
  };
  return (
    <Modal
      title={title}
      subtitle={`Dossier ${found.number}`}
      size="large"
      onClose={onClose}
      footer={
        <>
          {mayGive && (
            <Button type="submit" form={form} busy={asking.isPending && "Un instant…"}>
              Préparer le fichier
            </Button>
          )}
          <Button look="secondary" onClick={onClose}>
            {mayGive ? "Annuler" : "Fermer"}
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {asking.isError && <Alert severity="error" title={refusalWords(asking.error)} />}
        {!mayGive && (
          <Alert severity="info" title="Un médiateur principal prépare le fichier">
            Vous pouvez relire ce qui serait donné à la personne.
          </Alert>
        )}
        <p>
          Relisez ce qui sera donné à la personne. Est proposé ce qui vient d’elle ou lui a été adressé&nbsp;;
          notes, échanges avec l’administration et données d’autres personnes ne le sont pas.
        </p>
        {review.cases.map((one) => (
          <CaseToGive key={one.id} one={one} ticked={ticked} toggle={toggle} />
        ))}
        {checked && nothing && <Alert severity="error" title="Choisissez au moins un dossier." />}
        {mayGive && (
          <>
            <TextArea
              id={`${form}-mask`}
              label="À masquer dans les textes"
              hint="Un nom ou un numéro par ligne. Toute adresse e-mail autre que la sienne est déjà masquée. Les documents sont donnés tels quels&nbsp;: relisez-les."
              value={mask}
              onChange={setMask}
              rows={3}
            />
            <TextArea
              id={`${form}-reason`}
              label="Raison"
              hint="Inscrite à l’historique, par exemple la date de la demande. 10 caractères au moins."
              value={reason}
              onChange={setReason}
              error={checked && tooShort ? "Dites pourquoi, en 10 caractères au moins." : undefined}
              rows={3}
            />
          </>
        )}
      </form>
    </Modal>
  );
}

const because = {
  this: "ce dossier",
  confirmed: "même personne, confirmée",
  email: "même adresse e-mail",
  phone: "même téléphone",
} as const;

interface Ticking {
  ticked: ReadonlySet<string>;
  toggle: (id: string, on: boolean) => void;
}

function CaseToGive({ one, ticked, toggle }: Ticking & { one: AccessCase }) {
  const given = ticked.has(one.id);
  return (
    <fieldset className="access-case">
      <legend className="fr-sr-only">Dossier {one.number}</legend>
      <Checkbox
        id={`access-${one.id}`}
        label={
          <strong>
            {one.number}, {one.subject}
          </strong>
        }
        hint={`${one.requester} (${because[one.because]}). Coordonnées, demande et suites du dossier.`}
        checked={given}
        onChange={(on) => toggle(one.id, on)}
      />
      {given && (
        <>
          <Items title="Autres personnes" items={one.people.map(personItem)} {...{ ticked, toggle }} />
          <Items title="Échanges" items={one.entries.map(entryItem)} {...{ ticked, toggle }} />
          <Items title="Documents" items={one.documents.map(documentItem)} {...{ ticked, toggle }} />
        </>
      )}
    </fieldset>
  );
}

interface Item {
  id: string;
  label: string;
  hint: ReactNode;
  given: boolean;
}

const personItem = ({ id, name, given }: AccessCase["people"][number]): Item => ({
  id,
  label: name,
  hint: "Représentant",
  given,
});

const entryItem = ({
  id,
  at,
  kind,
  direction,
  side,
  title: subject,
  excerpt,
  given,
}: AccessCase["entries"][number]): Item => {
  const what = kind === "note" ? "Note interne" : direction === "OUT" ? "Envoyé" : "Reçu";
  const whose = kind !== "note" && side ? `, ${sides[side].toLowerCase()}` : "";
  return {
    id,
    label: `${what}${whose}, ${shortDay(dayOf(new Date(at)))}`,
    hint: [subject, excerpt].filter(Boolean).join("\u00a0: ") || "Sans texte",
    given,
  };
};

const documentItem = ({ id, name, visibility, given }: AccessCase["documents"][number]): Item => ({
  id,
  label: name,
  hint: fileVisibilities[visibility],
  given,
});

/** What is proposed, then, folded, what is not: an item stays where it is when it is ticked. */
function Items({ title: heading, items, ticked, toggle }: Ticking & { title: string; items: Item[] }) {
  const list = (some: Item[]) =>
    some.map(({ id, label, hint }) => (
      <Checkbox
        key={id}
        id={`access-${id}`}
        label={label}
        hint={hint}
        checked={ticked.has(id)}
        onChange={(on) => toggle(id, on)}
      />
    ));
  const [proposed, others] = [items.filter(({ given }) => given), items.filter(({ given }) => !given)];
  if (items.length === 0) return null;
  return (
    <div className="access-items">
      <h3>{heading}</h3>
      {list(proposed)}
      {others.length > 0 && (
        <details className="fold">
          <summary>
            {others.length === 1 ? "1 n’est pas proposé" : `${others.length} ne sont pas proposés`}
          </summary>
          <div className="access-items">{list(others)}</div>
        </details>
      )}
    </div>
  );
}

const itemsOf = ({ people, entries, documents }: AccessCase) => [...people, ...entries, ...documents];

/** What the review proposes, cases and all they hold: a case ticked afterwards shows its own proposals. */
const proposedIn = ({ cases }: AccessReview): string[] =>
  cases.flatMap((one) => [one, ...itemsOf(one)].filter(({ given }) => given).map(({ id }) => id));

const chosenIn = (
  { cases }: AccessReview,
  ticked: ReadonlySet<string>,
): Pick<AskAccess, "cases" | "people" | "entries" | "documents"> => {
  const given = cases.filter(({ id }) => ticked.has(id));
  const idsOf = (items: readonly { id: string }[]) =>
    items.map(({ id }) => id).filter((id) => ticked.has(id));
  return {
    cases: given.map(({ id }) => id),
    people: idsOf(given.flatMap(({ people }) => people)),
    entries: idsOf(given.flatMap(({ entries }) => entries)),
    documents: idsOf(given.flatMap(({ documents }) => documents)),
  };
};

const linesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length > 1),
  ),
];
