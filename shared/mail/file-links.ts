import * as z from "zod/mini";
import type { Rights } from "../platform/rights.ts";

/**
 * Files of a message that are too large for the mail, each given as a secret link to one recipient: thirty days, a code
 * by e-mail, revocable by whoever writes on the case (settled.md §3).
 */

/** Bytes of files that a mail carries itself: encoded, with the longest message, it stays under 10 MB. */
export const filesInMail = 6 * 1024 * 1024;

/** Which of these files go as a link, the largest first, so that the others fit in the mail. */
export const goAsLinks = (sizes: readonly number[]): boolean[] => {
  const links = sizes.map(() => false);
  let left = sizes.reduce((sum, size) => sum + size, 0);
  const largestFirst = sizes.map((size, index) => ({ size, index })).toSorted((a, b) => b.size - a.size);
  for (const { size, index } of largestFirst) {
    if (left <= filesInMail) break;
    links[index] = true;
    left -= size;
  }
  return links;
};

type FileLinkAction = "file_link.read" | "file_link.download";
/** What the holder of such a link may do: see what it is, then, after the code, download it. */
export const fileLinkRights: Rights<FileLinkAction, never> = {
  "file_link.read": { about: "link", may: { link: "always" } },
  "file_link.download": { about: "link", may: { verified_link: "always" } },
};

/** What the page of a file shows. */
export const FileLinkPage = z.object({
  name: z.string(),
  /** Bytes; 0 once the file is gone. */
  size: z.number(),
  /** Who sent it: « Médiation – Ville de Valbrune ». */
  sender: z.string(),
  organisation: z.string(),
  /** When the link ends, and when this page closes by itself. */
  endsAt: z.string(),
  closesAt: z.string(),
  /** Where the code goes: `n•••@courriel.example`. */
  maskedEmail: z.string(),
  /** The code was given: the file can be downloaded. */
  open: z.boolean(),
  /** `unchecked`: the antivirus could not look into it; `gone`: it was erased. */
  state: z.enum(["ready", "checking", "unchecked", "refused", "gone"]),
});
export type FileLinkPage = z.infer<typeof FileLinkPage>;

export const OpenFileLink = z.strictObject({ token: z.string().check(z.maxLength(500)) });
export const FileCode = z.strictObject({ code: z.string().check(z.maxLength(20)) });
export const SentFileCode = z.object({ sentTo: z.string(), retryAfterSeconds: z.number() });
export type SentFileCode = z.infer<typeof SentFileCode>;

/** A link as those who work on the case see it, under the message. */
export const SentFileLink = z.object({
  id: z.string(),
  recipientId: z.string(),
  name: z.string(),
  /** First download. */
  openedAt: z.nullable(z.string()),
  endsAt: z.string(),
  state: z.enum(["live", "ended", "revoked"]),
});
export type SentFileLink = z.infer<typeof SentFileLink>;
