import * as z from "zod/mini";

/** What is looked for in messages and files of an organisation. */
export const SearchMessages = z.object({
  organisation: z.uuid("Identifiant illisible."),
  q: z.string().check(z.trim(), z.minLength(2, "Écrivez au moins deux lettres."), z.maxLength(200)),
});
export type SearchMessages = z.infer<typeof SearchMessages>;

/** A message, a note or a file that carries the words. */
export const MessageFound = z.object({
  /** Null for a document that is of no message. */
  entryId: z.nullable(z.string()),
  /** Name of the file, when it is the file that was found. */
  fileName: z.nullable(z.string()),
  caseId: z.string(),
  caseNumber: z.string(),
  caseSubject: z.string(),
  at: z.string(),
  author: z.nullable(z.string()),
  /** A few words around what was found; `found` parts are what was looked for. */
  excerpt: z.array(z.object({ text: z.string(), found: z.boolean() })),
});
export type MessageFound = z.infer<typeof MessageFound>;

/** At most eight, newest first; `more` says that there are others. */
export const MessagesFound = z.object({ messages: z.array(MessageFound), more: z.boolean() });
export type MessagesFound = z.infer<typeof MessagesFound>;
