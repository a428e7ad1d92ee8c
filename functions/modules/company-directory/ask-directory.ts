import * as z from "zod/mini";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";

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
type Answer = z.infer<typeof Answer>;

/** Mark that stands for what a company asked not to publish. */
const hidden = "[NON-DIFFUSIBLE]";
export const published = (text: string | null | undefined): string | null =>
  text && !text.toUpperCase().includes(hidden) ? text : null;

/**
 * One page of the State's directory (recherche-entreprises.api.gouv.fr, open-api.yml, 7 requests a second), or undefined
 * when there is no answer to rely on: it is down, slow, over its limit or unreadable.
 */
export const askDirectory = async (
  { env, log }: Outside,
  asked: { q: string; per_page: string; include: string },
): Promise<Answer | undefined> => {
  if (!env.companyDirectory) return undefined;
  const address = new URL("/search", env.companyDirectory);
  address.search = new URLSearchParams({ ...asked, page: "1", minimal: "true" }).toString();
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
