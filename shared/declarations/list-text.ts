/** The text of a list that a spreadsheet program wrote: UTF-8, else what Windows writes. */
export const listText = (bytes: AllowSharedBufferSource): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};
