import { asc, count, isNull, sql } from "drizzle-orm";
import * as z from "zod/mini";
import {
  CanaryDetail,
  DnsFinding,
  type MailOperations,
  type ReprocessMail,
} from "../../../shared/mail/operations.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { deadLetter } from "../../platform/tables.ts";
import { permitPlatform } from "../access/index.ts";
import { mailCheck, providerHealth } from "./tables.ts";

const dayMs = 24 * 3600_000;
const Counts = z.record(z.string(), z.number());
/** As `guichet.mail_operations` answers, which counts above row-level security. */
const Figures = z.object({
  received: Counts,
  held: Counts,
  sent: Counts,
  unfinished: z.number(),
  oldestUnfinishedAt: z.nullable(z.string()),
  uncertain: z.number(),
  due: z.number(),
  scanPending: z.number(),
});
const DnsDetail = z.object({ records: z.array(DnsFinding) });
const Unaccounted = z.object({ count: z.number() });

/**
 * How mail fares, for platform administrators: counts of the last 24 hours, what is in work, providers and checks.
 * Never a mail, an address or an organisation (mail.md §2, hard case 92).
 */
export const readMailOperations = async (ctx: Ctx): Promise<Result<MailOperations>> => {
  permitPlatform(ctx, "platform.read");
  const since = new Date(ctx.now().getTime() - dayMs);
  const [[row], checks, providers, [dead]] = await together([
    ctx.db.execute<{ figures: unknown }>(
      sql`select guichet.mail_operations(${since.toISOString()}) as figures`,
    ),
    ctx.db.select().from(mailCheck),
    ctx.db.select().from(providerHealth).orderBy(asc(providerHealth.provider)),
    ctx.db.select({ n: count() }).from(deadLetter).where(isNull(deadLetter.replayedAt)),
  ]);
  const figures = Figures.parse(row?.figures);
  const check = (name: string) => checks.find((one) => one.name === name);
  const [canary, dns, unaccounted] = [check("canary"), check("dns"), check("unaccounted")];
  return done({
    since: since.toISOString(),
    ...figures,
    oldestUnfinishedAt: figures.oldestUnfinishedAt && new Date(figures.oldestUnfinishedAt).toISOString(),
    deadLetters: dead?.n ?? 0,
    unaccounted: unaccounted
      ? { at: unaccounted.at.toISOString(), count: Unaccounted.parse(unaccounted.detail).count }
      : null,
    providers: providers.map(({ provider, circuit, openUntil, recent }) => ({
      provider,
      circuit,
      openUntil: openUntil?.toISOString() ?? null,
      failures: recent.filter(({ ok }) => !ok).length,
      handedOver: recent.length,
    })),
    canary: canary ? canaryView(canary) : null,
    dns: dns ? { at: dns.at.toISOString(), records: DnsDetail.parse(dns.detail).records } : null,
  });
};

const canaryView = ({
  at,
  ok,
  detail,
}: typeof mailCheck.$inferSelect): NonNullable<MailOperations["canary"]> => {
  const { last } = CanaryDetail.parse(detail);
  const state = !ok ? "late" : last === null ? "waiting" : "ok";
  return { state, at: at.toISOString(), seconds: last?.seconds ?? null };
};

/**
 * Asks for one received mail to be read again by its technical id. The same entry shows the better text; nothing is
 * routed anew and nobody is told (`rereadMail`). An id that was never received is unknown.
 */
export const reprocessMail = (ctx: Ctx, { id }: ReprocessMail): Promise<Result<{ asked: true }>> =>
  mutate(ctx, async (tx) => {
    const permission = permitPlatform(ctx, "platform.change");
    const [row] = await tx.execute<{ there: boolean }>(sql`select guichet.mail_exists(${id}) as there`);
    if (row?.there !== true) return refuse(notFound);
    return {
      result: { asked: true as const },
      permission,
      audit: { action: "mail.reprocess", organisationId: null, target: { kind: "inbound_mail", id } },
      events: [{ queue: "mail-inbound", body: { reprocess: id }, organisationId: null }],
    };
  });
