import { limits } from "./limits.ts";

/** Why a file is not taken, in a sentence that follows « Refusé : », and what to do instead. */
export interface FileRefusal {
  cause: string;
  advice: string;
}

/** Extensions taken by the form and the follow-up page (mediation.md §4.1); the content must agree, which the API checks. */
export const acceptedExtensions =
  "pdf jpg jpeg png webp heic heif tif tiff doc docx odt rtf txt xls xlsx ods csv ppt pptx odp eml".split(
    " ",
  );

const archives = new Set("zip rar 7z tar gz tgz bz2 xz cab iso".split(" "));
const mega = 1024 * 1024;

/** Extension of a name, lower case without dot; empty when there is none. */
const extensionOf = (name: string) => /\.([a-z0-9]{1,8})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? "";

const figure = (value: number) => String(value).replace(".", ",");

/** « 184 Ko », « 5,9 Mo »; bytes in, powers of 1024, one decimal from a megabyte to ten. */
export const fileSize = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} octet${bytes > 1 ? "s" : ""}`;
  if (bytes < mega) return `${Math.max(1, Math.round(bytes / 1024))} Ko`;
  const megabytes = bytes / mega;
  return `${figure(megabytes < 10 ? Math.round(megabytes * 10) / 10 : Math.round(megabytes))} Mo`;
};

/** Share of a sending that is done, in whole per cent, 100 only when all of it is. */
export const percent = (sent: number, size: number): number =>
  size <= 0 || sent >= size ? 100 : Math.floor((sent / size) * 100);

const photoOrPdf = "Envoyez un PDF ou une photo.";
/** Refused size, never rounded down to the limit itself. */
const overLimit = (bytes: number, most: number) => figure(Math.max(Math.ceil(bytes / mega), most / mega + 1));

/** How many files one sending takes, how many bytes in all, and what to do with one more. */
export interface FileAllowance {
  files: number;
  bytes: number;
  advice: string;
  /** Bytes of one file, at most; `limits.fileBytes` unless said. */
  fileBytes?: number;
  /** Names that are taken; `acceptedExtensions` unless said. */
  extensions?: readonly string[];
}
/** Of a request, or of an answer from the follow-up page; one file as large as the organisation allows. */
export const requestFiles = (fileMegabytes: number = limits.fileBytes / mega): FileAllowance => ({
  files: limits.files,
  bytes: limits.filesBytes,
  advice: "Retirez-en un, ou envoyez celui-ci plus tard depuis votre page de suivi.",
  fileBytes: fileMegabytes * mega,
});
/** Of one message of an agent (mediation.md §4.6). */
export const messageFiles: FileAllowance = {
  files: limits.messageFiles,
  bytes: limits.messageFilesBytes,
  advice: "Retirez-en un, ou envoyez celui-ci dans un autre message.",
};

/**
 * Refuses a file by its name, its size and what was already taken (`count` files, `bytes` in all), or null.
 * The same answer on the screen and in the API.
 */
export const refuseFile = (
  file: { name: string; size: number },
  already: { count: number; bytes: number } = { count: 0, bytes: 0 },
  allowance: FileAllowance = requestFiles(),
): FileRefusal | null => {
  const extension = extensionOf(file.name);
  if (archives.has(extension)) {
    return {
      cause: `les dossiers compressés (.${extension}) ne sont pas acceptés.`,
      advice: "Ouvrez ce dossier sur votre appareil et ajoutez les documents un par un.",
    };
  }
  if (!(allowance.extensions ?? acceptedExtensions).includes(extension)) {
    return {
      cause: extension
        ? `ce type de fichier (.${extension}) n’est pas accepté.`
        : "ce type de fichier n’est pas accepté.",
      advice: photoOrPdf,
    };
  }
  if (file.size === 0)
    return { cause: "ce fichier est vide.", advice: "Vérifiez-le sur votre appareil, puis réessayez." };
  const { fileBytes = limits.fileBytes } = allowance;
  if (file.size > fileBytes) {
    return {
      cause: `ce fichier pèse ${overLimit(file.size, fileBytes)} Mo, le maximum est ${fileBytes / mega} Mo.`,
      advice: "Réduisez-le, ou envoyez une photo de chaque page.",
    };
  }
  if (already.count >= allowance.files)
    return { cause: `vous avez déjà ${allowance.files} fichiers.`, advice: allowance.advice };
  if (already.bytes + file.size > allowance.bytes)
    return {
      cause: `vos fichiers dépassent ${allowance.bytes / mega} Mo au total.`,
      advice: allowance.advice,
    };
  return null;
};
