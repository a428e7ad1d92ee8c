import { eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type Health, healthAfter, healthy, mayUse, type Provider } from "./provider-health.ts";
import { providerHealth } from "./tables.ts";

type Choice = { provider: Provider } | { notBefore: Date };

/**
 * Who takes the next mail: the main provider, or the second one while the circuit of the first is open. After a pause
 * one mail tries it, and whoever comes at the same time goes the other way. Without any, when to ask again.
 */
export async function chooseProvider(ctx: Ctx): Promise<Choice> {
  const usable: readonly Provider[] = ctx.env.hasRelay ? ["ses", "smtp"] : ["ses"];
  const now = ctx.now();
  const rows = await ctx.db
    .select()
    .from(providerHealth)
    .where(inArray(providerHealth.provider, [...usable]));
  const waits: Date[] = [];
  for (const provider of usable) {
    const known = rows.find((row) => row.provider === provider);
    const use = known === undefined ? { is: "usual" as const } : mayUse(known, now);
    if (use.is === "usual") return { provider };
    if (use.is === "trial" && (await takeTrial(ctx, provider))) return { provider };
    waits.push(use.is === "not_before" ? use.at : new Date(now.getTime() + 60_000));
  }
  return { notBefore: waits.reduce((first, at) => (at < first ? at : first)) };
}

/** Whether what the main provider surely did not take may go by the second one at once. */
export async function canGoElsewhere(ctx: Ctx): Promise<boolean> {
  if (!ctx.env.hasRelay) return false;
  const [row] = await ctx.db
    .select({ circuit: providerHealth.circuit })
    .from(providerHealth)
    .where(eq(providerHealth.provider, "smtp"));
  return row === undefined || row.circuit === "closed";
}

/** One mail tries a provider whose pause is over; the others see that somebody does. */
const takeTrial = (ctx: Ctx, provider: Provider): Promise<boolean> =>
  ctx.db.transaction(async (tx) => {
    const health = await healthForUpdate(tx, ctx, provider);
    if (mayUse(health, ctx.now()).is !== "trial") return false;
    await keep(tx, provider, { ...health, circuit: "half_open", openUntil: null, changedAt: ctx.now() });
    return true;
  });

/** Counts one hand-over: `ok` when the provider answered about the mail, not when it could not or would not speak. */
export const noteHandOver = (ctx: Ctx, provider: Provider, ok: boolean): Promise<void> =>
  ctx.db.transaction(async (tx) => {
    const health = await healthForUpdate(tx, ctx, provider);
    const after = healthAfter(health, ok, ctx.now());
    if (after === health) return;
    await keep(tx, provider, after);
    if (after.circuit !== health.circuit) ctx.log.warn("mail.circuit", { provider, outcome: after.circuit });
  });

const healthForUpdate = async (tx: Tx, ctx: Ctx, provider: Provider): Promise<Health> => {
  await tx
    .insert(providerHealth)
    .values({ provider, ...healthRow(healthy(ctx.now())) })
    .onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(providerHealth)
    .where(eq(providerHealth.provider, provider))
    .for("update");
  if (row === undefined) throw new Error("the health of a provider was not written");
  return row;
};

const keep = (tx: Tx, provider: Provider, health: Health) =>
  tx.update(providerHealth).set(healthRow(health)).where(eq(providerHealth.provider, provider));

const healthRow = ({ circuit, openUntil, openings, recent, changedAt }: Health) => ({
  ...{ circuit, openUntil, openings, changedAt },
  recent: [...recent],
});
