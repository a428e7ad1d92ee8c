import * as z from "zod/mini";
import type { Company } from "../../../shared/access/companies.ts";
import { sirenOf } from "../../../shared/access/siret.ts";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { done, type Refusal, type Result, refused } from "../../platform/refusal.ts";

/** Seconds the directory has to answer. */
const callSeconds = 4;

const Text = z.optional(z.nullable(z.string()));
const Establishment = z.object({
  siret: z.string(),
  adresse: Text,
  /** A: open; F: closed. */
  etat_administratif: Text,
  /** O: published; P: published in part, at its owner's request. */
  statut_diffusion_etablissement: Text,
});
const Answer = z.object({
  results: z.array(
    z.object({
      siren: z.string(),
      nom_complet: Text,
      nom_raison_sociale: Text,
      statut_diffusion: Text,
      /** A: active; C: ceased. */
      etat_administratif: Text,
      siege: Establishment,
      matching_etablissements: z._default(z.array(Establishment), []),
    }),
  ),
});

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

/** Mark that stands for what a company asked not to publish. */
const hidden = "[NON-DIFFUSIBLE]";
const published = (text: string | null | undefined): string | null =>
  text && !text.toUpperCase().includes(hidden) ? text : null;

/**
 * Who has a SIRET, from the State's directory (recherche-entreprises.api.gouv.fr, open-api.yml): the establishment
 * must be the very one asked. Refuses one that is unknown or closed. When the directory is down, slow, over its limit
 * (7 a second) or unreadable, says so in the answer instead of refusing: the person types, and documents are asked for.
 */
export const findCompany = async (outside: Outside, siret: string): Promise<Result<Company>> => {
  const answer = await askDirectory(outside, siret);
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

/** The directory's answer, or undefined when there is none to rely on. */
const askDirectory = async (
  { env, log }: Outside,
  siret: string,
): Promise<z.infer<typeof Answer> | undefined> => {
  if (!env.companyDirectory) return undefined;
  const address = new URL("/search", env.companyDirectory);
  address.search = new URLSearchParams({
    q: siret,
    page: "1",
    per_page: "1",
    minimal: "true",
    include: "siege,matching_etablissements",
  }).toString();
  try {
    const response = await fetch(address, {
      headers: { accept: "application/json", "user-agent": `Guichet (${env.appOrigin})` },
      signal: AbortSignal.timeout(callSeconds * 1000),
    });
    if (response.ok) return Answer.parse(await response.json());
    log.warn("directory.refused", { status: response.status });
  } catch (error) {
    log.warn("directory.unavailable", errorFields(error));
  }
  return undefined;
};
