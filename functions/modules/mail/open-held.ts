import { asc, eq, sql } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { isLargeProvider } from "../../../shared/mail/large-providers.ts";
import { answerable, type HeldAction, heldOffer } from "../../../shared/mail/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { readBeginning } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { noteRead, readingOf } from "../../platform/note-read.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { nameOf } from "../access/index.ts";
import { failureWords } from "./held-decision.ts";
import { factsOf } from "./held-facts.ts";
import type { HeldMailRow, HeldRights } from "./held-row.ts";
import { masked } from "./read-quarantine.ts";
import { inboundTarget, mailAttachment, quarantine } from "./tables.ts";

/** What may be seen of one held mail: text without links, names of files, never their content (mail.md §4.5). */
export interface OpenedHeld {
  row: HeldMailRow;
  from: string | null;
  claimedName: string | null;
  subject: string | null;
  text: string | null;
  decidedBy: string | null;
  attachments: Array<{ name: string; size: number }>;
  /** Mails inside the mail, with whom they say they are from. */
  originals: Array<{ name: string; address: string; from: string; subject: string }>;
  noAnswer: string | null;
  mayBlockDomain: boolean;
  /** What became of a release; `targetId` and `entryId` once it is carried out. */
  release:
    | { is: "working" }
    | { is: "done"; targetId: string; entryId: string }
    | { is: "failed"; because: string }
    | null;
  allowed: HeldAction[];
}

/**
 * Opens one held mail. The first time anybody does is kept with the mail, which then goes at its day; each reader's
 * first reading in ten minutes is in the journal.
 */
export const openHeld = async (ctx: Ctx, rights: HeldRights, id: string): Promise<Result<OpenedHeld>> => {
  const opened = await mutate(ctx, async (tx) => {
    const [row] = await tx.select().from(quarantine).where(eq(quarantine.id, id));
    if (row === undefined) return refuse(notFound);
    const permission = permit((await rights(tx, ctx, [row])).get(id) ?? notFound);
    const [facts, files, [named], [target]] = await together([
      factsOf(tx, id),
      tx
        .select({
          name: mailAttachment.nameSafe,
          size: mailAttachment.size,
          role: mailAttachment.role,
          key: storedFile.key,
        })
        .from(mailAttachment)
        .leftJoin(storedFile, eq(storedFile.id, mailAttachment.storedFileId))
        .where(eq(mailAttachment.inboundTargetId, row.inboundTargetId))
        .orderBy(asc(mailAttachment.position)),
      tx
        .select({ by: nameOf(quarantine.decidedBy) })
        .from(quarantine)
        .where(eq(quarantine.id, id)),
      tx.select().from(inboundTarget).where(eq(inboundTarget.id, row.inboundTargetId)),
    ]);
    if (row.openedAt === null && row.erasedAt === null)
      await tx.update(quarantine).set({ openedAt: ctx.now() }).where(eq(quarantine.id, id));
    const noted = noteRead(readingOf(ctx), {
      action: "quarantine.open",
      kind: "quarantine",
      target: row.id,
      organisation: row.organisationId ?? "",
      aggregate: row.caseId ?? row.id,
    });
    return {
      result: { row, facts, files, by: named?.by ?? null, landed: await landing(tx, target) },
      permission,
      audit: [],
      events: [],
      last: row.erasedAt === null ? [tx.execute(sql`select ${noted}`)] : [],
    };
  });
  if (!opened.ok) return opened;
  const { row, facts, files, by, landed } = opened.value;
  const shown = row.cause === "virus" ? [] : files;
  const answer = answerable(facts);
  const { fromAddress, cause, state } = row;
  const { from, claimedName, subject, text } = masked({
    ...row,
    from: fromAddress,
    claimedName: row.fromNameClaimed,
  });
  return {
    ok: true,
    value: {
      row,
      from,
      claimedName,
      subject,
      text,
      decidedBy: by,
      attachments: shown.map(({ name, size }) => ({ name, size })),
      originals: state === "waiting" ? await originalsOf(ctx, shown) : [],
      noAnswer: answer.yes ? null : answer.because,
      mayBlockDomain: fromAddress !== null && !isLargeProvider(domainOf(fromAddress)),
      release: releaseOf(row, landed),
      allowed: heldOffer({
        cause,
        state,
        erased: row.erasedAt !== null,
        onCase: row.caseId !== null,
        hasSender: fromAddress !== null,
        hasOriginal: facts.hasOriginal,
      }),
    },
  };
};

type Landed = { targetId: string; entryId: string } | undefined;

const releaseOf = (row: HeldMailRow, landed: Landed): OpenedHeld["release"] => {
  if (row.state === "released" && row.erasedAt === null)
    return landed ? { is: "done", ...landed } : row.decidedBy ? { is: "working" } : null;
  const because = row.state === "waiting" ? failureWords(row.decision) : undefined;
  return because ? { is: "failed", because } : null;
};

/** Where a released mail went: its own entry, or that of the same mail which came by another way. */
const landing = async (
  tx: Parameters<HeldRights>[0],
  target: typeof inboundTarget.$inferSelect | undefined,
): Promise<Landed> => {
  if (!target?.caseId || !target.outcomeId) return undefined;
  if (target.outcome === "entry") return { targetId: target.caseId, entryId: target.outcomeId };
  if (target.outcome !== "duplicate") return undefined;
  const [twin] = await tx
    .select({ entryId: inboundTarget.outcomeId })
    .from(inboundTarget)
    .where(eq(inboundTarget.id, target.outcomeId));
  return twin?.entryId ? { targetId: target.caseId, entryId: twin.entryId } : undefined;
};

const maxOriginals = 5;
const headBytes = 64 * 1024;

/** Who each mail inside the mail says it is from; those whose sender cannot be read are left out. */
const originalsOf = async (
  ctx: Ctx,
  files: ReadonlyArray<{ name: string; role: string; key: string | null }>,
): Promise<OpenedHeld["originals"]> => {
  const inside = files.filter(({ role, key }) => role === "original_message" && key !== null);
  if (inside.length === 0) return [];
  const [{ all, first, readSender, shownLine }, { readStructure }] = await Promise.all([
    import("./mime-headers.ts"),
    import("./mime-parts.ts"),
  ]);
  const found = await Promise.all(
    inside.slice(0, maxOriginals).map(async ({ name, key }) => {
      const head = key && (await readBeginning(ctx.env, "files", key, headBytes));
      if (!head) return [];
      const { headers } = readStructure(head).root;
      const sender = readSender(all(headers, "from"));
      if (sender.is === "malformed") return [];
      const subject = shownLine(first(headers, "subject") ?? "", 255);
      return [{ name, address: sender.address, from: sender.name, subject }];
    }),
  );
  return found.flat();
};
