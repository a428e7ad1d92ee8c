import { type NamedCompany, suggestedCompanies } from "../../../shared/access/companies.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { askDirectory, published } from "./ask-directory.ts";

/**
 * Active companies by their name or number, for whoever names a producer (declarations.md §10.8). Those that asked not
 * to be published are left out: they are typed. Undefined when the directory has no answer to rely on.
 */
export const suggestCompanies = async (outside: Outside, q: string): Promise<NamedCompany[] | undefined> => {
  const answer = await askDirectory(outside, {
    q,
    per_page: String(suggestedCompanies.most),
    include: "siege",
  });
  return answer?.results.flatMap(({ siren, nom_raison_sociale, nom_complet, etat_administratif, siege }) => {
    const name = published(nom_raison_sociale) ?? published(nom_complet);
    return name && etat_administratif !== "C" ? [{ siren, name, address: published(siege.adresse) }] : [];
  });
};
