import { and, eq, inArray } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { eraseHeldFrom } from "../mail/index.ts";
import { added, eraseCase } from "./erase-case.ts";
import { lookForWords } from "./erased-words.ts";
import { erasure } from "./tables-office.ts";

type ErasureRow = typeof erasure.$inferSelect;

/** What an unfinished erasure remembers: the cases to go, what went, and the words to look for, sealed. */
const Work = z.object({
  caseIds: z.array(z.uuid()),
  counts: z._default(z.record(z.string(), z.number()), {}),
  words: z.optional(z.string()),
});
const Words = z._default(z.array(z.string()), []);
const purpose = "words of an erasure";

/**
 * Carries out erasures that were asked for in one organisation, then looks once for everything they took away and
 * writes the proof on each. Cut short, the next run goes on: what must be looked for waits sealed, and goes with the
 * proof. A proof that found something says `failed`, for managers to see.
 */
export const carryOutErasures = async (ctx: Ctx, organisationId: string, most = 100): Promise<number> => {
  const waiting = await ctx.db
    .select()
    .from(erasure)
    .where(and(eq(erasure.organisationId, organisationId), inArray(erasure.state, ["asked", "running"])))
    .orderBy(erasure.at)
    .limit(most);
  const done: Array<{ row: ErasureRow; counts: Record<string, number>; words: string[] }> = [];
  for (const row of waiting) done.push({ row, ...(await eraseOne(ctx, row)) });
  if (done.length === 0) return 0;
  const { remains, elsewhere, places } = await lookForWords(ctx, organisationId, [
    ...new Set(done.flatMap(({ words }) => words)),
  ]);
  const clean = Object.keys(remains).length === 0;
  for (const { row, counts, words } of done) {
    await ctx.db
      .update(erasure)
      .set({
        state: clean ? "done" : "failed",
        finishedAt: ctx.now(),
        proof: { counts, remains, elsewhere, places, words: words.length },
      })
      .where(eq(erasure.id, row.id));
  }
  if (!clean) ctx.log.error("erasure.remains", { organisationId, ...remains });
  return done.length;
};

const eraseOne = async (ctx: Ctx, row: ErasureRow) => {
  const { caseIds, ...work } = Work.parse(row.proof);
  let { counts } = work;
  const words = new Set(work.words ? Words.parse(await unseal(ctx.env, purpose, work.words)) : []);
  for (const caseId of caseIds) {
    const erased = await eraseCase(ctx, caseId, row.cause, async (about) => {
      // Before anything goes: a run that is cut short must still know what to look for.
      for (const word of about) words.add(word);
      await remember(ctx, row, { caseIds, counts, words });
    });
    if (!erased) continue;
    counts = added(counts, erased.counts);
    for (const word of erased.words) words.add(word);
    await remember(ctx, row, { caseIds, counts, words });
  }
  const addresses = [...words].filter((word) => word.includes("@"));
  if (row.scope === "person") {
    counts = added(counts, { heldMails: await eraseHeldFrom(ctx, row.organisationId, addresses) });
  }
  return { counts, words: [...words] };
};

const remember = async (
  ctx: Ctx,
  row: ErasureRow,
  given: { caseIds: string[]; counts: Record<string, number>; words: ReadonlySet<string> },
) => {
  const words = await seal(ctx.env, purpose, [...given.words]);
  await ctx.db
    .update(erasure)
    .set({ state: "running", proof: { caseIds: given.caseIds, counts: given.counts, words } })
    .where(eq(erasure.id, row.id));
};
