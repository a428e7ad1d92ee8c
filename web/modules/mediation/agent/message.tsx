import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { DeliveryStates } from "./delivery.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { EntryCards } from "./entry-cards.tsx";
import { EntryFiles } from "./entry-files.tsx";
import { flagWords, mediumOf, sideWords, verificationOf } from "./entry-words.ts";
import { FailedSend } from "./failed-send.tsx";
import { FileLinks } from "./file-links.tsx";
import { MailLines } from "./mail-lines.tsx";
import { warningOf } from "./mail-words.ts";
import { MarkProcessed } from "./mark-processed.tsx";
import { MessageBody } from "./message-body.tsx";
import { OriginalButton } from "./original-dialog.tsx";

const sideTags = {
  REQUESTER: "requester",
  ADMINISTRATION: "administration",
  THIRD_PARTY: "other",
  OTHER: "other",
} as const;
const sideIcons = {
  REQUESTER: "fr-icon-account-circle-line",
  ADMINISTRATION: "fr-icon-government-line",
  THIRD_PARTY: "fr-icon-group-line",
  OTHER: "fr-icon-group-line",
} as const;

/** A message received or sent, or an agent's note: who, which side, when, the words, the files, what became of it. */
export function Message({ entry, found }: { entry: CaseEntryView; found: CaseView }) {
  const sent = entry.direction === "OUT";
  const note = entry.kind === "note";
  const look = note ? "note" : sent ? "sent" : "received";
  const who = entry.mine ? "Vous" : (entry.author ?? (sent ? "Guichet" : "Expéditeur inconnu"));
  const verification = verificationOf(entry);
  const warnings = flagWords(entry.flags);
  const warning = warningOf(entry.flags);
  const footed =
    verification !== undefined ||
    warnings.length > 0 ||
    entry.recipients.length > 0 ||
    entry.toProcess ||
    entry.original !== "none" ||
    found.allowed.includes("case.note");
  return (
    <article className={`message message--${look} ${entry.toProcess ? "message--waiting" : ""}`}>
      <header className="message__head">
        <span className="message__direction">
          <Icon
            name={note ? "fr-icon-draft-line" : sent ? "fr-icon-send-plane-line" : mediumOf(entry).icon}
          />
        </span>
        <div className="grow">
          <p className="message__names">
            <strong className="message__who">{who}</strong>
            {note ? (
              <span className="tag tag--note">
                <Icon name="fr-icon-lock-line" size="xs" />
                Note interne, jamais envoyée
              </span>
            ) : (
              entry.side && (
                <span className={`tag tag--${sideTags[entry.side]}`}>
                  <Icon name={sideIcons[entry.side]} size="xs" />
                  {sideWords(entry.side)}
                </span>
              )
            )}
            {entry.toProcess && <span className="tag tag--waiting">À traiter</span>}
          </p>
          <p className="small mention">
            {[aboutWords(entry), entry.receivedOn && `reçu sur ${entry.receivedOn}`]
              .filter(Boolean)
              .join(" · ")}
          </p>
          <MailLines entry={entry} />
        </div>
        <span className="message__when small mention">
          <Moment at={entry.at} as="thread" />
        </span>
      </header>
      {warning && (
        <div className="banner banner--warning message__banner message__warning">
          <Icon name="fr-icon-alert-line" tone="warning" />
          <p>{warning}</p>
        </div>
      )}
      <MessageBody entry={entry} who={who} />
      <EntryCards cards={entry.cards} />
      <EntryFiles
        files={entry.files.filter(({ inline }) => !inline)}
        mayRisk={found.allowed.includes("case.write")}
      />
      <FileLinks entry={entry} found={found} />
      <FailedSend entry={entry} found={found} />
      {footed && (
        <footer className="message__foot">
          {verification && (
            <span className={`small flag ${verification.doubtful ? "tone-warning" : "mention"}`}>
              <Icon
                name={verification.doubtful ? "fr-icon-alert-line" : "fr-icon-check-line"}
                size="xs"
                tone={verification.doubtful ? "warning" : "success"}
              />
              {verification.words}
            </span>
          )}
          {warnings.map((words) => (
            <span key={words} className="small flag mention">
              <Icon name="fr-icon-information-line" size="xs" />
              {words}
            </span>
          ))}
          <DeliveryStates recipients={entry.recipients} />
          <EntryActions entry={entry} found={found} who={who} />
          <OriginalButton entry={entry} found={found} who={who} />
          {entry.toProcess && found.allowed.includes("case.process") && (
            <MarkProcessed found={found} entry={entry} who={who} />
          )}
        </footer>
      )}
    </article>
  );
}

/** To whom or how, then the subject: the small line under the name. */
function aboutWords(entry: CaseEntryView): string {
  // A note written here came by no way worth telling.
  if (entry.kind === "note" && entry.medium === "NOTICE") return "";
  const to = entry.recipients.map(({ name, address }) => name ?? address);
  const words = entry.direction === "OUT" && to.length > 0 ? [`à ${listed(to)}`] : [mediumOf(entry).came];
  if (entry.subject) words.push(entry.subject);
  return words.filter((word) => word !== "").join(" · ");
}

const listed = (names: readonly string[]) => new Intl.ListFormat("fr", { type: "conjunction" }).format(names);
