import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { type LogContact, LogContact as LogContactInput } from "../../../../shared/mediation/closing.ts";
import { readDay } from "../../../../shared/mediation/dates.ts";
import { sides } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { messageFiles } from "../../../../shared/mediation/uploads.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayOf } from "../../../ui/agent/relative-dates.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { FileList } from "../../../ui/file-list.tsx";
import { FilePicker } from "../../../ui/file-picker.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { isUnderWay, postToStore } from "../../../ui/uploads.ts";
import { useUploads } from "../../../ui/use-uploads.ts";
import { askUpload, checkUpload, keepCase } from "./case-queries.ts";
import { typedDay } from "./synthesis/block-drafts.ts";
import { optionsOf } from "./synthesis/block-words.ts";
import { Choice } from "./synthesis/choice.tsx";
import { logContact } from "./synthesis/synthesis-queries.ts";
import "../../../ui/agent/forms.css";

const media = [
  { value: "PHONE", label: "Appel" },
  { value: "LETTER", label: "Courrier" },
  { value: "MEETING", label: "Rendez-vous" },
] as const;
const ways: Readonly<Record<LogContact["medium"], readonly [received: string, given: string]>> = {
  PHONE: ["Appel reçu", "Appel passé"],
  LETTER: ["Courrier reçu", "Courrier envoyé"],
  MEETING: ["À leur demande", "À notre demande"],
};

/** Logs what happened outside: a call, a letter, a meeting, with its true date. Nothing is sent. */
export function LogContactDialog({ found, onDone }: { found: CaseView; onDone: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [form, setForm] = useState({
    medium: "PHONE" as LogContact["medium"],
    direction: "IN" as LogContact["direction"],
    side: "REQUESTER" as LogContact["side"],
    on: typedDay(dayOf(new Date(), found.timeZone)),
    at: "",
    text: "",
  });
  const [key] = useState(() => crypto.randomUUID());
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [leaving, setLeaving] = useState(false);
  const alert = useRef<HTMLDivElement>(null);
  const picker = useRef<{ focus: () => void }>(null);
  const { uploads, rows } = useUploads(() => ({
    ticket: ({ name, size }) => askUpload(found.id, name, size),
    send: postToStore,
    check: (id) => checkUpload(found.id, id),
    allowance: messageFiles,
  }));
  const id = useId();
  const set = (part: Partial<typeof form>) => {
    setLeaving(false);
    setForm((current) => ({ ...current, ...part }));
  };
  const logging = useMutation({
    mutationFn: (input: LogContact) => logContact(found.id, input),
    onSuccess: (answer) => {
      keepCase(client, answer);
      notify("Échange consigné. Rien n’a été envoyé.");
      onDone();
    },
    onError: () => requestAnimationFrame(() => alert.current?.focus()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (logging.isPending) return;
    if (rows.some(isUnderWay)) {
      setFaults({ files: "Attendez la fin de l’envoi des fichiers." });
      return;
    }
    const day = readDay(form.on, dayOf(new Date(), found.timeZone), "Date");
    const wrong: Record<string, string> = {};
    if (!("day" in day)) wrong.occurredOn = day.message;
    else if (!day.day) wrong.occurredOn = "Écrivez la date de l’échange.";
    const read = LogContactInput.safeParse({
      idempotencyKey: key,
      medium: form.medium,
      direction: form.direction,
      side: form.side,
      occurredOn: "day" in day ? (day.day ?? "") : "",
      occurredAt: form.at.trim() || null,
      text: form.text,
      files: rows.flatMap(({ state }) => (state.at === "added" ? [state.id] : [])),
    });
    for (const { path, message } of read.error?.issues ?? []) wrong[String(path[0])] ??= message;
    setFaults(wrong);
    if (read.success && Object.keys(wrong).length === 0) logging.mutate(read.data);
    else document.getElementById(`${id}-${Object.keys(wrong)[0]}`)?.focus();
  };
  const leave = () => {
    if ((form.text.trim() !== "" || rows.length > 0) && !leaving) setLeaving(true);
    else onDone();
  };
  const [received, given] = ways[form.medium];
  return (
    <Modal
      title="Consigner un échange"
      subtitle="Ce qui s’est passé hors de Guichet. Rien n’est envoyé."
      onClose={leave}
      footer={
        leaving ? (
          <div className="modal__leaving" role="alert">
            <p>Quitter sans consigner&nbsp;? Ce que vous avez saisi sera perdu.</p>
            <Button look="secondary" onClick={onDone}>
              Quitter sans consigner
            </Button>
            <Button onClick={() => setLeaving(false)}>Continuer</Button>
          </div>
        ) : (
          <>
            <Button type="submit" form={`${id}-form`} busy={logging.isPending && "Un instant…"}>
              Consigner l’échange
            </Button>
            <Button look="secondary" onClick={leave}>
              Annuler
            </Button>
          </>
        )
      }
    >
      <form id={`${id}-form`} className="dialog-form" noValidate onSubmit={submit}>
        {logging.isError && <Alert ref={alert} severity="error" title={refusalWords(logging.error)} />}
        <RadioButtons
          name={`${id}-medium`}
          legend="Moyen"
          options={media}
          value={form.medium}
          onChange={(medium) => set({ medium })}
        />
        <RadioButtons
          name={`${id}-direction`}
          legend="Sens"
          options={[
            { value: "IN", label: received },
            { value: "OUT", label: given },
          ]}
          value={form.direction}
          onChange={(direction) => set({ direction })}
        />
        <Choice
          id={`${id}-side`}
          label="Avec"
          options={optionsOf(sides)}
          value={form.side}
          onChange={(side) => set({ side: side as LogContact["side"] })}
        />
        <Input
          id={`${id}-occurredOn`}
          label="Date"
          hint="La vraie date de l’échange. Par exemple 05/03/2027"
          value={form.on}
          error={faults.occurredOn}
          onChange={(on) => set({ on })}
        />
        <Input
          id={`${id}-occurredAt`}
          label="Heure"
          hint="Facultatif. Par exemple 14:32"
          width="medium"
          value={form.at}
          error={faults.occurredAt}
          onChange={(at) => set({ at })}
        />
        <TextArea
          id={`${id}-text`}
          label={form.medium === "LETTER" ? "Ce que dit le courrier" : "Ce qui s’est dit"}
          rows={6}
          value={form.text}
          error={faults.text}
          onChange={(text) => set({ text })}
        />
        <div>
          <FilePicker ref={picker} look="tertiary" onFiles={uploads.add}>
            Joindre un scan
          </FilePicker>
          <FileList uploads={uploads} rows={rows} focusAfterLast={() => picker.current?.focus()} />
          {faults.files && <p className="fr-message fr-message--error">{faults.files}</p>}
        </div>
      </form>
    </Modal>
  );
}
