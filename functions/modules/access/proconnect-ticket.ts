import { sql } from "drizzle-orm";
import {
  IdentityTicket,
  type ProConnectFault,
  proConnectFaults,
  proConnectSeals,
  proConnectSignOutPath,
} from "../../../shared/access/proconnect.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { sha256 } from "../../platform/ids.ts";
import { done, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { sessionSeconds } from "./session-open.ts";

const faultRefusal = (fault: ProConnectFault): Refusal => ({
  code: "forbidden",
  reason: `proconnect_${fault}`,
  detail: proConnectFaults[fault],
});

/**
 * Who ProConnect says is there: the sealed ticket that the function `proconnect` put in this browser, a minute ago at
 * most, from the provider of this deployment, and for the first time.
 */
export const takeTicket = async (ctx: Ctx, sealed: string | undefined): Promise<Result<IdentityTicket>> => {
  const read = IdentityTicket.safeParse(sealed && (await unseal(ctx.env, proConnectSeals.ticket, sealed)));
  const { proConnectIssuer } = ctx.env;
  if (!proConnectIssuer) return refused(faultRefusal("off"));
  if (!read.success || read.data.issuer !== proConnectIssuer) return refused(faultRefusal("expired"));
  // Kept longer than the ticket opens, so that two clocks never make it new again.
  const until = new Date(ctx.now().getTime() + 3_600_000).toISOString();
  const [spent] = await ctx.db.execute<{ first: boolean }>(
    sql`select guichet.spend(${sha256(`proconnect\0${read.data.id}`)}, ${until}) as first`,
  );
  return spent?.first ? done(read.data) : refused(faultRefusal("replayed"));
};

/** The ID Token as a session keeps it: sealed, as long as a session lives. Undefined when there is none. */
export const sealIdToken = async (ctx: Ctx, { idToken }: IdentityTicket): Promise<string | undefined> =>
  idToken === null ? undefined : seal(ctx.env, proConnectSeals.idToken, idToken, sessionSeconds + 3600);

/** Where a browser goes to close its session at ProConnect too; null for a session that did not come from there. */
export const proConnectSignOut = (ctx: Ctx, idToken: string | null): string | null =>
  idToken && ctx.env.proConnectIssuer ? proConnectSignOutPath(idToken) : null;
