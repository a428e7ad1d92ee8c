/** What a file is, by its content first and its name second; the declared type is never believed. */
export interface FileKind {
  /** MIME type found. */
  type: string;
  /** Extension without dot, lower case; from the content when it says, else from the name. */
  extension: string;
  /** Whether the content itself proved the type. */
  proved: boolean;
}

/** Types of files whose content has no signature, by extension. */
const textTypes: Record<string, string> = {
  txt: "text/plain",
  csv: "text/csv",
  eml: "message/rfc822",
  ics: "text/calendar",
  json: "application/json",
  html: "text/html",
  htm: "text/html",
  svg: "image/svg+xml",
  xml: "application/xml",
};
/** Office files are zip or OLE containers: the name says which. */
const containers: Record<string, Record<string, string>> = {
  zip: {
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    odt: "application/vnd.oasis.opendocument.text",
    ods: "application/vnd.oasis.opendocument.spreadsheet",
    odp: "application/vnd.oasis.opendocument.presentation",
  },
  cfb: {
    doc: "application/msword",
    xls: "application/vnd.ms-excel",
    ppt: "application/vnd.ms-powerpoint",
    msg: "application/vnd.ms-outlook",
  },
};

/** Extension of a name, lower case without dot; empty when there is none. */
export const extensionOf = (name: string): string =>
  /\.([a-z0-9]{1,8})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? "";

/** Finds a file's kind from its first bytes (4 KB are enough) and its name. Never throws. */
export const fileKind = async (head: Uint8Array, name: string): Promise<FileKind> => {
  const named = extensionOf(name);
  const { fileTypeFromBuffer } = await import("file-type");
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) {
    const inside = containers[found.ext]?.[named];
    return inside
      ? { type: inside, extension: named, proved: true }
      : { type: found.mime, extension: found.ext, proved: true };
  }
  if (looksExecutable(head)) return { type: "application/x-executable", extension: "exe", proved: true };
  const markup = /^\s*<(!doctype html|html|svg|\?xml)/i.exec(
    Buffer.from(head.subarray(0, 512)).toString("latin1"),
  )?.[1];
  if (markup) {
    const extension =
      markup.toLowerCase() === "?xml"
        ? named === "svg"
          ? "svg"
          : "xml"
        : markup.toLowerCase() === "svg"
          ? "svg"
          : "html";
    return { type: textTypes[extension] ?? "text/html", extension, proved: true };
  }
  return { type: textTypes[named] ?? "application/octet-stream", extension: named, proved: false };
};

/** Windows (MZ), Linux (ELF) and scripts with an interpreter line. */
const looksExecutable = (head: Uint8Array): boolean => {
  const start = Buffer.from(head.subarray(0, 4)).toString("latin1");
  return start.startsWith("MZ") || start === "\x7fELF" || start.startsWith("#!");
};

/** Types a browser may show by itself without running anything; all others are downloads. */
export const safeToShow: ReadonlySet<string> = new Set([
  "application/pdf",
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
]);
