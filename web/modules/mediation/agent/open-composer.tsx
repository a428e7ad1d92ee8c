import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type CaseStatus, caseStatuses, openStatuses } from "../../../../shared/mediation/enums.ts";
import { type CaseView, SendMessage } from "../../../../shared/mediation/schema.ts";
import { reasonOf } from "../../../app/api.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { clockTime } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { FileList } from "../../../ui/file-list.tsx";
import { FilePicker } from "../../../ui/file-picker.tsx";
import "../../../ui/file-list.css";
import type { AgentSpace } from "../../access/agent/session.ts";
import { caseQuery, keepCase, sendMessage } from "./case-queries.ts";
import { ComposerRecipients } from "./composer-recipients.tsx";
import { lastEntry, newerThan, sidesOf, usualStatus } from "./message-sides.ts";
import { NewerMessages } from "./newer-messages.tsx";
import { useComposedMessage } from "./use-composed-message.ts";

/** A message being written: to whom, who will not read it, subject, text, files, what the case waits for next. */
export function OpenComposer({
  found,
  space,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const message = useComposedMessage(found, space.me.id);
  const { draft, change, files } = message;
  const [fault, setFault] = useState<string>();
  const text = useRef<HTMLTextAreaElement>(null);
  const guard = useRef<HTMLDivElement>(null);
  const picker = useRef<{ focus: () => void }>(null);
  const id = useId();
  useEffect(() => text.current?.focus(), []);

  const reduce = () => {
    message.keep();
    onClose();
  };
  const sides = sidesOf(found.participants, draft.recipients);
  const nextStatus = draft.nextStatus ?? usualStatus(found.status, sides[0]);
  const newer = newerThan(found.entries, draft.lastSeenEntryId);
  const names = found.participants.filter((one) => draft.recipients.includes(one.id)).map(({ name }) => name);

  const send = useMutation({
    mutationFn: sendMessage,
    onSuccess: (answer) => {
      message.forget();
      keepCase(client, answer);
      notify(`Votre message part à ${new Intl.ListFormat("fr").format(names)}.`);
      onClose();
    },
    onError: async (error) => {
      const reason = reasonOf(error);
      if (reason === "signed_out") return;
      if (reason !== "newer_entry") {
        setFault(refusalWords(error));
        return;
      }
      await client.invalidateQueries(caseQuery(found.id));
      requestAnimationFrame(() => guard.current?.focus());
    },
  });

  const submit = (despiteNewer = false) => {
    if (send.isPending) return;
    if (sides.length > 1)
      return setFault(
        "Choisissez d’abord un seul côté : l’un ne doit pas lire ce que vous écrivez à l’autre.",
      );
    if (files.underWay > 0)
      return setFault("Un fichier est encore en cours d’envoi. Votre message pourra partir juste après.");
    if (files.interrupted > 0)
      return setFault("L’envoi d’un fichier s’est interrompu. Réessayez-le ou retirez-le.");
    if (newer.length > 0 && !despiteNewer) return guard.current?.focus();
    const input = SendMessage.safeParse({
      caseId: found.id,
      idempotencyKey: draft.idempotencyKey,
      recipients: draft.recipients,
      subject: draft.subject,
      text: draft.text,
      files: files.ids,
      lastSeenEntryId: draft.lastSeenEntryId,
      ...(despiteNewer ? { despiteNewer } : {}),
      ...(nextStatus === found.status ? {} : { nextStatus }),
    });
    if (!input.success) return setFault(input.error.issues[0]?.message ?? "Complétez votre message.");
    setFault(undefined);
    send.mutate(input.data);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && !event.defaultPrevented) reduce();
  };

  return (
    <section className="composer" aria-label="Répondre" onKeyDown={onKeyDown}>
      <div className="composer__head">
        <h2>Votre message</h2>
        <button type="button" className="text-button small" onClick={reduce}>
          Réduire <kbd>Échap</kbd>
        </button>
      </div>
      <ComposerRecipients
        found={found}
        chosen={draft.recipients}
        onChange={(recipients) => change({ recipients })}
      />
      <div className="composer__line">
        <label className="composer__label" htmlFor={`${id}-subject`}>
          Objet
        </label>
        <span className="mention nowrap">[Dossier {found.number}]</span>
        <input
          id={`${id}-subject`}
          className="composer__subject"
          value={draft.subject}
          maxLength={255}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
      </div>
      <label className="fr-sr-only" htmlFor={`${id}-text`}>
        Votre message
      </label>
      <textarea
        ref={text}
        id={`${id}-text`}
        className="composer__text"
        rows={6}
        value={draft.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <div className="composer__files">
        <FileList
          uploads={message.uploads}
          rows={message.rows}
          focusAfterLast={() => picker.current?.focus()}
        />
      </div>
      <NewerMessages
        ref={guard}
        newer={newer}
        onRead={(entryId) => {
          change({ lastSeenEntryId: lastEntry(found.entries) });
          document.getElementById(`echange-${entryId}`)?.scrollIntoView({ block: "center" });
        }}
        onSendAnyway={() => submit(true)}
      />
      <div role="alert">
        {fault && (
          <p className="composer__fault">
            <Icon name="fr-icon-error-warning-fill" tone="error" /> {fault}
          </p>
        )}
      </div>
      <div className="composer__bar">
        <Button
          size="sm"
          look={newer.length > 0 ? "secondary" : "primary"}
          busy={send.isPending && "Envoi…"}
          aria-keyshortcuts="Control+Enter"
          onClick={() => submit()}
        >
          Envoyer
        </Button>
        <span className="key-hints" aria-hidden="true">
          <kbd>Ctrl</kbd> <kbd>↵</kbd>
        </span>
        <FilePicker ref={picker} look="tertiary" onFiles={message.addFiles}>
          Joindre
        </FilePicker>
        <label className="composer__status small">
          Puis
          <select
            value={nextStatus}
            onChange={(event) => change({ nextStatus: event.currentTarget.value as CaseStatus })}
          >
            {openStatuses.map((status) => (
              <option key={status} value={status}>
                {caseStatuses[status]}
              </option>
            ))}
          </select>
          <Icon name="fr-icon-arrow-down-s-line" size="xs" />
        </label>
        <span className="composer__saved small mention">
          {message.saved === "refused" && "Brouillon non gardé : votre navigateur le refuse."}
          {typeof message.saved === "object" &&
            `Brouillon enregistré à ${clockTime(new Date(message.saved.at))}`}
        </span>
      </div>
    </section>
  );
}
