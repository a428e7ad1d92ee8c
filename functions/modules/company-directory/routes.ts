import { type Company, companySeal, type FoundCompany } from "../../../shared/access/companies.ts";
import { siretDigits, siretFault } from "../../../shared/access/siret.ts";
import { outsideApp, outsideProblem } from "../../platform/outside-app.ts";
import { keepPace } from "../../platform/pace.ts";
import { invalid } from "../../platform/refusal.ts";
import { seal } from "../../platform/seal.ts";
import { findCompany } from "./find-company.ts";

/** Ten numbers at once from one address, then one every two minutes; the directory itself, three a second. */
const visitors = keepPace({ burst: 10, perSecond: 1 / 120 });
const directory = keepPace({ burst: 3, perSecond: 3 });

const rememberedSeconds = 600;
const remembered = new Map<string, { company: Company; until: number }>();

/** Who has a SIRET, for whoever is about to register a company. */
export const routes = outsideApp("companies").get("/api/companies/:siret", async (c) => {
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
