/**
 * `npm run agencies -- SACEM list.csv` prints what a list would change of a directory of agencies; with `--apply` it is
 * loaded, and a list with errors never is. The same loader as the screen « Annuaires d’agences », asked as a platform
 * administrator with a generator of codes: `--at https://…` says which Guichet, `GUICHET_EMAIL`, `GUICHET_PASSWORD` and
 * `GUICHET_CODE` spare the questions.
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { AgencyDiff } from "../../shared/declarations/declaring.ts";
import { listText } from "../../shared/declarations/list-text.ts";
import { agencyWords } from "./agency-words.ts";
import { signInAt } from "./guichet-session.ts";

/** Asks on the terminal; what is typed after a hidden question is not shown. */
const question = async (words: string, { hidden = false } = {}): Promise<string> => {
  process.stderr.write(words);
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: hidden ? quiet : process.stderr,
    terminal: hidden,
  });
  const answer = await reader.question("");
  reader.close();
  if (hidden) process.stderr.write("\n");
  return answer.trim();
};

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      apply: { type: "boolean", default: false },
      at: { type: "string", default: "http://localhost:3000" },
    },
  });
  const [body, file] = positionals;
  if ((body !== "SACEM" && body !== "SACD") || !file) {
    console.error("npm run agencies -- SACEM|SACD liste.csv [--apply] [--at https://guichet.example]");
    return 2;
  }
  const csv = listText(await readFile(file));
  const { GUICHET_EMAIL, GUICHET_PASSWORD, GUICHET_CODE } = process.env;
  const ask = await signInAt(values.at, {
    email: GUICHET_EMAIL ?? (await question("Adresse e-mail : ")),
    password: GUICHET_PASSWORD ?? (await question("Mot de passe : ", { hidden: true })),
    code: async () => GUICHET_CODE ?? question("Code à 6 chiffres : "),
  });
  try {
    const diff = AgencyDiff.parse(await ask("POST", "/api/declarations/agencies/preview", { body, csv }));
    console.log(agencyWords(diff));
    if (diff.faults.length > 0) return 1;
    if (!values.apply) console.log("Rien n’est écrit. Avec --apply, la liste est chargée.");
    else {
      const { directoryVersion } = diff;
      await ask("POST", "/api/declarations/agencies", { body, csv, directoryVersion });
      console.log(`L’annuaire ${body} est remplacé : version ${directoryVersion + 1}.`);
    }
    return 0;
  } finally {
    await ask("POST", "/api/access/sign-out", {});
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
