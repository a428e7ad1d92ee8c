import { eq } from "drizzle-orm";
import { deletedDays } from "../../../shared/mail/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { againBody } from "./again-body.ts";
import { blockSender } from "./blocked-senders.ts";
import type { HeldRelease } from "./held-decision.ts";
import { factsOf } from "./held-facts.ts";
import {
  decidedNow,
  type HeldMailRow,
  type HeldRights,
  heldForUpdate,
  heldNote,
  takeHeld,
  unfitFor,
} from "./held-row.ts";
import { quarantine } from "./tables.ts";

interface Changed {
  id: string;
  state: string;
  version: number;
}

const dayMs = 24 * 3600 * 1000;

const notReplayed: Refusal = {
  code: "conflict",
  reason: "not_replayed",
  detail: "Ce courriel a été lu : il attend une décision, pas un nouveau traitement.",
};
const onlyDeleted: Refusal = {
  code: "conflict",
  reason: "virus_only_deleted",
  detail: "Ce courriel contient un virus : il ne peut être que supprimé.",
};

/**
 * Releases a held mail: the decision is written, the worker reads the original again and carries it out. Refuses a
 * virus, a mail somebody decided about (with who and when), and one that changed since it was read (mail.md §4.5).
 */
export const askRelease = (
  ctx: Ctx,
  rights: HeldRights,
  asked: { id: string; version: number },
  /** The service's own checks of what was chosen, and its answer as the worker wants it. */
  choose: (tx: Tx, row: HeldMailRow) => Promise<HeldRelease>,
): Promise<Result<Changed>> =>
  mutate(ctx, async (tx) => {
    const { row, permission } = await takeHeld(tx, ctx, rights, asked);
    if (row.cause === "virus") refuse(onlyDeleted);
    const decision = await choose(tx, row);
    await tx
      .update(quarantine)
      .set({ ...decidedNow(ctx, row), state: "released", decision })
      .where(eq(quarantine.id, row.id));
    return {
      result: { id: row.id, state: "released", version: row.version + 1 },
      permission,
      audit: heldNote(row, "quarantine.release"),
      events: [
        { queue: "mail-inbound" as const, body: { release: row.id }, organisationId: row.organisationId },
      ],
    };
  });

/**
 * Sets held mails aside, as spam or deleted (softly: seven days). Each is decided alone: those that cannot be come back
 * with their cause. `block` also holds whatever the sender writes from now on.
 */
export const discardHeld = (
  ctx: Ctx,
  rights: HeldRights,
  asked: {
    as: "spam" | "deleted";
    items: ReadonlyArray<{ id: string; version: number }>;
    block?: "address" | "domain" | undefined;
  },
): Promise<Result<{ done: Changed[]; refused: Array<{ id: string; refusal: Refusal }> }>> =>
  mutate(ctx, async (tx) => {
    const rows = await heldForUpdate(
      tx,
      asked.items.map(({ id }) => id),
    );
    const verdicts = await rights(tx, ctx, rows);
    const done: Changed[] = [];
    const refused: Array<{ id: string; refusal: Refusal }> = [];
    const audit: AuditNote[] = [];
    for (const { id, version } of asked.items) {
      const row = rows.find((one) => one.id === id);
      const verdict = verdicts.get(id) ?? notFound;
      if (row === undefined || verdict !== true) {
        refused.push({ id, refusal: row && verdict !== true ? verdict : notFound });
        continue;
      }
      const unfit =
        (await unfitFor(tx, ctx, row, version, ["waiting"])) ??
        (row.cause === "virus" && asked.as === "spam" ? onlyDeleted : undefined);
      if (unfit) {
        refused.push({ id, refusal: unfit });
        continue;
      }
      await tx
        .update(quarantine)
        .set({ ...decidedNow(ctx, row), state: asked.as })
        .where(eq(quarantine.id, id));
      done.push({ id, state: asked.as, version: version + 1 });
      audit.push(heldNote(row, asked.as === "spam" ? "quarantine.spam" : "quarantine.delete"));
      if (asked.block) audit.push(...(await blockSender(tx, ctx, row, asked.block)));
    }
    return { result: { done, refused }, permission: permit(true), audit, events: [] };
  });

/** Takes a decision back: spam, deleted or put aside by itself, as long as its content is there. */
export const restoreHeld = (
  ctx: Ctx,
  rights: HeldRights,
  asked: { id: string; version: number },
): Promise<Result<Changed>> =>
  mutate(ctx, async (tx) => {
    const [row] = await heldForUpdate(tx, [asked.id]);
    if (row === undefined) return refuse(notFound);
    const permission = permit((await rights(tx, ctx, [row])).get(row.id) ?? notFound);
    const unfit = await unfitFor(tx, ctx, row, asked.version, ["spam", "deleted", "auto_closed"]);
    if (unfit) refuse(unfit);
    await tx
      .update(quarantine)
      .set({
        state: "waiting",
        decidedBy: null,
        decidedAt: null,
        // Whoever takes it back has the time to decide.
        expiresAt: new Date(Math.max(row.expiresAt.getTime(), ctx.now().getTime() + deletedDays * dayMs)),
        version: row.version + 1,
      })
      .where(eq(quarantine.id, row.id));
    return {
      result: { id: row.id, state: "waiting", version: row.version + 1 },
      permission,
      audit: heldNote(row, "quarantine.restore"),
      events: [],
    };
  });

/** "Retraiter": asks for a mail that could not be processed to go through the usual way once more. */
export const replayHeld = (
  ctx: Ctx,
  rights: HeldRights,
  asked: { id: string; version: number },
): Promise<Result<Changed>> =>
  mutate(ctx, async (tx) => {
    const { row, permission } = await takeHeld(tx, ctx, rights, asked);
    if (row.cause !== "unprocessable") refuse(notReplayed);
    const { rawKey, receivedAt } = await factsOf(tx, row.id);
    return {
      result: { id: row.id, state: row.state, version: row.version },
      permission,
      audit: heldNote(row, "mail.replay"),
      events: [
        {
          queue: "mail-inbound" as const,
          body: againBody(rawKey, receivedAt),
          organisationId: row.organisationId,
        },
      ],
    };
  });
