import { type BlockChanges, given } from "../../../shared/mediation/case-blocks.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import type { CaseRow } from "./case-access.ts";
import type { Block } from "./edit-block.ts";

const fieldsOf = (found: CaseRow) => ({
  partiesAgreement: found.partiesAgreement,
  courtFollowup: found.courtFollowup,
  finalConclusion: found.finalConclusion,
  recommendation: found.recommendation,
  recommendationFollowup: found.recommendationFollowup,
});

/** What came of the mediation, for the office's own memory: nothing of it is sent. */
export const editConclusion: Block<"conclusion"> = {
  journal: "case.conclude",
  current: async (_tx, found) => fieldsOf(found),
  edit: async ({ found, changes }) => {
    const before = fieldsOf(found);
    const next = { ...before, ...given<BlockChanges["conclusion"]>(changes) };
    if (changes.recommendationFollowup && !next.recommendation)
      refuse(
        invalid([{ path: "recommendation", message: "Écrivez la recommandation dont vous notez la suite." }]),
      );
    const set = {
      ...next,
      finalConclusion: next.finalConclusion || null,
      recommendation: next.recommendation || null,
      recommendationFollowup: next.recommendation ? (next.recommendationFollowup ?? "PENDING") : null,
    };
    return { set, before, after: set, personal: ["finalConclusion", "recommendation"] };
  },
};
