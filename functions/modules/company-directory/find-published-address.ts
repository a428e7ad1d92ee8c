import * as z from "zod/mini";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";

/** Seconds the directory has to answer. */
const callSeconds = 4;
const dataset = "/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/records";

const Text = z.optional(z.nullable(z.string()));
const Records = z.object({
  results: z.array(
    z.object({
      nom: Text,
      siret: Text,
      /** JSON: the kinds of the service, with the communes it serves. */
      pivot: Text,
      /** One address, or several with a separator. */
      adresse_courriel: Text,
    }),
  ),
});
type ServiceRecord = z.infer<typeof Records>["results"][number];
const Pivot = z.array(z.object({ type_service_local: z.string() }));
const Email = z.email();

/** Kinds of service that are a local authority itself: commune, the same overseas, intercommunality, département, région. */
const authorities: ReadonlySet<string> = new Set(["mairie", "mairie_com", "epci", "cg", "cr"]);
/** A part of a commune has its SIRET, and does not speak for it. */
const partOfOne = /délégu|annexe/i;

/**
 * The address that the State's directory of public services (api-lannuaire.service-public.fr, explore API 2.1)
 * publishes for the local authority with this very SIRET; null when there is none. Undefined when the directory is
 * down, slow, over its limit or unreadable.
 */
export const findPublishedAddress = async (
  { env, log }: Outside,
  siret: string,
): Promise<string | null | undefined> => {
  if (!env.publicDirectory) return undefined;
  const url = new URL(dataset, env.publicDirectory);
  url.search = new URLSearchParams({
    select: "nom,siret,pivot,adresse_courriel",
    where: `siret="${siret}"`,
    limit: "50",
  }).toString();
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json", "user-agent": `Guichet (${env.appOrigin})` },
      signal: AbortSignal.timeout(callSeconds * 1000),
    });
    if (response.ok) return addressAmong(Records.parse(await response.json()).results, siret);
    log.warn("public_directory.refused", { status: response.status });
  } catch (error) {
    log.warn("public_directory.unavailable", errorFields(error));
  }
  return undefined;
};

const addressAmong = (records: readonly ServiceRecord[], siret: string): string | null => {
  const authority = records.find(
    (record) =>
      record.siret === siret &&
      !partOfOne.test(record.nom ?? "") &&
      kindsOf(record).some((kind) => authorities.has(kind)),
  );
  const written = authority?.adresse_courriel?.split(/[;,\s]+/) ?? [];
  return written.find((text) => Email.safeParse(text).success) ?? null;
};

const kindsOf = ({ pivot }: ServiceRecord): string[] =>
  Pivot.parse(JSON.parse(pivot || "[]")).map(({ type_service_local }) => type_service_local);
