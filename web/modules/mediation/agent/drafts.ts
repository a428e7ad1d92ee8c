import * as z from "zod/mini";
import {
  DraftFile,
  DraftKind,
  type DraftView,
  type SaveDraft,
} from "../../../../shared/mediation/compose.ts";
import { CaseStatus } from "../../../../shared/mediation/enums.ts";
import { deviceKeys, readDevice, writeDevice } from "../../../app/device-storage.ts";

/**
 * A message or a note being written. The server keeps it; this device keeps it too as long as the server has not
 * answered, so that neither a lost connection nor an ended session loses a word.
 */
export const Draft = z.object({
  kind: DraftKind,
  /** Key of the message: sending twice sends once. */
  messageKey: z.string(),
  caseNumber: z.string(),
  organisationId: z.string(),
  recipients: z.array(z.string()),
  recipientsVisible: z.boolean(),
  subject: z.string(),
  text: z.string(),
  files: z.array(DraftFile),
  /** Chosen by the agent; null = the usual one for the side written to. */
  nextStatus: z.nullable(CaseStatus),
  lastSeenEntryId: z.nullable(z.string()),
  /** `savedAt` of the server's version it follows; null when the server has none. */
  basedOn: z.nullable(z.string()),
  /** Milliseconds. */
  savedAt: z.number(),
});
export type Draft = z.infer<typeof Draft>;

const day = 24 * 60 * 60 * 1000;
/** A draft nobody came back to is forgotten. */
const draftDays = 30;

const keyOf = (userId: string, caseId: string, kind: DraftKind) =>
  `guichet.brouillon.${userId}.${caseId}.${kind}`;

/** What this device still keeps for this person in one organisation, the last written first. */
export function draftsOf(
  userId: string,
  organisationId: string,
  now: number,
): { caseId: string; draft: Draft }[] {
  const prefix = `guichet.brouillon.${userId}.`;
  return deviceKeys()
    .flatMap((key) => {
      const [caseId, kind] = key.startsWith(prefix) ? key.slice(prefix.length).split(".") : [];
      const known = DraftKind.safeParse(kind);
      const draft = caseId && known.success && readDraft(userId, caseId, known.data, now);
      return caseId && draft && draft.organisationId === organisationId ? [{ caseId, draft }] : [];
    })
    .sort((a, b) => b.draft.savedAt - a.draft.savedAt);
}

/** What this device keeps for this person, case and kind; undefined when there is nothing usable. */
export function readDraft(userId: string, caseId: string, kind: DraftKind, now: number): Draft | undefined {
  const kept = readDevice(keyOf(userId, caseId, kind));
  if (kept === null) return undefined;
  const draft = Draft.safeParse(parsed(kept));
  return draft.success && now - draft.data.savedAt <= draftDays * day ? draft.data : undefined;
}

/** Keeps a draft; false when the browser refuses, so that the screen can say it. */
export const keepDraft = (userId: string, caseId: string, draft: Draft): boolean =>
  writeDevice(keyOf(userId, caseId, draft.kind), JSON.stringify(draft));

export const forgetDraft = (userId: string, caseId: string, kind: DraftKind) =>
  writeDevice(keyOf(userId, caseId, kind), null);

/** Nothing worth keeping: no word, no file. */
export const isEmptyDraft = ({ text, files }: Pick<Draft, "text" | "files">): boolean =>
  text.trim() === "" && files.length === 0;

/** What the server keeps, as this device goes on writing it. */
export const fromServer = (
  { savedAt, ...view }: DraftView,
  about: Pick<Draft, "caseNumber" | "organisationId">,
): Draft => ({ ...view, ...about, basedOn: savedAt, savedAt: Date.parse(savedAt) });

/** What the server is asked to keep. */
export const toServer = (
  caseId: string,
  { caseNumber, organisationId, savedAt, ...draft }: Draft,
): SaveDraft => ({ ...draft, caseId });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours or cut short: the same as no draft.
    return undefined;
  }
}
