import type { Body } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";

/** Has the platform's administrators told that a body has no agency for a postal code; the worker says it once a week. */
export const reportAgencyMissing = async (
  ctx: Ctx,
  missing: { body: Body; postalCode: string; organisationId: string },
): Promise<void> => {
  const { organisationId, body, postalCode } = missing;
  const reported = await mutate(ctx, async () => ({
    result: null,
    // Who may read the declaration may say that it has nowhere to go; it names nobody.
    permission: permit(true),
    audit: [],
    events: [{ queue: "declaration-jobs", body: { body, postalCode }, organisationId }],
  }));
  if (!reported.ok) throw new Error(`nobody could be told: ${reported.refusal.reason}`);
};
