import type { Company } from "../../../shared/access/companies.ts";
import { sirenOf } from "../../../shared/access/siret.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { done, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { askDirectory, published } from "./ask-directory.ts";

const unknown: Refusal = {
  code: "notFound",
  reason: "siret_unknown",
  detail:
    "Ce numéro n’est pas dans l’annuaire des entreprises. Vérifiez-le sur un avis de situation de moins de 3 mois.",
};
const closed: Refusal = {
  code: "conflict",
  reason: "siret_closed",
  detail: "Cet établissement est fermé. Donnez le numéro de votre siège actuel.",
};

/**
 * Who has a SIRET, from the State's directory (recherche-entreprises.api.gouv.fr, open-api.yml): the establishment
 * must be the very one asked. Refuses one that is unknown or closed. When the directory is down, slow, over its limit
 * (7 a second) or unreadable, says so in the answer instead of refusing: the person types, and documents are asked for.
 */
export const findCompany = async (outside: Outside, siret: string): Promise<Result<Company>> => {
  const answer = await askDirectory(outside, {
    q: siret,
    per_page: "1",
    include: "siege,matching_etablissements",
  });
  if (!answer) return done(nothingKnown(siret));
  const company = answer.results.find(({ siren }) => siren === sirenOf(siret));
  const found =
    company?.siege.siret === siret
      ? company.siege
      : company?.matching_etablissements.find((establishment) => establishment.siret === siret);
  if (!company || !found) return refused(unknown);
  if (company.etat_administratif === "C" || found.etat_administratif === "F") return refused(closed);

  const name = published(company.nom_raison_sociale) ?? published(company.nom_complet);
  const address = published(found.adresse);
  const headOffice = company.siege.siret === siret;
  return done({
    siret,
    source: name && address && found.statut_diffusion_etablissement !== "P" ? "directory" : "masked",
    name,
    address,
    headOffice,
    headOfficeSiret: headOffice ? null : company.siege.siret,
  });
};

const nothingKnown = (siret: string): Company => ({
  siret,
  source: "unavailable",
  name: null,
  address: null,
  headOffice: null,
  headOfficeSiret: null,
});
