import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { Composing } from "../../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { messageFiles } from "../../../../shared/mediation/uploads.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { FileList } from "../../../ui/file-list.tsx";
import { AnswerExpected, usualAnswerDay } from "./day/answer-expected.tsx";
import "../../../ui/file-list.css";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AnswerElsewhere } from "./answer-elsewhere.tsx";
import { ComposerBar } from "./composer-bar.tsx";
import { type Faults, FieldFault } from "./composer-fields.tsx";
import { CaseFilesDialog, ComposerFiles, keptFrom, readersOf } from "./composer-files.tsx";
import { ComposerRecipients } from "./composer-recipients.tsx";
import { countToFill, namedVariables, TemplatesDialog } from "./composer-templates.tsx";
import { DraftElsewhere } from "./draft-state.tsx";
import type { Draft } from "./drafts.ts";
import { FilesAsLinks } from "./files-as-links.tsx";
import { MandateGuard, withoutMandate } from "./mandate-guard.tsx";
import { lastEntry, lastReceived, newerThan, sidesOf, usualStatus } from "./message-sides.ts";
import { MessageText, type TextHandle } from "./message-text.tsx";
import { NewerMessages } from "./newer-messages.tsx";
import { useComposedMessage } from "./use-composed-message.ts";
import { useSend } from "./use-send.ts";

