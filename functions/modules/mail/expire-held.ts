import { and, asc, eq, gt, inArray, isNull, lte, ne, or } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { deletedDays } from "../../../shared/mail/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { organisationById } from "../access/index.ts";
import { doom, dropUnusedFiles, removeDoomed } from "./doomed-objects.ts";
import { blankMail } from "./erase-target.ts";
import { type HeldMailRow, heldForUpdate, heldNote } from "./held-row.ts";
import { inboundMail, inboundTarget, mailAttachment, quarantine } from "./tables.ts";

const dayMs = 24 * 3600 * 1000;
/** A mail on a case that nobody opened is kept this much longer, once. */
const moreDays = 15;
const nightHour = 3;
const batch = 200;

/**
 * Erases held mails whose time is over, at 03:00 of their organisation's day (mail.md §5.7): content, files, original.
 * The row stays for the register, with the sender's domain. A mail that waits on a case and that nobody opened gets
 * fifteen days more, once; a virus never. Deleted ones go seven days after. One transaction each, then their objects:
 * cut short, the next run goes on. Returns how many went.
 */
export async function expireHeld(ctx: Ctx): Promise<number> {
  let gone = 0;
  let after = "00000000-0000-0000-0000-000000000000";
  const nights = nightsOf(ctx);
  for (;;) {
    const rows = await ctx.db
      .select()
      .from(quarantine)
      .where(and(isOver(ctx), gt(quarantine.id, after)))
      .orderBy(asc(quarantine.id))
      .limit(batch);
    for (const row of rows) {
      if (row.state === "deleted" || row.expiresAt <= (await nights(row.organisationId)))
        gone += await settle(ctx, row.id);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) break;
    after = last.id;
  }
  while ((await removeDoomed(ctx, batch)) === batch);
  return gone;
}

const isOver = (ctx: Ctx) =>
  and(
    isNull(quarantine.erasedAt),
    or(
      and(ne(quarantine.state, "deleted"), lte(quarantine.expiresAt, ctx.now())),
      and(
        eq(quarantine.state, "deleted"),
        lte(quarantine.decidedAt, new Date(ctx.now().getTime() - deletedDays * dayMs)),
      ),
    ),
  );

/** The last 03:00 in each organisation's zone, looked up once; without organisation, that of Paris. */
const nightsOf = (ctx: Ctx) => {
  const known = new Map<string | null, Promise<Date>>();
  return (organisationId: string | null): Promise<Date> => {
    const found =
      known.get(organisationId) ??
      (organisationId === null
        ? Promise.resolve("Europe/Paris")
        : organisationById(ctx.db, organisationId).then(({ timeZone }) => timeZone)
      ).then((timeZone) => lastNight(ctx.now(), timeZone));
    known.set(organisationId, found);
    return found;
  };
};

/** The last time it was 03:00 in a zone. */
export const lastNight = (now: Date, timeZone: string): Date => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" })
      .formatToParts(now)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const minutes = (parts.hour ?? 0) * 60 + (parts.minute ?? 0) - nightHour * 60;
  const since = minutes < 0 ? minutes + 24 * 60 : minutes;
  return new Date(Math.floor(now.getTime() / 60_000 - since) * 60_000);
};

/**
 * Erases what an organisation still holds from these addresses, or all it holds, at once: their sender is erased, or the
 * organisation is. Returns how many went.
 */
export async function eraseHeldFrom(
  ctx: Ctx,
  organisationId: string,
  addresses: readonly string[] | "anybody",
): Promise<number> {
  if (addresses.length === 0) return 0;
  const rows = await ctx.db
    .select({ id: quarantine.id })
    .from(quarantine)
    .where(
      and(
        eq(quarantine.organisationId, organisationId),
        isNull(quarantine.erasedAt),
        addresses === "anybody" ? undefined : inArray(quarantine.fromAddress, [...addresses]),
      ),
    );
  for (const { id } of rows) {
    const erased = await mutate(ctx, async (tx) => {
      const [row] = await heldForUpdate(tx, [id]);
      const audit = row && row.erasedAt === null ? await erase(tx, ctx, row) : [];
      return { result: undefined, permission: permit(true), audit, events: [] };
    });
    if (!erased.ok) throw new Error(`a held mail was not erased: ${erased.refusal.reason}`);
  }
  while ((await removeDoomed(ctx, batch)) === batch);
  return rows.length;
}

