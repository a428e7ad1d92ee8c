import type { AgencyDiff } from "../../shared/declarations/declaring.ts";

const several = (count: number, one: string, more: string) => `${count} ${count > 1 ? more : one}`;

/** What a list would change of a directory, line by line; or what is wrong with it. */
export const agencyWords = ({ body, directoryVersion, ...diff }: AgencyDiff): string => {
  if (diff.faults.length > 0)
    return [
      `${several(diff.faults.length, "erreur", "erreurs")} : rien n’est changé.`,
      ...diff.faults.map(({ line, message }) => `  ligne ${line} : ${message}`),
    ].join("\n");
  const part = (title: string, lines: readonly string[]) => [
    `  ${title}`,
    ...lines.map((line) => `    ${line}`),
  ];
  const moved = diff.moved.map(({ match, from, to }) => `${match} : ${from}, puis ${to}`);
  return [
    `Annuaire ${body}, à la place de la version ${directoryVersion} : ${several(diff.agencies, "agence", "agences")}.`,
    ...part(several(diff.added.length, "code ajouté", "codes ajoutés"), diff.added),
    ...part(several(diff.removed.length, "code retiré", "codes retirés"), diff.removed),
    ...part(several(moved.length, "code change d’agence", "codes changent d’agence"), moved),
    `  ${several(diff.unchanged, "code ne change pas", "codes ne changent pas")}`,
  ].join("\n");
};
