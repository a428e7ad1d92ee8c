import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";

const dsfr = join(import.meta.dirname, "../node_modules/@codegouvfr/react-dsfr/dsfr");
const target = join(import.meta.dirname, "public-assets/dsfr");

/** Components our pages use, in the order the design system loads them. One more screen may add a line here. */
const components = [
  ..."accordion alert badge breadcrumb button card checkbox connect footer form header input link modal".split(
    " ",
  ),
  ..."notice password quote radio search select sidemenu skiplink stepper summary tab table tag tile".split(
    " ",
  ),
  ..."toggle tooltip upload".split(" "),
];

/** Class names of icons written in our sources (`fr-icon-mail-line`); only those are shipped. */
const iconsInSources = async (): Promise<Set<string>> => {
  const used = new Set<string>();
  const files = await readdir(import.meta.dirname, { recursive: true });
  for (const file of files.filter((name) => /\.(tsx?|html)$/.test(name))) {
    const text = await readFile(join(import.meta.dirname, file), "utf8");
    for (const [name] of text.matchAll(/fr-icon-[a-z0-9-]+/g)) used.add(name);
  }
  return used;
};

const rulesOfIcons = (css: string, used: Set<string>) =>
  [...css.matchAll(/\.(fr-icon-[a-z0-9-]+)::before,\s*\.\1::after\s*\{[^}]*\}/g)]
    .filter(([, name]) => name !== undefined && used.has(name))
    .map(([rule]) => rule)
    .join("\n");

/** The dark colours, which the package writes in its whole stylesheet only. */
const darkTheme = async () => {
  const [rule] =
    /:root\[data-fr-theme=dark\]\{--shadow-color[^}]*\}/.exec(
      await readFile(join(dsfr, "dsfr.main.min.css"), "utf8"),
    ) ?? [];
  if (!rule) throw new Error("The design system's dark theme was not found in dsfr.main.min.css.");
  return rule;
};

/** Rewrites relative addresses of a stylesheet kept in `folder` so that it can be served from /dsfr/. */
const fromRoot = (css: string, folder: string) =>
  css.replaceAll(
    /url\("?(?!data:)([^")]+)"?\)/g,
    (_, path: string) => `url("/dsfr/${posix.join(folder, path)}")`,
  );

/**
 * Writes one stylesheet of the design system and the fonts and icons it names, about half of the whole package.
 * The folder is made anew each time and is not tracked.
 */
export const copyDsfr = async () => {
  const sheet = async (path: string) =>
    fromRoot(await readFile(join(dsfr, path), "utf8"), posix.dirname(path));
  const icons = fromRoot(
    rulesOfIcons(await readFile(join(dsfr, "utility/icons/icons.main.css"), "utf8"), await iconsInSources()),
    "utility/icons",
  );
  const css = [
    await sheet("core/core.main.min.css"),
    await darkTheme(),
    ...(await Promise.all(components.map((name) => sheet(`component/${name}/${name}.main.min.css`)))),
    icons,
    await sheet("core/core.print.min.css"),
  ]
    .join("\n")
    .replaceAll(/@charset "UTF-8";/gi, "")
    .replaceAll(/,\s*url\("[^"]*\.woff"\)\s*format\("woff"\)/g, "");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "dsfr.css"), css);
  const files = new Set([...css.matchAll(/url\("\/dsfr\/([^"#?]+)/g)].flatMap(([, path]) => path ?? []));
  for (const file of files) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await copyFile(join(dsfr, file), join(target, file));
  }
};
