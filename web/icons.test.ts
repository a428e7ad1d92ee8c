import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const sheet = join(
  import.meta.dirname,
  "../node_modules/@codegouvfr/react-dsfr/dsfr/utility/icons/icons.main.css",
);

/** Names that a page puts together: what follows the dash is a variable. */
const isWhole = (name: string) => !name.endsWith("-");

test("every icon that a page names is one of the design system: another is a black square", async () => {
  const known = await readFile(sheet, "utf8");
  const missing = new Set<string>();
  for (const file of await readdir(import.meta.dirname, { recursive: true })) {
    if (!/\.tsx?$/.test(file) || file.includes("public-assets")) continue;
    const text = await readFile(join(import.meta.dirname, file), "utf8");
    for (const [name] of text.matchAll(/fr-icon-[a-z][a-z0-9-]+/g))
      if (isWhole(name) && !known.includes(`.${name}::before`)) missing.add(`${name} in ${file}`);
  }
  expect([...missing]).toEqual([]);
});
