/** A table as spreadsheets of French offices open it: semicolons, a byte order mark, lines of Windows (RFC 4180). */
export const csvOf = (rows: ReadonlyArray<readonly (string | number)[]>): string =>
  `\uFEFF${rows.map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;

/** Numbers with a comma. Text that a spreadsheet would take for a formula begins with an apostrophe. */
const cell = (value: string | number): string => {
  if (typeof value === "number") return String(value).replace(".", ",");
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Hands a file to the browser, as a download would. */
export const saveFile = (name: string, content: string, type: string): void =>
  saveBlob(name, new Blob([content], { type }));

export const saveBlob = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
