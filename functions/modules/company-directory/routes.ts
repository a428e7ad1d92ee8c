import {
  type Company,
  companySeal,
  type FoundAddress,
  type FoundCompany,
  maskedAddress,
  type NamedCompanies,
  type NamedCompany,
  type PublishedAddress,
  publishedAddressSeal,
  suggestedCompanies,
} from "../../../shared/access/companies.ts";
import { siretDigits, siretFault } from "../../../shared/access/siret.ts";
import { outsideApp, outsideProblem } from "../../platform/outside-app.ts";
import { keepPace } from "../../platform/pace.ts";
import { invalid } from "../../platform/refusal.ts";
import { seal } from "../../platform/seal.ts";
import { findCompany } from "./find-company.ts";
import { findPublishedAddress } from "./find-published-address.ts";
import { suggestCompanies } from "./suggest-companies.ts";

/** Ten numbers at once from one address, then one every two minutes; the directory itself, three a second. */
const visitors = keepPace({ burst: 10, perSecond: 1 / 120 });
const directory = keepPace({ burst: 3, perSecond: 3 });

const rememberedSeconds = 600;
const remembered = new Map<string, { company: Company; until: number }>();

/** Published addresses: a page that is opened again and again. */
const readers = keepPace({ burst: 20, perSecond: 1 / 30 });
const publicServices = keepPace({ burst: 3, perSecond: 3 });
const addresses = new Map<string, { address: string | null; until: number }>();

/** Somebody who types a name: ten at once, then one a second. */
const writers = keepPace({ burst: 10, perSecond: 1 });

const named = new Map<string, { companies: NamedCompany[]; until: number }>();

/**
 * Who has a SIRET, for whoever is about to register a company; and companies by their name while somebody writes one.
 * The second never refuses: too short, too many or nobody to ask is an empty list, the field is filled without it.
 * Nor does the address published for a SIRET: documents prove as well.
 */
export const routes = outsideApp("companies")
  .get("/api/companies/search", async (c) => {
    const { outside } = c.env;
    const q = (c.req.query("q") ?? "").replaceAll(/\s+/g, " ").trim().slice(0, 100).toLowerCase();
    const answer = (companies: NamedCompany[]) => c.json({ companies } satisfies NamedCompanies);
    if (q.length < suggestedCompanies.from) return answer([]);
    const now = outside.now();
    const known = named.get(q);
    if (known && known.until > now.getTime()) return answer(known.companies);
    if (writers.take(outside.clientAddress, now) > 0 || directory.take("all", now) > 0) return answer([]);
    const companies = await suggestCompanies(outside, q);
    if (!companies) return answer([]);
    if (named.size >= 500) named.clear();
    named.set(q, { companies, until: now.getTime() + rememberedSeconds * 1000 });
    return answer(companies);
  })
  .get("/api/companies/:siret/published-address", async (c) => {
    const { outside } = c.env;
    const siret = siretDigits(c.req.param("siret"));
    const none = () => c.json({ found: null } satisfies FoundAddress);
    if (siretFault(siret)) return none();
    const now = outside.now();
    const known = addresses.get(siret);
    let address = known && known.until > now.getTime() ? known.address : undefined;
    if (address === undefined) {
      if (readers.take(outside.clientAddress, now) > 0 || publicServices.take("all", now) > 0) return none();
      address = await findPublishedAddress(outside, siret);
      if (address === undefined) return none();
      if (addresses.size >= 500) addresses.clear();
      addresses.set(siret, { address, until: now.getTime() + rememberedSeconds * 1000 });
    }
    if (address === null) return none();
    const whole: PublishedAddress = { siret, address };
    const proof = await seal(outside.env, publishedAddressSeal.purpose, whole, publishedAddressSeal.seconds);
    return c.json({ found: { address: maskedAddress(address), proof } } satisfies FoundAddress);
  })
  .get("/api/companies/:siret", async (c) => {
    const { outside } = c.env;
    const siret = siretDigits(c.req.param("siret"));
    const fault = siretFault(siret);
    if (fault) return outsideProblem(c, invalid([{ path: "siret", message: fault }], fault));

    const now = outside.now();
    const known = remembered.get(siret);
    let company = known && known.until > now.getTime() ? known.company : undefined;
    if (!company) {
      const wait = visitors.take(outside.clientAddress, now) || directory.take("all", now);
      if (wait > 0)
        return outsideProblem(c, {
          code: "limited",
          reason: "too_many",
          detail: "Trop de recherches. Réessayez dans deux minutes.",
          retryAfterSeconds: Math.ceil(wait),
        });
      const found = await findCompany(outside, siret);
      if (!found.ok) return outsideProblem(c, found.refusal);
      company = found.value;
      if (company.source !== "unavailable") {
        if (remembered.size >= 500) remembered.clear();
        remembered.set(siret, { company, until: now.getTime() + rememberedSeconds * 1000 });
      }
    }
    const proof = await seal(outside.env, companySeal.purpose, company, companySeal.seconds);
    return c.json({ company, proof } satisfies FoundCompany);
  });
