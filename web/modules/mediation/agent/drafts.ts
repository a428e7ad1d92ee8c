import * as z from "zod/mini";
import { CaseStatus } from "../../../../shared/mediation/enums.ts";
import { deviceKeys, readDevice, writeDevice } from "../../../app/device-storage.ts";

/** A message being written, kept on this device until it is sent. */
export const Draft = z.object({
  /** Key of the message: sending twice sends once. */
  idempotencyKey: z.string(),
  caseNumber: z.string(),
  organisationId: z.string(),
  recipients: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  /** Files already sent to the store; `sentAt` in milliseconds. */
  files: z.array(z.object({ id: z.string(), name: z.string(), size: z.number(), sentAt: z.number() })),
  /** Chosen by the agent; absent = the usual one for the side written to. */
  nextStatus: z.optional(CaseStatus),
  lastSeenEntryId: z.nullable(z.string()),
  /** Milliseconds. */
  savedAt: z.number(),
});
export type Draft = z.infer<typeof Draft>;

const day = 24 * 60 * 60 * 1000;
/** A draft nobody came back to is forgotten; the store forgets unbound files sooner. */
const draftDays = 30;
const fileDays = 1;

const keyOf = (userId: string, caseId: string) => `guichet.brouillon.${userId}.${caseId}`;

/** The drafts of this person for one organisation, the last written first. */
export function draftsOf(
  userId: string,
  organisationId: string,
  now: number,
): { caseId: string; draft: Draft }[] {
  const prefix = keyOf(userId, "");
  return deviceKeys()
    .flatMap((key) => {
      const caseId = key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
      const draft = caseId && readDraft(userId, caseId, now);
      return caseId && draft && draft.organisationId === organisationId ? [{ caseId, draft }] : [];
    })
    .sort((a, b) => b.draft.savedAt - a.draft.savedAt);
}

/** The draft kept for this person and case, without the files the store no longer has; undefined when none is usable. */
export function readDraft(userId: string, caseId: string, now: number): Draft | undefined {
  const kept = readDevice(keyOf(userId, caseId));
  if (kept === null) return undefined;
  const draft = Draft.safeParse(parsed(kept));
  if (!draft.success || now - draft.data.savedAt > draftDays * day) return undefined;
  return { ...draft.data, files: draft.data.files.filter(({ sentAt }) => now - sentAt < fileDays * day) };
}

/** Keeps a draft; false when the browser refuses, so that the screen can say it. */
export const keepDraft = (userId: string, caseId: string, draft: Draft): boolean =>
  writeDevice(keyOf(userId, caseId), JSON.stringify(draft));

export const forgetDraft = (userId: string, caseId: string) => writeDevice(keyOf(userId, caseId), null);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours or cut short: the same as no draft.
    return undefined;
  }
}
