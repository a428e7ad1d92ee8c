import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { liveLink } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import { followUpSecrets } from "./follow-up-secret.ts";

/** The secret of a party's follow-up page, derived again, as long as its link lives. */
export const partyToken = (
  on: Queries,
  ctx: Ctx,
  found: Pick<CaseRow, "filingKey">,
  partyId: string | null,
): Promise<string | undefined> =>
  partyId
    ? liveLink(
        on,
        ctx,
        followUpSecrets(ctx.env, found.filingKey, partyId).map((secret) => secret.token),
      )
    : Promise.resolve(undefined);
