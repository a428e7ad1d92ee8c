import { platformItems } from "../../../functions/modules/mediation/platform-lists.ts";
import type { cases, party } from "../../../functions/modules/mediation/tables.ts";
import type { Plan } from "./plans.ts";
import { seeded } from "./random.ts";
import { dayOf } from "./world.ts";

/** The platform's list item of a code; the demo fails to load when the lists no longer have it. */
const itemOf = (list: "domain" | "third_party", code: string): string => {
  const item = platformItems.find((one) => one.list === list && one.code === code);
  if (!item) throw new Error(`no ${list} ${code} in the platform's lists`);
  return item.id;
};

const requesterTypes = { NATURAL: "INDIVIDUAL", LEGAL: "ASSOCIATION" } as const;
type Decided = Partial<typeof cases.$inferInsert>;

/**
 * What the office decided of a case on its way: admissibility, competence, domain, legal dates, how it ended. Drawn from
 * the case's own number, so that nothing else of the demo depends on it.
 */
export const decisionsOf = (plan: Plan): Decided => {
  const random = seeded(plan.year * 100_000 + plan.seq);
  const at = (step: string) => plan.steps.find((one) => one.step === step)?.at;
  const taken = at("take");
  const asked = at("ask");
  const consulted = at("consult");
  const domainId = itemOf("domain", plan.story.domain);
  const origin = random.weighted({ CITIZEN: 82, AUTHORITY_REPRESENTATIVE: 7, RIGHTS_DEFENDER: 6, OTHER: 5 });
  const met = consulted !== undefined && random.chance(0.3);
  const agreed = random.weighted({ YES: 72, NO: 28 });
  const court = random.weighted({ NO: 92, YES: 8 });
  const known: Decided = {
    originator: origin,
    firstAssignedAt: taken ?? null,
    firstResponseAt: asked ?? at("close") ?? null,
  };
  if (!taken) return known;
  if (plan.outcome === "INADMISSIBLE") {
    return {
      ...known,
      domainId,
      admissibility: "INADMISSIBLE",
      inadmissibilityReason: random.pick(["PRIVATE_DISPUTE", "NO_PRIOR_COMPLAINT", "COURT_PENDING"]),
    };
  }
  if (plan.outcome === "EXTERNAL_FORWARD") {
    return {
      ...known,
      domainId,
      admissibility: "ADMISSIBLE",
      competent: false,
      thirdPartyId: itemOf(
        "third_party",
        random.pick([
          "mediators.delegue-du-defenseur-des-droits",
          "mediators.conciliateur-de-justice",
          "mediators.mediateur-des-allocations-familiales-caf",
        ]),
      ),
    };
  }
  if (plan.status === "TO_PROCESS") return { ...known, domainId };
  const ended = plan.status === "CLOSED" && consulted !== undefined;
  return {
    ...known,
    domainId,
    admissibility: "ADMISSIBLE",
    competent: true,
    mediationAgreedOn: consulted ? dayOf(consulted) : null,
    firstMeetingOn: met && consulted ? dayOf(consulted) : null,
    faceToFace: met,
    partiesAgreement: ended ? agreed : null,
    courtFollowup: ended ? court : null,
    partiesInformedOn: ended ? dayOf(at("close") ?? plan.registeredAt) : null,
    ...(ended && random.chance(0.2)
      ? {
          recommendation: "Prévenir la personne par écrit avant toute décision défavorable.",
          recommendationFollowup: random.pick(["FOLLOWED", "PARTLY", "PENDING"] as const),
        }
      : {}),
  };
};

/** What kind of requester it is. */
export const requesterOf = ({ person }: Plan): Partial<typeof party.$inferInsert> => ({
  requesterType: requesterTypes[person.kind],
});
