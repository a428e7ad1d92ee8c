import { organisationKinds } from "../../../../shared/access/organisation-kinds.ts";
import type { Directory } from "../../../../shared/mediation/schema.ts";

/** Lower case, no accents, words apart: « Val-d'Orlon » is found by « val dorlon » and « orlon ». */
const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/['’]/g, "")
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();

/** Organisations whose name, kind or town holds every word of the query, in the order given. */
export const matching = (organisations: Directory["organisations"], query: string) => {
  const words = plain(query).split(" ").filter(Boolean);
  return organisations.filter(({ name, kind, city }) => {
    const text = plain(`${name} ${organisationKinds[kind] ?? ""} ${city}`);
    return words.every((word) => text.includes(word));
  });
};
