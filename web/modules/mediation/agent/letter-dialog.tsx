import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type Ref, useId, useRef, useState } from "react";
import { parseWritten, plainText } from "../../../../shared/mail/written-words.ts";
import { type LetterPreview, MakeLetter } from "../../../../shared/mediation/closing.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseFileView } from "../../../../shared/mediation/thread.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { requesterOf } from "./case-flags.ts";
import { keepCase } from "./case-queries.ts";
import { templatesQuery } from "./compose-queries.ts";
import { EntryFiles } from "./entry-files.tsx";
import { begunLetter, type LetterDraft } from "./letter-words.ts";
import { makeLetter, previewLetter } from "./synthesis/synthesis-queries.ts";
import "../../../ui/agent/forms.css";
import "./letter-dialog.css";

/** A letter to the requester, to print and post: written, read as it will be printed, then kept with the case. */
export function LetterDialog({
  found,
  space,
  begun,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  /** What it starts with; a greeting otherwise. */
  begun?: LetterDraft | undefined;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const id = useId();
  const [key] = useState(() => crypto.randomUUID());
  const [first] = useState<LetterDraft>(() => begun ?? { subject: "", text: begunLetter(found) });
  const [form, setForm] = useState(first);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [leaving, setLeaving] = useState(false);
  const [made, setMade] = useState<CaseFileView[]>();
  const alert = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLElement>(null);
  const templates = useQuery(templatesQuery(found.organisationId, found.id));
  const offered = (templates.data?.templates ?? []).filter(
    ({ sides }) => sides.length === 0 || sides.includes("REQUESTER"),
  );
  const who = requesterOf(found);
  const homeless = !found.synthesis.requester?.line1 || !found.synthesis.requester.city;
  const toAlert = () => requestAnimationFrame(() => alert.current?.focus());

  const reading = useMutation({
    mutationFn: ({ idempotencyKey: _key, ...letter }: MakeLetter) => previewLetter(found.id, letter),
    onSuccess: () => requestAnimationFrame(() => sheet.current?.focus()),
    onError: toAlert,
  });
  const making = useMutation({
    mutationFn: (letter: MakeLetter) => makeLetter(found.id, letter),
    onSuccess: (answer) => {
      const known = new Set(found.entries.map((entry) => entry.id));
      keepCase(client, answer);
      setMade(
        answer.entries.filter((entry) => entry.medium === "LETTER" && !known.has(entry.id)).at(-1)?.files ??
          [],
      );
    },
    onError: toAlert,
  });
  const failure = making.error ?? reading.error;
  const busy = making.isPending || reading.isPending;

  const set = (part: Partial<LetterDraft>) => {
    setLeaving(false);
    reading.reset();
    setForm((current) => ({ ...current, ...part }));
  };
  /** Words of a template follow what was typed; they replace a letter nobody began. */
  const take = (templateId: string) => {
    const chosen = offered.find((one) => one.id === templateId);
    if (!chosen) return;
    const text = plainText(parseWritten(chosen.body));
    set({
      subject: form.subject.trim() || chosen.subject,
      text: form.text === first.text && !begun ? text : `${form.text.trimEnd()}\n\n${text}`,
    });
  };
  const checked = (then: (letter: MakeLetter) => void) => {
    if (busy) return;
    const read = MakeLetter.safeParse({ idempotencyKey: key, ...form });
    const wrong: Record<string, string> = {};
    for (const { path, message } of read.error?.issues ?? []) wrong[String(path[0])] ??= message;
    setFaults(wrong);
    if (read.success) then(read.data);
    else document.getElementById(`${id}-${Object.keys(wrong)[0]}`)?.focus();
  };
  const leave = () => {
    const typed = form.subject !== first.subject || form.text !== first.text;
    if (typed && !made && !leaving) setLeaving(true);
    else onClose();
  };

  if (made) {
    return (
      <Modal
        title="Le courrier est prêt"
        onClose={onClose}
        footer={<Button onClick={onClose}>Fermer</Button>}
      >
        <p>
          Imprimez-le, signez-le et postez-le. Il est dans les documents du dossier, et la tâche
          «&nbsp;Envoyer le courrier&nbsp;» est dans les vôtres.
        </p>
        <EntryFiles files={made} mayRisk={false} />
      </Modal>
    );
  }
  return (
    <Modal
      title={`Courrier pour ${who?.name ?? "le requérant"}`}
      subtitle="Un PDF à imprimer et à poster. Rien n’est envoyé par e-mail."
      size="large"
      onClose={leave}
      footer={
        leaving ? (
          <div className="modal__leaving" role="alert">
            <p>Quitter sans préparer le courrier&nbsp;? Ce que vous avez écrit sera perdu.</p>
            <Button look="secondary" onClick={onClose}>
              Quitter sans préparer
            </Button>
            <Button onClick={() => setLeaving(false)}>Continuer</Button>
          </div>
        ) : (
          <>
            {!homeless && (
              <>
                <Button type="submit" form={`${id}-form`} busy={making.isPending && "Préparation…"}>
                  Préparer le courrier
                </Button>
                <Button
                  look="secondary"
                  busy={reading.isPending && "Un instant…"}
                  onClick={() => checked(reading.mutate)}
                >
                  Relire
                </Button>
              </>
            )}
            <Button look="secondary" onClick={leave}>
              Annuler
            </Button>
          </>
        )
      }
    >
      {homeless ? (
        <div className="letter__homeless">
          <p>L’adresse postale de {who?.name ?? "la personne"} n’est pas connue.</p>
          <p>
            <Link
              className="fr-link"
              to="/espace/$organisation/mediation/dossiers/$caseId/synthese"
              params={{ organisation: space.organisation.slug, caseId: found.id }}
              onClick={onClose}
            >
              La compléter dans Synthèse
            </Link>
          </p>
        </div>
      ) : (
        <form
          id={`${id}-form`}
          className="dialog-form"
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            checked(making.mutate);
          }}
        >
          {failure && <Alert ref={alert} severity="error" title={refusalWords(failure)} />}
          {offered.length > 0 && (
            <Select
              id={`${id}-template`}
              label="Partir d’un modèle (facultatif)"
              placeholder="Choisir"
              options={offered.map((one) => [one.id, one.title])}
              value=""
              onChange={take}
            />
          )}
          <Input
            id={`${id}-subject`}
            label="Objet"
            maxLength={255}
            value={form.subject}
            error={faults.subject}
            onChange={(subject) => set({ subject })}
          />
          <TextArea
            id={`${id}-text`}
            label="Texte"
            hint="L’adresse, la date et votre signature s’ajoutent toutes seules."
            rows={9}
            value={form.text}
            error={faults.text}
            onChange={(text) => set({ text })}
          />
          {reading.data && <Sheet ref={sheet} letter={reading.data} />}
        </form>
      )}
    </Modal>
  );
}

/** The letter as it will be printed: the address where the envelope's window shows it. */
function Sheet({ letter, ref }: { letter: LetterPreview; ref: Ref<HTMLElement> }) {
  return (
    <article ref={ref} tabIndex={-1} className="letter" aria-label="Aperçu du courrier">
      <Lines lines={letter.from} />
      <Lines lines={letter.to} className={`letter__window letter__window--${letter.window}`} />
      <p>Le {letter.day}</p>
      <p className="strong">{letter.subject}</p>
      <p className="letter__text">{letter.text}</p>
      <Lines lines={letter.signature} />
    </article>
  );
}

const Lines = ({ lines, className }: { lines: readonly string[]; className?: string }) => (
  <p className={className}>
    {lines.map((line) => (
      <span key={line} className="letter__line">
        {line}
      </span>
    ))}
  </p>
);