/** Prolongs or erases one mail, unless somebody decided about it meanwhile. Returns 1 when it was erased. */
async function settle(ctx: Ctx, id: string): Promise<number> {
  const result = await mutate(ctx, async (tx) => {
    const nothing = { result: 0, permission: permit(true), audit: [], events: [] };
    const [row] = await heldForUpdate(tx, [id]);
    if (row === undefined || row.erasedAt !== null || !isOverNow(ctx, row)) return nothing;
    if (deservesMore(row)) return { ...nothing, audit: await prolong(tx, ctx, row) };
    return { ...nothing, result: 1, audit: await erase(tx, ctx, row) };
  });
  if (!result.ok) throw new Error(`a held mail was not erased: ${result.refusal.reason}`);
  return result.value;
}

const isOverNow = (ctx: Ctx, row: HeldMailRow): boolean =>
  row.state === "deleted"
    ? (row.decidedAt?.getTime() ?? 0) <= ctx.now().getTime() - deletedDays * dayMs
    : row.expiresAt <= ctx.now();

const deservesMore = (row: HeldMailRow): boolean =>
  row.state === "waiting" &&
  row.caseId !== null &&
  row.openedAt === null &&
  row.extendedAt === null &&
  row.cause !== "virus";

async function prolong(tx: Tx, ctx: Ctx, row: HeldMailRow): Promise<AuditNote> {
  await tx
    .update(quarantine)
    .set({
      expiresAt: new Date(row.expiresAt.getTime() + moreDays * dayMs),
      extendedAt: ctx.now(),
      // Its end is told again.
      endRemindedAt: null,
    })
    .where(eq(quarantine.id, row.id));
  return heldNote(row, "quarantine.prolong");
}

async function erase(tx: Tx, ctx: Ctx, row: HeldMailRow): Promise<AuditNote> {
  const [target] = await tx.select().from(inboundTarget).where(eq(inboundTarget.id, row.inboundTargetId));
  // Released: its files and its original are those of an entry now.
  if (target && target.outcome === "quarantine") await eraseContent(tx, ctx, target);
  const waited = row.state === "waiting";
  await tx
    .update(quarantine)
    .set({
      state: waited ? "expired" : row.state,
      fromDomain: row.fromDomain ?? (row.fromAddress === null ? null : domainOf(row.fromAddress)),
      fromAddress: null,
      fromNameClaimed: null,
      subject: null,
      text: null,
      decision: null,
      suggestedCaseId: null,
      erasedAt: ctx.now(),
      version: row.version + 1,
    })
    .where(eq(quarantine.id, row.id));
  return heldNote(row, waited ? "quarantine.expire" : "quarantine.erase");
}

async function eraseContent(tx: Tx, ctx: Ctx, target: typeof inboundTarget.$inferSelect): Promise<void> {
  const files = await tx
    .delete(mailAttachment)
    .where(eq(mailAttachment.inboundTargetId, target.id))
    .returning({ fileId: mailAttachment.storedFileId });
  await dropUnusedFiles(
    tx,
    files.flatMap(({ fileId }) => fileId ?? []),
  );
  const { inboundMailId } = target;
  // The mail is held still: another of its destinations may be deciding about it.
  const [mail] = await tx.select().from(inboundMail).where(eq(inboundMail.id, inboundMailId)).for("update");
  const [needed] = await tx
    .select({ id: inboundTarget.id })
    .from(inboundTarget)
    .leftJoin(quarantine, eq(quarantine.inboundTargetId, inboundTarget.id))
    .where(
      and(
        eq(inboundTarget.inboundMailId, inboundMailId),
        ne(inboundTarget.id, target.id),
        or(
          inArray(inboundTarget.outcome, ["entry", "delivery_event"]),
          and(eq(inboundTarget.outcome, "quarantine"), isNull(quarantine.erasedAt)),
        ),
      ),
    )
    .limit(1);
  if (needed || mail === undefined || mail.state === "purged") return;
  await tx.update(inboundMail).set(blankMail(ctx)).where(eq(inboundMail.id, inboundMailId));
  await doom(tx, [{ bucket: "mail-raw", key: mail.rawKey }]);
}
