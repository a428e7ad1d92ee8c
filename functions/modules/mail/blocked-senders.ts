import { and, asc, eq, gt } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { isLargeProvider } from "../../../shared/mail/large-providers.ts";
import { blockedDays } from "../../../shared/mail/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import type { HeldMailRow } from "./held-row.ts";
import { blockedSender } from "./tables.ts";

const days = 24 * 3600 * 1000;

/**
 * Holds whatever this sender writes to the organisation for 180 days: one address, or a whole domain unless it gives
 * addresses to anyone (mail.md §4.5). Blocking again starts the time again.
 */
export const blockSender = async (
  tx: Tx,
  ctx: Ctx,
  { organisationId, fromAddress }: HeldMailRow,
  kind: "address" | "domain",
): Promise<AuditNote[]> => {
  if (!organisationId || !fromAddress || ctx.actor.kind !== "user") return [];
  const domain = domainOf(fromAddress);
  if (kind === "domain" && isLargeProvider(domain)) {
    refuse(
      invalid([
        { path: "block", message: `${domain} donne des adresses à tout le monde : bloquez l’adresse seule.` },
      ]),
    );
  }
  const until = new Date(ctx.now().getTime() + blockedDays * days);
  const [row] = await tx
    .insert(blockedSender)
    .values({
      id: ctx.newId(),
      organisationId,
      kind,
      value: kind === "domain" ? domain : fromAddress,
      until,
      createdBy: ctx.actor.userId,
    })
    .onConflictDoUpdate({
      target: [blockedSender.organisationId, blockedSender.value],
      set: { until, createdBy: ctx.actor.userId },
    })
    .returning({ id: blockedSender.id });
  if (row === undefined) throw new Error("the blocked sender was not written");
  return [
    {
      action: "sender.block",
      organisationId,
      target: { kind: "blocked_sender", id: row.id },
      after: { blocked: kind },
    },
  ];
};

/** Senders an organisation blocks now, by address. */
export const blockedSenders = (on: Queries, ctx: Ctx, organisationId: string) =>
  on
    .select({
      id: blockedSender.id,
      kind: blockedSender.kind,
      value: blockedSender.value,
      until: blockedSender.until,
      by: nameOf(blockedSender.createdBy),
    })
    .from(blockedSender)
    .where(and(eq(blockedSender.organisationId, organisationId), gt(blockedSender.until, ctx.now())))
    .orderBy(asc(blockedSender.value));

/** Lifts a block, if `may` says so of its organisation. */
export const liftBlock = (
  ctx: Ctx,
  id: string,
  may: (organisationId: string) => true | Refusal,
): Promise<Result<{ lifted: true }>> =>
  mutate(ctx, async (tx) => {
    const [row] = await tx.select().from(blockedSender).where(eq(blockedSender.id, id)).for("update");
    if (row === undefined) return refuse(notFound);
    const permission = permit(may(row.organisationId));
    await tx.delete(blockedSender).where(eq(blockedSender.id, id));
    return {
      result: { lifted: true },
      permission,
      audit: {
        action: "sender.unblock",
        organisationId: row.organisationId,
        target: { kind: "blocked_sender", id },
        before: { blocked: row.kind },
      },
      events: [],
    };
  });
