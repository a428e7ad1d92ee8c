import { type RunningService, startSearchedService } from "../searched-service.ts";
import { companies, type LocalCompany } from "./companies.ts";

/**
 * The State's directory of companies on this machine: `GET /search` of recherche-entreprises.api.gouv.fr for a SIREN, a
 * SIRET or words of a name, with the fields its OpenAPI document names, its 400 without a query, its 429 and switches to make it fail.
 */
export const startCompanyDirectory = (options: { port: number; host: string }): Promise<RunningService> =>
  startSearchedService(
    {
      name: "company directory",
      path: "/search",
      says: {
        unknown: { status: 404, body: { erreur: "Not found" } },
        limited: { status: 429, body: { erreur: "Trop de requêtes" }, headers: { "retry-after": "1" } },
        error500: { status: 500, body: { erreur: "Internal server error" } },
        garbled: { status: 200, body: { total: "douze" } },
      },
      search: (asked) => {
        const wanted = (asked.get("q") ?? "").trim();
        return wanted === ""
          ? { status: 400, body: { erreur: "Veuillez indiquer au moins un paramètre de recherche." } }
          : { status: 200, body: page(wanted) };
      },
    },
    options,
  );

/**
 * One page of results: the company of a number, those whose name has all the words. A search by SIRET names the one
 * establishment that matches.
 */
const page = (wanted: string) => {
  const words = wanted.toUpperCase().normalize("NFD").replaceAll(/\p{M}/gu, "").split(/\s+/);
  const found = companies.filter(
    ({ name, establishments }) =>
      establishments.some(({ siret }) => siret === wanted || siret.slice(0, 9) === wanted) ||
      words.every((word) => name.split(" ").some((part) => part.startsWith(word))),
  );
  return {
    results: found.map((company) => result(company, wanted)),
    total_results: found.length,
    page: 1,
    per_page: 1,
    total_pages: found.length > 0 ? 1 : 0,
  };
};

const result = (company: LocalCompany, wanted: string) => {
  const [head] = company.establishments;
  if (!head) throw new Error("a company has a head office");
  return {
    siren: head.siret.slice(0, 9),
    nom_complet: company.masked ? company.name : company.name.toLowerCase(),
    nom_raison_sociale: company.name,
    sigle: null,
    etat_administratif: company.ceased ? "C" : "A",
    statut_diffusion: company.masked ? "P" : "O",
    siege: establishment(company, head),
    matching_etablissements: company.establishments
      .filter(({ siret }) => siret === wanted)
      .map((one) => establishment(company, one)),
  };
};

const establishment = (company: LocalCompany, one: LocalCompany["establishments"][number]) => ({
  siret: one.siret,
  adresse: one.address,
  est_siege: one === company.establishments[0],
  etat_administratif: one.closed ? "F" : "A",
  statut_diffusion_etablissement: company.masked ? "P" : "O",
});
