import * as z from "zod/mini";
import type { SuggestedAddress } from "../../../shared/mediation/addresses.ts";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";

/** Milliseconds the service has to answer: after that the person has typed on. */
const patience = 1000;
/** Seconds without asking again when it says that we ask too much without saying how long. */
const usualRest = 5;

const Text = z.optional(z.nullable(z.string()));
const Answer = z.object({
  features: z.array(
    z.object({
      properties: z.object({ label: Text, name: Text, postcode: Text, citycode: Text, city: Text }),
    }),
  ),
});

/** What is looked for: a street with or without its number, or a town by its name or postal code. */
export type Wanted = "address" | "municipality";

let restUntil = 0;

/**
 * Addresses or towns that begin like this, from the Géoplateforme's geocoder (mediation.md §10; geoservices.ign.fr,
 * `GET /geocodage/search`, 50 requests a second per address, then 429 with `retry-after`). Undefined when it is down,
 * slow, over its limit or unreadable: the person writes on without help, and nothing is remembered.
 */
export const suggestAddresses = async (
  { env, log, now }: Outside,
  q: string,
  wanted: Wanted,
): Promise<SuggestedAddress[] | undefined> => {
  if (!env.addressService || now().getTime() < restUntil) return undefined;
  const address = new URL("/geocodage/search", env.addressService);
  address.search = new URLSearchParams({
    q,
    limit: wanted === "municipality" ? "12" : "6",
    autocomplete: "1",
    ...(wanted === "municipality" ? { type: "municipality" } : {}),
    ...(wanted === "municipality" && /^\d{5}$/.test(q) ? { postcode: q } : {}),
  }).toString();
  try {
    const response = await fetch(address, {
      headers: { accept: "application/json", "user-agent": `Guichet (${env.appOrigin})` },
      signal: AbortSignal.timeout(patience),
    });
    if (response.ok) return suggestionsOf(Answer.parse(await response.json()), wanted);
    if (response.status === 429) {
      const seconds = Number(response.headers.get("retry-after")) || usualRest;
      restUntil = now().getTime() + seconds * 1000;
    }
    log.warn("addresses.refused", { status: response.status });
  } catch (error) {
    log.warn("addresses.unavailable", errorFields(error));
  }
  return undefined;
};

const suggestionsOf = ({ features }: z.infer<typeof Answer>, wanted: Wanted): SuggestedAddress[] =>
  features.flatMap(({ properties: { label, name, postcode, citycode, city } }) => {
    if (!postcode || !citycode || !city) return [];
    const place = { postalCode: postcode, city, inseeCode: citycode };
    if (wanted === "municipality") return [{ ...place, line1: "", label: `${postcode} ${city}` }];
    return name && name !== city
      ? [{ ...place, line1: name, label: label ?? `${name} ${postcode} ${city}` }]
      : [];
  });
