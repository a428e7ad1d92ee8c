import { sql } from "drizzle-orm";
import type { CaseSynthesis, PlacedItem } from "../../../shared/mediation/case-blocks.ts";
import type { TagView } from "../../../shared/mediation/lists.ts";
import { requesterFields } from "./edit-requester.ts";
import { cases, type party } from "./tables.ts";
import { listItem } from "./tables-office.ts";
import { caseTag, tag } from "./tables-work.ts";

const placed = (id: typeof cases.domainId | typeof cases.thirdPartyId) => sql<PlacedItem | null>`(
  select jsonb_build_object('id', i.id, 'label', i.label, 'parent', p.label, 'active', i.active)
  from ${listItem} i left join ${listItem} p on p.id = i.parent_id where i.id = ${id})`;

/** Columns read with the case itself: what its ids stand for. */
export const synthesisColumns = {
  domain: placed(cases.domainId),
  thirdParty: placed(cases.thirdPartyId),
  tags: sql<TagView[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'label', t.label, 'colour', t.colour)
      order by lower(t.label)), '[]')
    from ${caseTag} c join ${tag} t on t.id = c.tag_id where c.case_id = ${sql.raw("cases.id")})`,
};

/** What « Synthèse » shows of a case that was read. */
export const synthesisOf = (
  {
    found,
    domain,
    thirdParty,
    tags,
  }: {
    found: typeof cases.$inferSelect;
    domain: PlacedItem | null;
    thirdParty: PlacedItem | null;
    tags: TagView[];
  },
  requester: typeof party.$inferSelect | undefined,
): CaseSynthesis => ({
  receivedPrecision: found.receivedPrecision,
  originator: found.originator,
  admissibility: found.admissibility,
  inadmissibilityReason: found.inadmissibilityReason,
  competent: found.competent,
  domain,
  thirdParty,
  mediationAgreedOn: found.mediationAgreedOn,
  firstMeetingOn: found.firstMeetingOn,
  faceToFace: found.faceToFace,
  partiesInformedOn: found.partiesInformedOn,
  withdrawnAt: found.withdrawnAt?.toISOString() ?? null,
  withdrawalReason: found.withdrawalReason,
  partiesAgreement: found.partiesAgreement,
  courtFollowup: found.courtFollowup,
  finalConclusion: found.finalConclusion,
  recommendation: found.recommendation,
  recommendationFollowup: found.recommendationFollowup,
  reopenCount: found.reopenCount,
  tags,
  requester: requester ? requesterFields(requester) : null,
});
