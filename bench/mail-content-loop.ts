/** The loop of mail-content.ts: what a mail can be written to cost, each in turns. */

import { foldText } from "../functions/modules/mail/fold.ts";
import { foldHtml } from "../functions/modules/mail/fold-html.ts";
import { sanitizeMailHtml } from "../functions/modules/mail/sanitize.ts";
import { answer, input } from "./in-process.ts";

export interface ContentLoop {
  what: "html" | "quotes";
  rounds: number;
}
/** Milliseconds of processor of each round, by kind. */
export type ContentTimes = Record<string, number[]>;

const { what, rounds } = await input<ContentLoop>();

const size = 230_000;
const filled = (piece: string) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

const row = (index: number) =>
  `<tr style="color:#123456;background-color:rgb(1,2,3)"><td width="20" style="padding:2px 4px">${index} ${"texte ".repeat(30)}</td><td><a href="https://exemple-${index}.example/page">lien</a></td></tr>`;
const page = () => {
  let html = "<table>";
  for (let index = 0; html.length < 2 * 1024 * 1024 - 5000 && index < 4900; index++) html += row(index);
  return `${html}</table>${"mot ".repeat(Math.max(0, (2 * 1024 * 1024 - html.length - 20) / 4))}`;
};

const html = page();
const quotes: Record<string, string> = {
  "marks without words": filled(">"),
  "marks and blanks": filled("> > > \n"),
  "attributions that never end": filled(
    "Le lundi 3 mars 2025 à 09:12, Anna Ferrand <anna@usagers.example>\n",
  ),
  "attributions one after another": filled("Le lun. 3 mars 2025 à 09:12, Anna a écrit :\n> oui\nnon\n"),
  "header blocks": filled("De : Anna\nEnvoyé : lundi\nÀ : vous\nObjet : rien\n\n"),
  separators: filled("-----Message d'origine-----\n"),
  "one endless line": filled("Le lundi Le lundi "),
  signatures: filled("-- \nEnvoyé de mon iPhone\n"),
  "blank lines": filled(" \u00a0\n"),
  "words that begin like an attribution": filled("On wrote On wrote: Am schrieb "),
};
const kinds: Record<string, () => unknown> =
  what === "html"
    ? {
        [`${(html.length / 1024 / 1024).toFixed(2)} MB, ${html.match(/<[a-z]/g)?.length} elements`]: () =>
          foldHtml(sanitizeMailHtml(html).html ?? ""),
      }
    : Object.fromEntries(Object.entries(quotes).map(([name, text]) => [name, () => foldText(text)]));

const times: ContentTimes = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]));
for (let round = -1; round < rounds; round += 1) {
  for (const [name, once] of Object.entries(kinds)) {
    // Time of this process alone: the machine may be busy with others.
    const start = process.cpuUsage();
    once();
    const { user, system } = process.cpuUsage(start);
    if (round >= 0) times[name]?.push((user + system) / 1000);
  }
}
answer(times);
