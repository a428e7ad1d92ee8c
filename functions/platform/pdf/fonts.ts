import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * The two faces that our PDFs embed: Noto Sans (SIL Open Font License 1.1, which allows embedding). Marianne is
 * reserved to the State, and many who use Guichet are not the State.
 */
export const fontFiles = {
  regular: "400Regular/NotoSans_400Regular.ttf",
  bold: "700Bold/NotoSans_700Bold.ttf",
} as const;

export const fontPackage = "@expo-google-fonts/noto-sans";

export interface Fonts {
  regular: Uint8Array;
  bold: Uint8Array;
}

/** Beside the bundle once deployed (infra/build.ts copies them), in the package in the source. */
const pathOf = (file: string) =>
  process.env.FONTS_FOLDER
    ? join(process.env.FONTS_FOLDER, file)
    : createRequire(import.meta.url).resolve(`${fontPackage}/${file}`);

let loaded: Promise<Fonts> | undefined;

/** The faces' bytes, read once per container. */
export const loadFonts = (): Promise<Fonts> => {
  loaded ??= Promise.all([readFile(pathOf(fontFiles.regular)), readFile(pathOf(fontFiles.bold))]).then(
    ([regular, bold]) => ({ regular, bold }),
  );
  return loaded;
};
