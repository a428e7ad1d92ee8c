import * as z from "zod/mini";
import { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import { readDevice, writeDevice } from "../../../../app/device-storage.ts";

/**
 * What was typed in a declaration and is not at the server: it was offline, or the value is wrong and the server keeps
 * the last one that was right. `base`: the form it was typed over.
 */
const LocalCopy = z.object({
  version: z.int(),
  base: DeclarationForm,
  form: DeclarationForm,
  /** Texts as typed, by the path of their field. */
  texts: z.record(z.string(), z.string()),
  /** Milliseconds. */
  savedAt: z.number(),
});
export type LocalCopy = z.infer<typeof LocalCopy>;

const day = 24 * 60 * 60 * 1000;
const keptDays = 30;
const keyOf = (userId: string, declarationId: string) => `guichet.declaration.${userId}.${declarationId}`;

/** What this device keeps of this person for this declaration, if it can still be used. */
export const readCopy = (userId: string, declarationId: string, now: number): LocalCopy | undefined => {
  const kept = readDevice(keyOf(userId, declarationId));
  if (kept === null) return undefined;
  const copy = LocalCopy.safeParse(parsed(kept));
  return copy.success && now - copy.data.savedAt <= keptDays * day ? copy.data : undefined;
};

/** False when the browser refuses, so that the screen can say it. */
export const keepCopy = (userId: string, declarationId: string, copy: LocalCopy): boolean =>
  writeDevice(keyOf(userId, declarationId), JSON.stringify(copy));

export const forgetCopy = (userId: string, declarationId: string) =>
  writeDevice(keyOf(userId, declarationId), null);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours or cut short: the same as no copy.
    return undefined;
  }
};
