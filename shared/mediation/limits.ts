/** Limits of the form and of files (mediation.md §4.1), in characters, files and bytes. */
export const limits = {
  descriptionMin: 10,
  descriptionMax: 20_000,
  expectationMax: 5_000,
  files: 10,
  fileBytes: 20 * 1024 * 1024,
  /** The most an organisation may allow for one file. */
  fileBytesMost: 25 * 1024 * 1024,
  filesBytes: 60 * 1024 * 1024,
  messageMax: 100_000,
  noteMax: 20_000,
  messageFiles: 20,
  /** What does not fit in a mail goes as a link (shared/mail/file-links.ts). */
  messageFilesBytes: 40 * 1024 * 1024,
  closingWordsMax: 5_000,
  /** From how many characters addresses are suggested (§4.1, §10), and how many are read. */
  suggestFrom: 3,
  suggestMost: 120,
} as const;
