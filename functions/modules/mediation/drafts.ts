import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type {
  Composing,
  DiscardDraft,
  DraftList,
  DraftSaved,
  DraftView,
  SaveDraft,
} from "../../../shared/mediation/compose.ts";
import { CaseStatus } from "../../../shared/mediation/enums.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import {
  done,
  notFound,
  type Refusal,
  type Result,
  refuse,
  refused,
  signedOut,
} from "../../platform/refusal.ts";
import { uploadTicket } from "../../platform/tables.ts";
import { type DraftRow, draftsOf, draftsOn, dropDraft, keepDraft, mailSettingsOf } from "../mail/index.ts";
import { entryExists, entryIdFor } from "./add-entry.ts";
import { agentOwner } from "./bind-uploads.ts";
import { asUser, caseActor, caseOf, permitOn, service, visibleCases } from "./case-access.ts";
import { caseEntry, cases } from "./tables.ts";

const alreadySent: Refusal = {
  code: "conflict",
  reason: "already_sent",
  detail: "Ce message est déjà parti, depuis un autre appareil.",
};

/**
 * Keeps what an agent is writing on a case, on the server, so that any device finds it again (mail.md §4.6). Refuses a
 * draft that was sent meanwhile (`already_sent`), and one that another device changed since `basedOn`
 * (`draft_elsewhere`, with the hour): nobody's words are lost in silence.
 */
export const saveDraft = (ctx: Ctx, { caseId, basedOn, ...draft }: SaveDraft): Promise<Result<DraftSaved>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseOf(tx, caseId);
    const permission = permitOn(ctx, "case.note", found);
    if (await entryExists(tx, found.id, entryIdFor(found.id, draft.messageKey))) return refuse(alreadySent);
    const { organisationId } = found;
    const kept = await keepDraft(
      tx,
      ctx,
      { ...draft, organisationId, service, targetId: found.id, userId },
      basedOn,
    );
    if ("elsewhere" in kept) {
      return refuse({
        code: "conflict",
        reason: "draft_elsewhere",
        detail:
          "Ce brouillon a changé sur un autre appareil. Rien n’est perdu\u00a0: choisissez lequel garder.",
        facts: { at: kept.elsewhere.updatedAt.toISOString() },
      });
    }
    return { result: { savedAt: kept.savedAt.toISOString() }, permission, audit: [], events: [] };
  });

/** Throws a draft away; one that is not there is thrown away already. */
export const discardDraft = (ctx: Ctx, input: DiscardDraft): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseOf(tx, input.caseId);
    const permission = permitOn(ctx, "case.note", found);
    await dropDraft(tx, { targetId: found.id, userId, kind: input.kind });
    return { result: {}, permission, audit: [], events: [] };
  });

/** What the composers of a case open with: the agent's drafts, the organisation's signature, the time to take back. */
export const readComposing = async (ctx: Ctx, caseId: string): Promise<Result<Composing>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const { userId } = ctx.actor;
  const [found] = await ctx.db.select().from(cases).where(eq(cases.id, caseId));
  if (!found) return refused(notFound);
  const verdict = may(caseActor(ctx.actor, found.organisationId), "case.note", found);
  if (verdict !== true) return refused(verdict);
  const [kept, settings] = await Promise.all([
    draftsOn(ctx.db, found.id, userId).then((rows) => unsent(ctx.db, rows)),
    mailSettingsOf(ctx.db, found.organisationId, service),
  ]);
  const files = await filesStillThere(ctx.db, agentOwner(found.id, userId), kept);
  const draftOf = (kind: DraftRow["kind"]) => {
    const row = kept.find((one) => one.kind === kind);
    return row ? draftView(row, files) : null;
  };
  const { signature, undoSeconds } = settings;
  return done({ message: draftOf("message"), note: draftOf("note"), signature, undoSeconds });
};

/** The agent's drafts in one organisation, the last written first, on cases they may still write on. */
export const listDrafts = async (ctx: Ctx, organisationId: string): Promise<Result<DraftList>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const actor = caseActor(ctx.actor, organisationId);
  const verdict = may(actor, "case.list");
  if (verdict !== true) return refused(verdict);
  const rows = await unsent(ctx.db, await draftsOf(ctx.db, organisationId, service, ctx.actor.userId));
  if (rows.length === 0) return done({ drafts: [] });
  const ids = rows.map(({ targetId }) => targetId);
  const about = await ctx.db
    .select()
    .from(cases)
    .where(and(visibleCases(actor, organisationId), inArray(cases.id, ids)));
  return done({
    drafts: rows.flatMap((row) => {
      const found = about.find(({ id }) => id === row.targetId);
      if (!found || may(actor, "case.note", found) !== true) return [];
      return [
        {
          caseId: found.id,
          caseNumber: caseNumber(found.year, found.seq),
          kind: row.kind,
          subject: row.kind === "note" ? found.subject : row.subject,
          savedAt: row.updatedAt.toISOString(),
        },
      ];
    }),
  });
};

/** Without those whose message is on its case: a last save may have crossed the sending. */
const unsent = async (on: Queries, rows: DraftRow[]): Promise<DraftRow[]> => {
  if (rows.length === 0) return rows;
  const entryOf = (row: DraftRow) => entryIdFor(row.targetId, row.messageKey);
  const sent = await on
    .select({ id: caseEntry.id })
    .from(caseEntry)
    .where(inArray(caseEntry.id, rows.map(entryOf)));
  return rows.filter((row) => !sent.some(({ id }) => id === entryOf(row)));
};

/** The uploads these drafts name that can still be sent. */
const filesStillThere = async (
  on: Queries,
  owner: string,
  drafts: readonly DraftRow[],
): Promise<Set<string>> => {
  const ids = drafts.flatMap(({ files }) => files.map(({ id }) => id));
  if (ids.length === 0) return new Set();
  const rows = await on
    .select({ id: uploadTicket.id })
    .from(uploadTicket)
    .where(
      and(inArray(uploadTicket.id, ids), eq(uploadTicket.owner, owner), isNotNull(uploadTicket.storedFileId)),
    );
  return new Set(rows.map(({ id }) => id));
};

const draftView = (row: DraftRow, files: ReadonlySet<string>): DraftView => {
  const { kind, messageKey, subject, text, recipients, recipientsVisible, lastSeenEntryId } = row;
  const status = CaseStatus.safeParse(row.nextStatus);
  return {
    kind,
    messageKey,
    subject,
    text,
    recipients,
    recipientsVisible,
    files: row.files.filter(({ id, onCase }) => onCase || files.has(id)),
    lastSeenEntryId,
    nextStatus: status.success ? status.data : null,
    savedAt: row.updatedAt.toISOString(),
  };
};
