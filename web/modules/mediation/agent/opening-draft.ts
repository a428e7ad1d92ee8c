import type { Composing, DraftKind } from "../../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { type Draft, fromServer, isEmptyDraft, readDraft } from "./drafts.ts";
import { bareSubject, firstRecipients, firstSubject, lastEntry, recipientsFor } from "./message-sides.ts";

/** What is read of a case to begin writing on it. */
type Begun = Pick<CaseView, "id" | "number" | "organisationId" | "participants" | "entries">;

const newDraft = (found: Begun, kind: DraftKind): Draft => ({
  kind,
  messageKey: crypto.randomUUID(),
  caseNumber: found.number,
  organisationId: found.organisationId,
  recipients: kind === "message" ? firstRecipients(found.participants, found.entries) : [],
  recipientsVisible: false,
  subject: kind === "message" ? firstSubject(found.entries) : "",
  text: "",
  files: [],
  nextStatus: null,
  lastSeenEntryId: lastEntry(found.entries),
  basedOn: null,
  savedAt: Date.now(),
});

/**
 * What a composer opens with: words the server has not seen yet, else its draft, else an empty one. A message asked for
 * its answer sets the addressee, a quoted one stands in the note; words already there are never replaced.
 */
export function draftToOpen(
  found: Begun,
  userId: string,
  kind: DraftKind,
  composing: Composing | undefined,
  about?: CaseEntryView,
): Draft {
  const onServer = composing?.[kind];
  const known =
    readDraft(userId, found.id, kind, Date.now()) ??
    (onServer
      ? fromServer(onServer, { caseNumber: found.number, organisationId: found.organisationId })
      : undefined);
  const draft = known ? stillThere(known, found) : newDraft(found, kind);
  if (!about) return draft;
  if (kind === "note")
    return { ...draft, text: [draft.text.trim(), quoteOf(about)].filter(Boolean).join("\n\n") };
  if (!isEmptyDraft(draft)) return draft;
  return {
    ...draft,
    recipients: recipientsFor(found.participants, about) ?? draft.recipients,
    subject: bareSubject(about.subject ?? "") || draft.subject,
  };
}

/** Without the people and files that left the case meanwhile. */
const stillThere = (draft: Draft, found: Begun): Draft => ({
  ...draft,
  recipients: draft.recipients.filter((id) => found.participants.some((one) => one.id === id)),
  files: draft.files.filter(
    ({ id, onCase }) => !onCase || found.entries.some(({ files }) => files.some((file) => file.id === id)),
  ),
});

/** `> Bonjour…` and whose words they are. */
const quoteOf = (entry: CaseEntryView): string => {
  const words = (entry.text ?? "").trim().slice(0, 2_000);
  const who = entry.mine ? "moi" : (entry.author ?? "expéditeur inconnu");
  return `${words
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")}\n(${who}, ${exactInstant(entry.at)})\n\n`;
};
