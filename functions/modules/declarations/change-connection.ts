import { and, eq, inArray, sql } from "drizzle-orm";
import {
  type ChangeConnection,
  type ChangeCredentials,
  type ConnectionView,
  type Disconnect,
  openRunStates,
} from "../../../shared/declarations/connections.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { changedMeanwhile, connectionForUpdate, openProof } from "./connection-access.ts";
import { eraseCodes, keepCodes, sameShows } from "./keep-codes.ts";
import { openRun } from "./open-run.ts";
import { readConnection } from "./read-connections.ts";
import { permitOn } from "./show-access.ts";
import { ticketingSource } from "./tables.ts";
import { syncRun, ticketingConnection } from "./tables-connections.ts";

const raised = { version: sql`${ticketingConnection.version} + 1` };

/**
 * Puts new codes in place of those of an account, that a trial opened; the days that were missed are read at once. Refuses
 * codes of another account. Source: declarations.md §4.2.
 */
export const changeCredentials = async (
  ctx: Ctx,
  input: ChangeCredentials,
): Promise<Result<ConnectionView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { connection, source } = await connectionForUpdate(tx, input.connectionId);
    const permission = permitOn(ctx, "connection.change", connection, { connection: connection.status });
    if (connection.version !== input.version) refuse(changedMeanwhile);
    const proof = await openProof(ctx, connection.organisationId, input.proof);
    const isOther =
      proof.provider !== source.provider ||
      (proof.accountKey !== null && proof.accountKey !== source.accountKey);
    if (isOther) refuse(otherAccount);
    await sameShows(tx, source.id, proof, input.otherShows);
    const [now] = await tx
      .update(ticketingConnection)
      .set({
        ...raised,
        status: "active",
        accessKeyHint: proof.hint,
        fingerprint: proof.fingerprint,
        credentialId: await keepCodes(tx, ctx, proof),
        ...{ refusedSince: null, consecutiveFailures: 0, lastErrorCode: null, lastErrorAt: null },
      })
      .where(eq(ticketingConnection.id, connection.id))
      .returning();
    await eraseCodes(tx, ctx, connection.credentialId);
    const opened =
      now && (await openRun(tx, ctx, now, { trigger: "manual", askedBy: proof.userId, calls: proof.calls }));
    return {
      result: connection.id,
      permission,
      audit: {
        action: "connection.credentials",
        organisationId: connection.organisationId,
        target: { kind: "ticketing_connection", id: connection.id },
        after: { provider: source.provider, accountLabel: source.label },
      },
      events: opened ? [opened.event] : [],
    };
  });
  return changed.ok ? readConnection(ctx, changed.value) : changed;
};

/** Names an account, or says whether it is read each night. */
export const changeConnection = async (
  ctx: Ctx,
  input: ChangeConnection,
): Promise<Result<ConnectionView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { connection, source } = await connectionForUpdate(tx, input.connectionId);
    const permission = permitOn(ctx, "connection.change", connection, { connection: connection.status });
    if (connection.version !== input.version) refuse(changedMeanwhile);
    const { label = source.label, syncEnabled = connection.syncEnabled } = input;
    if (label !== source.label)
      await tx.update(ticketingSource).set({ label }).where(eq(ticketingSource.id, source.id));
    await tx
      .update(ticketingConnection)
      .set({ ...raised, syncEnabled })
      .where(eq(ticketingConnection.id, connection.id));
    return {
      result: connection.id,
      permission,
      audit: {
        action: "connection.change",
        organisationId: connection.organisationId,
        target: { kind: "ticketing_connection", id: connection.id },
        before: { accountLabel: source.label, syncEnabled: connection.syncEnabled },
        after: { accountLabel: label, syncEnabled },
      },
      events: [],
    };
  });
  return changed.ok ? readConnection(ctx, changed.value) : changed;
};

/** Erases the codes of an account at once and stops its reading; shows and corrections stay (declarations.md §4.2). */
export const disconnect = async (ctx: Ctx, input: Disconnect): Promise<Result<ConnectionView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { connection, source } = await connectionForUpdate(tx, input.connectionId);
    const permission = permitOn(ctx, "connection.change", connection, { connection: connection.status });
    if (connection.version !== input.version) refuse(changedMeanwhile);
    await tx
      .update(ticketingConnection)
      .set({ ...raised, status: "disconnected", disconnectedAt: ctx.now(), nextSyncAt: null })
      .where(eq(ticketingConnection.id, connection.id));
    await eraseCodes(tx, ctx, connection.credentialId);
    await tx
      .update(syncRun)
      .set({ state: "cancelled", finishedAt: ctx.now(), leaseUntil: null, resumeAt: null })
      .where(and(eq(syncRun.connectionId, connection.id), inArray(syncRun.state, [...openRunStates])));
    return {
      result: connection.id,
      permission,
      audit: {
        action: "connection.disconnect",
        organisationId: connection.organisationId,
        target: { kind: "ticketing_connection", id: connection.id },
        before: { provider: source.provider, accountLabel: source.label },
      },
      events: [],
    };
  });
  return changed.ok ? readConnection(ctx, changed.value) : changed;
};

const otherAccount: Refusal = {
  code: "conflict",
  reason: "other_account",
  detail: "Ces codes ouvrent un autre compte\u00a0: créez une nouvelle connexion.",
};
