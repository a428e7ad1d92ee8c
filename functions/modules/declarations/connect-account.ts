import { and, count, eq, ne } from "drizzle-orm";
import {
  type ConnectAccount,
  type ConnectionView,
  mostConnections,
} from "../../../shared/declarations/connections.ts";
import { providers } from "../../../shared/declarations/enums.ts";
import type { Proof } from "../../../shared/declarations/reading.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { openProof } from "./connection-access.ts";
import { keepCodes, sameShows } from "./keep-codes.ts";
import { openRun } from "./open-run.ts";
import { readConnection } from "./read-connections.ts";
import { permitOn } from "./show-access.ts";
import { ticketingSource } from "./tables.ts";
import { ticketingConnection } from "./tables-connections.ts";

/**
 * Connects an account that a trial opened, and begins its first reading. An account that was connected before finds its
 * source, its shows and its watermark again: shows hang on the source, so nothing doubles. Refuses an account that is
 * connected already, more than ten of them, and an old proof. Source: declarations.md §4.2.
 */
export const connectAccount = async (ctx: Ctx, input: ConnectAccount): Promise<Result<ConnectionView>> => {
  const made = await mutate(ctx, async (tx) => {
    const permission = permitOn(ctx, "connection.create", input);
    const proof = await openProof(ctx, input.organisationId, input.proof);
    await refuseTooMany(tx, input.organisationId);
    const { source, isNew } = await sourceOf(tx, ctx, proof, input);
    const [live] = await tx
      .select({ id: ticketingConnection.id })
      .from(ticketingConnection)
      .where(
        and(eq(ticketingConnection.sourceId, source.id), ne(ticketingConnection.status, "disconnected")),
      );
    if (live) return refuse(alreadyConnected(source.label));
    if (!isNew) await sameShows(tx, source.id, proof, input.otherShows);
    const [before] = await tx
      .select({ lastCompleteFrom: ticketingConnection.lastCompleteFrom })
      .from(ticketingConnection)
      .where(eq(ticketingConnection.sourceId, source.id))
      .orderBy(ticketingConnection.createdAt)
      .limit(1);
    const [connection] = await tx
      .insert(ticketingConnection)
      .values({
        id: ctx.newId(),
        organisationId: input.organisationId,
        sourceId: source.id,
        status: "active",
        accessKeyHint: proof.hint,
        fingerprint: proof.fingerprint,
        credentialId: await keepCodes(tx, ctx, proof),
        lastCompleteFrom: before?.lastCompleteFrom ?? null,
      })
      .onConflictDoNothing()
      .returning();
    if (!connection) return refuse(alreadyConnected(source.label));
    const trigger = isNew ? "first" : "reconnect";
    const opened = await openRun(tx, ctx, connection, {
      trigger,
      askedBy: proof.userId,
      calls: proof.calls,
    });
    return {
      result: connection.id,
      permission,
      audit: {
        action: isNew ? "connection.create" : "connection.reconnect",
        organisationId: input.organisationId,
        target: { kind: "ticketing_connection", id: connection.id },
        after: { provider: proof.provider, accountLabel: source.label },
      },
      events: opened ? [opened.event] : [],
    };
  });
  return made.ok ? readConnection(ctx, made.value) : made;
};

const refuseTooMany = async (tx: Tx, organisationId: string): Promise<void> => {
  const [found] = await tx
    .select({ live: count() })
    .from(ticketingConnection)
    .where(
      and(
        eq(ticketingConnection.organisationId, organisationId),
        ne(ticketingConnection.status, "disconnected"),
      ),
    );
  if ((found?.live ?? 0) >= mostConnections) refuse(tooMany);
};

/** The source of the account: the one it had, the one the person names, or a new one. Locked. */
const sourceOf = async (tx: Tx, ctx: Ctx, proof: Proof, input: ConnectAccount) => {
  const { organisationId, provider } = proof;
  if (proof.accountKey === null && input.sourceId) {
    const [named] = await tx
      .select()
      .from(ticketingSource)
      .where(and(eq(ticketingSource.id, input.sourceId), eq(ticketingSource.provider, provider)))
      .for("update");
    return { source: named ?? refuse(notFound), isNew: false };
  }
  // The vendor names no account: its key is made here (declarations.md §10.3).
  const accountKey = proof.accountKey ?? ctx.newId();
  const label = input.label ?? proof.label ?? providers[provider];
  const [made] = await tx
    .insert(ticketingSource)
    .values({ id: ctx.newId(), organisationId, provider, accountKey, label })
    .onConflictDoNothing()
    .returning();
  if (made) return { source: made, isNew: true };
  const [known] = await tx
    .select()
    .from(ticketingSource)
    .where(
      and(
        eq(ticketingSource.organisationId, organisationId),
        eq(ticketingSource.provider, provider),
        eq(ticketingSource.accountKey, accountKey),
      ),
    )
    .for("update");
  return { source: known ?? refuse(notFound), isNew: false };
};

const alreadyConnected = (label: string): Refusal => ({
  code: "conflict",
  reason: "already_connected",
  detail: `Ce compte est déjà connecté, sous «\u00a0${label}\u00a0».`,
  facts: { label },
});

const tooMany: Refusal = {
  code: "conflict",
  reason: "too_many_connections",
  detail: `Une organisation connecte ${mostConnections} billetteries au plus.`,
};