/** A message being written: to whom, who will not read it, subject, text, files, what the case waits for next. */
export function OpenComposer({
  found,
  space,
  opened,
  composing,
  about,
  onClose,
  onAgain,
}: {
  found: CaseView;
  space: AgentSpace;
  opened: Draft;
  composing: Composing | undefined;
  /** The message answered, when it is one in particular. */
  about: CaseEntryView | undefined;
  onClose: () => void;
  /** Opens the composer afresh, on a draft kept on this device or on the server's. */
  onAgain: (draft?: Draft) => void;
}) {
  const message = useComposedMessage(found, space.me.id, opened);
  const { draft, change, files } = message;
  const [dialog, setDialog] = useState<"templates" | "files">();
  /** The other side of a message that was to go to both: written to next. */
  const [then, setThen] = useState<string[]>([]);
  /** Somebody whose mandate nobody verified is written to all the same. */
  const [despiteMandate, setDespiteMandate] = useState(false);
  const text = useRef<TextHandle>(null);
  const guard = useRef<HTMLDivElement>(null);
  const picker = useRef<{ focus: () => void }>(null);
  const id = useId();

  const sides = sidesOf(found.participants, draft.recipients);
  const [side] = sides;
  const nextStatus = draft.nextStatus ?? usualStatus(found.status, side);
  const [answerBy, setAnswerBy] = useState(() => usualAnswerDay(found, new Date()));
  const silent = withoutMandate(found.participants, draft.recipients);
  const newer = newerThan(found.entries, draft.lastSeenEntryId);
  const toFill = countToFill(draft.text) + countToFill(draft.subject);
  const names = found.participants.filter((one) => draft.recipients.includes(one.id)).map(({ name }) => name);

  const { send, faults, setFaults, isSending } = useSend(found, space, {
    undoSeconds: composing?.undoSeconds ?? 0,
    onSent: (answer) => {
      message.forget();
      message.uploads.clear();
      if (then.length === 0) return onClose();
      // The same words for the other side: read again before they leave too.
      onAgain({
        ...draft,
        messageKey: crypto.randomUUID(),
        recipients: then,
        files: [],
        nextStatus: null,
        basedOn: null,
        lastSeenEntryId: lastEntry(answer.entries),
      });
    },
    onNewer: () => requestAnimationFrame(() => guard.current?.focus()),
  });

  const submit = (despiteNewer = false) => {
    if (isSending) return;
    const stop = (why: Faults) => setFaults(why);
    if (sides.length > 1) {
      return stop({
        recipients:
          "Choisissez d’abord un seul côté\u00a0: l’un ne doit pas lire ce que vous écrivez à l’autre.",
      });
    }
    if (silent.length > 0 && !despiteMandate) {
      return stop({
        recipients:
          "Retirez le représentant dont le mandat n’est pas vérifié, ou dites de lui écrire quand même.",
      });
    }
    if (files.underWay > 0)
      return stop({
        files: "Un fichier est encore en cours d’envoi. Votre message pourra partir juste après.",
      });
    if (files.interrupted > 0)
      return stop({ files: "L’envoi d’un fichier s’est interrompu. Réessayez-le ou retirez-le." });
    if (message.weight.count > messageFiles.files || message.weight.bytes > messageFiles.bytes) {
      const mega = messageFiles.bytes / 1024 / 1024;
      return stop({
        files: `Un message porte ${messageFiles.files} fichiers et ${mega}\u00a0Mo au plus. Retirez-en.`,
      });
    }
    if (keptFrom(found, message.ofCase, side).length > 0)
      return stop({
        files: "Une pièce n’est pas destinée à ce côté. Retirez-la, ou dites pourquoi l’envoyer.",
      });
    if (toFill > 0) {
      stop(
        countToFill(draft.subject) > 0
          ? { subject: "Remplissez le passage entre accolades, ou effacez-le." }
          : { text: "Remplissez les passages surlignés, ou effacez-les." },
      );
      if (!text.current?.focusFirstToFill()) document.getElementById(`${id}-subject`)?.focus();
      return;
    }
    if (newer.length > 0 && !despiteNewer) return guard.current?.focus();
    send(draft, {
      caseId: found.id,
      idempotencyKey: draft.messageKey,
      recipients: draft.recipients,
      subject: draft.subject,
      text: draft.text,
      files: files.ids,
      ...(message.ofCase.length > 0
        ? {
            caseFiles: message.ofCase.map((file) => ({
              id: file.id,
              ...(file.reason ? { reason: file.reason } : {}),
            })),
          }
        : {}),
      ...(draft.recipientsVisible && draft.recipients.length > 1 ? { recipientsVisible: true } : {}),
      lastSeenEntryId: draft.lastSeenEntryId,
      ...(despiteNewer ? { despiteNewer } : {}),
      ...(silent.length > 0 ? { despiteMandate } : {}),
      ...(nextStatus === found.status ? {} : { nextStatus }),
      ...(side === "ADMINISTRATION" && answerBy ? { answerBy } : {}),
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && !event.defaultPrevented && !dialog) onClose();
  };

  return (
    <section className="composer" aria-label="Répondre" onKeyDown={onKeyDown}>
      <div className="composer__head">
        <h2>Votre message</h2>
        <button type="button" className="text-button small" onClick={onClose}>
          Réduire <kbd>Échap</kbd>
        </button>
      </div>
      <ComposerRecipients
        found={found}
        chosen={draft.recipients}
        visible={draft.recipientsVisible}
        onChange={(recipients) => change({ recipients })}
        onVisible={(recipientsVisible) => change({ recipientsVisible })}
        onSplit={(now, later) => {
          setThen(later);
          change({ recipients: now });
        }}
      />
      <MandateGuard silent={silent} agreed={despiteMandate} onAgree={setDespiteMandate} />
      {then.length > 0 && (
        <p className="composer__then small mention">
          <Icon name="fr-icon-arrow-right-line" size="xs" /> Ensuite, un autre message pour{" "}
          {readersOf(
            found.participants.filter((one) => then.includes(one.id)).map(({ name }) => name),
            undefined,
          )}
          .
        </p>
      )}
      <AnswerElsewhere
        found={found}
        entry={about ?? lastReceived(found.entries)}
        chosen={draft.recipients}
        onChoose={(recipients) => change({ recipients })}
      />
      <FieldFault id={`${id}-recipients-fault`} words={faults.recipients} />
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
          aria-invalid={faults.subject !== undefined}
          aria-describedby={faults.subject ? `${id}-subject-fault` : undefined}
          onChange={(event) => change({ subject: event.currentTarget.value })}
        />
      </div>
      <FieldFault id={`${id}-subject-fault`} words={faults.subject} />
      <MessageText
        ref={text}
        initial={opened.text}
        onChange={(words) => change({ text: words })}
        label="Votre message"
        invalid={faults.text !== undefined}
        describedBy={faults.text ? `${id}-text-fault` : undefined}
        focused
      />
      <FieldFault id={`${id}-text-fault`} words={faults.text} />
      {composing?.signature && <Signature words={composing.signature} />}
      <div className="composer__files">
        <FileList
          uploads={message.uploads}
          rows={message.rows}
          focusAfterLast={() => picker.current?.focus()}
        />
      </div>
      <ComposerFiles
        found={found}
        chosen={message.ofCase}
        side={sides.length === 1 ? side : undefined}
        readers={readersOf(names, side)}
        onChange={message.changeOfCase}
      />
      <FilesAsLinks files={draft.files} />
      <FieldFault id={`${id}-files-fault`} words={faults.files} />
      <DraftElsewhere
        kept={message.kept}
        caseId={found.id}
        onKeepMine={message.keepMine}
        onTakeOther={() => {
          message.forget("device");
          onAgain();
        }}
      />
      <NewerMessages
        ref={guard}
        newer={newer}
        onRead={(entryId) => {
          change({ lastSeenEntryId: lastEntry(found.entries) });
          const entry = document.getElementById(`echange-${entryId}`);
          entry?.scrollIntoView({ block: "center" });
          entry?.focus({ preventScroll: true });
        }}
        onSendAnyway={() => submit(true)}
      />
      {side === "ADMINISTRATION" && <AnswerExpected day={answerBy} onChange={setAnswerBy} />}
      <FieldFault id={`${id}-fault`} words={faults.form} />
      <ComposerBar
        busy={isSending}
        secondary={newer.length > 0}
        nextStatus={nextStatus}
        toFill={toFill}
        kept={message.kept}
        picker={picker}
        onSend={() => submit()}
        onFiles={message.uploads.add}
        onTemplates={() => setDialog("templates")}
        onCaseFiles={found.documents.length > 0 ? () => setDialog("files") : undefined}
        onStatus={(status) => change({ nextStatus: status })}
        onToFill={() => text.current?.focusFirstToFill()}
      />
      {dialog === "templates" && (
        <TemplatesDialog
          found={found}
          side={side}
          onClose={() => setDialog(undefined)}
          onChoose={(template) => {
            setDialog(undefined);
            if (draft.text.trim() === "") change({ subject: namedVariables(template.subject) });
            requestAnimationFrame(() => text.current?.insert(namedVariables(template.body)));
          }}
        />
      )}
      {dialog === "files" && (
        <CaseFilesDialog
          found={found}
          chosen={message.ofCase}
          onClose={() => setDialog(undefined)}
          onChoose={(file) => {
            setDialog(undefined);
            message.changeOfCase([...message.ofCase, file]);
          }}
        />
      )}
    </section>
  );
}

/** What the organisation puts under each message, seen before it leaves. */
function Signature({ words }: { words: string }) {
  return (
    <div className="composer__signature small mention">
      <span className="fr-sr-only">Ajouté sous votre message&nbsp;: </span>
      {words}
    </div>
  );
}
