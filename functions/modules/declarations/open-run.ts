import { eq } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { syncItem, syncRun, type ticketingConnection } from "./tables-connections.ts";

export type ConnectionRow = typeof ticketingConnection.$inferSelect;
export type RunRow = typeof syncRun.$inferSelect;

/** Months a first reading, and one after a disconnection, goes back (declarations.md §4.2, §5.6). */
const firstMonths = 13;
/** Clocks of vendors are not ours: changes are asked for from a little before. */
const clockMargin = 10 * 60_000;

/** What wakes the machine of runs. */
export const goOn = (run: Pick<RunRow, "id" | "organisationId">, notBefore?: Date): OutboxEvent => ({
  queue: "ticketing-sync",
  body: { runId: run.id },
  organisationId: run.organisationId,
  ...(notBefore ? { notBefore } : {}),
});

/**
 * Opens a reading of an account, and the message that begins it; undefined when one is open, which the unique index of
 * open runs holds. `series`: reads those alone. `calls`: those that trying its codes made just before, which the vendor
 * counts too; of a trial that failed nothing is known here, and nothing is read after it.
 */
export const openRun = async (
  tx: Tx,
  ctx: Ctx,
  connection: ConnectionRow,
  how: { trigger: RunRow["trigger"]; askedBy?: string; series?: readonly string[]; calls?: number },
): Promise<{ run: RunRow; event: OutboxEvent } | undefined> => {
  const { series } = how;
  const [run] = await tx
    .insert(syncRun)
    .values({
      id: ctx.newId(),
      organisationId: connection.organisationId,
      connectionId: connection.id,
      trigger: how.trigger,
      state: "queued",
      watermarkFrom: changesSince(connection, how.trigger, ctx.now()),
      askedBy: how.askedBy ?? null,
      callsMade: how.calls ?? 0,
      // Whoever asks may not see how far series are: the worker makes their rows.
      ...(series
        ? { phase: "fetch", whole: false, seriesTotal: series.length, cursor: { series: [...series] } }
        : {}),
    })
    .onConflictDoNothing()
    .returning();
  return run && { run, event: goOn(run) };
};

/** What a run for some series was asked for. */
const Asked = z.object({ series: z.array(z.string()) });
/** Makes the rows of a run that was asked for some series; of another, changes make them. */
export const addAskedItems = async (tx: Tx, run: RunRow): Promise<void> => {
  const asked = Asked.safeParse(run.cursor);
  if (!run.whole && asked.success) await addItems(tx, run, asked.data.series);
};

const changesSince = ({ lastCompleteFrom }: ConnectionRow, trigger: RunRow["trigger"], now: Date): Date => {
  if (lastCompleteFrom && trigger !== "reconnect" && trigger !== "first")
    return new Date(lastCompleteFrom.getTime() - clockMargin);
  const since = new Date(now);
  since.setUTCMonth(since.getUTCMonth() - firstMonths);
  return since;
};

/** Rows of one statement: each takes three parameters. */
const atOnce = 5000;

/** Series to read, each once; those that are there already stay as they are. */
export const addItems = async (
  tx: Tx,
  { id: runId, organisationId }: Pick<RunRow, "id" | "organisationId">,
  series: readonly string[],
): Promise<void> => {
  const ids = [...new Set(series)];
  for (let at = 0; at < ids.length; at += atOnce)
    await tx
      .insert(syncItem)
      .values(
        ids.slice(at, at + atOnce).map((seriesId) => ({
          runId,
          organisationId,
          seriesId,
          state: "pending" as const,
        })),
      )
      .onConflictDoNothing();
};

/** The run, locked; the second copy of a message waits here for the first. */
export const runForUpdate = async (tx: Tx, runId: string): Promise<RunRow | undefined> =>
  (await tx.select().from(syncRun).where(eq(syncRun.id, runId)).for("update"))[0];

/** Whether a run still goes on. */
export const isOpen = ({ state }: Pick<RunRow, "state">): boolean =>
  state === "queued" || state === "running" || state === "waiting_quota";
