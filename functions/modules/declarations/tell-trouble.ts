import { and, eq, gte, inArray, ne, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { eachApart } from "../../platform/each-apart.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { organisationById } from "../access/index.ts";
import { syncTroubleNews } from "./mail-news.ts";
import { ticketingSource } from "./tables.ts";
import { ticketingConnection } from "./tables-connections.ts";
import { membersWho, tellMembers } from "./tell-members.ts";

/** Readings that fail in a row before managers are told (declarations.md §7). */
const failuresToTell = 3;
const weekMs = 7 * 86_400_000;

/** Accounts that are not read any more: refused codes, or three readings that failed in a row. */
export const inTrouble = and(
  ne(ticketingConnection.status, "disconnected"),
  or(
    eq(ticketingConnection.status, "needs_attention"),
    gte(ticketingConnection.consecutiveFailures, failuresToTell),
    inArray(ticketingConnection.lastErrorCode, ["invalid_credentials", "insufficient_rights"]),
  ),
);

/**
 * Tells managers of accounts that are not read any more: once per incident, then once a week while it lasts. An incident
 * begins with the first reading that failed after one that went well.
 */
export const tellTrouble = async (ctx: Ctx): Promise<void> => {
  const accounts = await ctx.db
    .select({ connection: ticketingConnection, source: ticketingSource })
    .from(ticketingConnection)
    .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
    .where(inTrouble);
  await eachApart(accounts, "accounts", async ({ connection, source }) => {
    const since = connection.lastSuccessAt ?? connection.createdAt;
    const week = Math.floor((ctx.now().getTime() - since.getTime()) / weekMs);
    await mutate(ctx, async (tx) => ({
      result: null,
      permission: permit(true),
      audit: [],
      events: await tellMembers(
        tx,
        ctx,
        await organisationById(tx, connection.organisationId),
        await membersWho(tx, connection.organisationId, "connection.create"),
        {
          words: syncTroubleNews({ ...source, fault: connection.lastErrorCode }),
          onceKey: `sync_trouble:${connection.id}:${since.getTime()}:${week}`,
        },
      ),
    }));
  });
};
