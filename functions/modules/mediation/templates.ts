import type { Side } from "../../../shared/mediation/enums.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type {
  ArchiveTemplate,
  ChangeTemplate,
  CreateTemplate,
  TemplateList,
  TemplateView,
} from "../../../shared/mediation/templates.ts";
import { differences } from "../../../shared/platform/audit-words.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, type Change, mutate, permit } from "../../platform/mutate.ts";
import {
  done,
  notFound,
  type Refusal,
  type Result,
  refuse,
  refused,
  signedOut,
} from "../../platform/refusal.ts";
import {
  insertReplyTemplate,
  type ReplyTemplateRow,
  replyTemplateForUpdate,
  replyTemplatesOf,
  updateReplyTemplate,
} from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { type SuppliedTemplate, suppliedTemplateId, suppliedTemplates } from "./supplied-templates.ts";

type Words = Pick<ReplyTemplateRow, "title" | "category" | "sides" | "subject" | "body">;
type Template = Omit<TemplateView, "allowed" | "updatedAt"> & { updatedAt: Date | null };

const fromRow = (row: ReplyTemplateRow): Template => ({
  id: row.id,
  title: row.title,
  category: row.category ?? "",
  sides: row.sides as Side[],
  subject: row.subject,
  body: row.body,
  shared: row.userId === null,
  supplied: false,
  archived: row.archivedAt !== null,
  version: row.version,
  updatedAt: row.updatedAt,
});

const fromSupplied = (organisationId: string, { code, ...words }: SuppliedTemplate): Template => ({
  ...words,
  id: suppliedTemplateId(organisationId, code),
  sides: [...words.sides],
  shared: true,
  supplied: true,
  archived: false,
  version: 0,
  updatedAt: null,
});

/** Supplied ones that the organisation did not make its own, then what it wrote, then one's own. */
const merged = (organisationId: string, rows: readonly ReplyTemplateRow[]): Template[] => {
  const own = new Set(rows.map(({ id }) => id));
  const supplied = suppliedTemplates.map((one) => fromSupplied(organisationId, one));
  const kept = rows.map(fromRow);
  return [
    ...supplied.flatMap((one) => (own.has(one.id) ? kept.filter(({ id }) => id === one.id) : [one])),
    ...kept.filter(({ id }) => !supplied.some((one) => one.id === id)),
  ];
};

/** Every template this person may use in an organisation; the reader's right is asked by the caller. */
export const templatesFor = async (
  on: Parameters<typeof replyTemplatesOf>[0],
  organisationId: string,
  userId: string,
): Promise<Template[]> => merged(organisationId, await replyTemplatesOf(on, organisationId, service, userId));

const mayShare = (actor: Actor, organisationId: string) =>
  may(caseActor(actor, organisationId), "template.share") === true;

const viewOf = (template: Template, share: boolean): TemplateView => ({
  ...template,
  updatedAt: template.updatedAt?.toISOString() ?? null,
  allowed: !template.shared || share ? ["change", "archive"] : [],
});

/** The templates of an organisation as whoever keeps them sees them: all shared ones and one's own. */
export const listTemplates = async (ctx: Ctx, organisationId: string): Promise<Result<TemplateList>> => {
  const { actor } = ctx;
  if (actor.kind !== "user") return refused(signedOut);
  const verdict = may(caseActor(actor, organisationId), "template.write");
  if (verdict !== true) return refused(verdict);
  const share = mayShare(actor, organisationId);
  const templates = await templatesFor(ctx.db, organisationId, actor.userId);
  return done({ templates: templates.map((one) => viewOf(one, share)), mayShare: share });
};

/** Writes a template, shared (managers) or one's own. Its variables were checked at the door. */
export const createTemplate = (
  ctx: Ctx,
  { organisationId, shared, ...words }: CreateTemplate & { organisationId: string },
): Promise<Result<TemplateView>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const actor = caseActor(ctx.actor, organisationId);
    const permission = permit(may(actor, "template.write"));
    const share = mayShare(ctx.actor, organisationId);
    if (shared && !share) refuse(managersShare);
    const place = { organisationId, service, userId: shared ? null : userId };
    const id = ctx.newId();
    await insertReplyTemplate(tx, ctx, { id, ...place, ...words });
    const template = await foundAs(tx, { id, organisationId, userId });
    return {
      result: viewOf(template, share),
      permission,
      audit: noteOf("template.create", organisationId, template, {}, { ...words, shared }),
      events: [],
    };
  });

/**
 * Changes a template over the version that was read; a supplied one becomes the organisation's own. Refuses a shared
 * one to who is no manager, and a change over an older version.
 */
export const changeTemplate = (
  ctx: Ctx,
  { id, organisationId, version, ...words }: ChangeTemplate & { id: string; organisationId: string },
): Promise<Result<TemplateView>> =>
  mutate(ctx, (tx) =>
    rewritten(tx, ctx, { id, organisationId, version }, "template.change", (template) => ({
      ...template,
      ...words,
    })),
  );

/** Takes a template away from composers, or gives it back; what was sent with it stays. */
export const archiveTemplate = (
  ctx: Ctx,
  { id, organisationId, version, archived }: ArchiveTemplate & { id: string; organisationId: string },
): Promise<Result<TemplateView>> =>
  mutate(ctx, (tx) =>
    rewritten(
      tx,
      ctx,
      { id, organisationId, version },
      archived ? "template.archive" : "template.restore",
      (template) => ({ ...template, archived }),
    ),
  );

const rewritten = async (
  tx: Tx,
  ctx: Ctx,
  { id, organisationId, version }: { id: string; organisationId: string; version: number },
  action: string,
  next: (template: Template) => Template,
): Promise<Change<TemplateView>> => {
  const { userId } = asUser(ctx);
  const permission = permit(may(caseActor(ctx.actor, organisationId), "template.write"));
  const before = await foundAs(tx, { id, organisationId, userId });
  const share = mayShare(ctx.actor, organisationId);
  if (before.shared && !share) return refuse(managersShare);
  if (before.version !== version) return refuse(versionDiffers);
  const after = next(before);
  const { title, category, sides, subject, body, archived } = after;
  const words: Words = { title, category, sides, subject, body };
  if (before.supplied) {
    const row = { id, organisationId, service, userId: null, ...words, archived };
    if (!(await insertReplyTemplate(tx, ctx, row))) return refuse(versionDiffers);
  } else {
    const archivedAt = archived ? ctx.now() : null;
    await updateReplyTemplate(tx, ctx, id, { ...words, archivedAt });
  }
  const saved = await foundAs(tx, { id, organisationId, userId });
  return {
    result: viewOf(saved, share),
    permission,
    audit: noteOf(action, organisationId, saved, wordsOf(before), wordsOf(saved)),
    events: [],
  };
};

/** A template of this organisation that this person sees, locked where it is a row; unknown and not visible are the same. */
const foundAs = async (
  tx: Tx,
  { id, organisationId, userId }: { id: string; organisationId: string; userId: string },
): Promise<Template> => {
  const row = await replyTemplateForUpdate(tx, { id, organisationId, service, userId });
  if (row) return fromRow(row);
  const supplied = suppliedTemplates.find(({ code }) => suppliedTemplateId(organisationId, code) === id);
  return supplied ? fromSupplied(organisationId, supplied) : refuse(notFound);
};

const wordsOf = ({ title, category, sides, subject, body }: Template) => ({
  title,
  category,
  sides,
  subject,
  body,
});

/** Only what differs is kept. */
const noteOf = (
  action: string,
  organisationId: string,
  { id, title }: Template,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): AuditNote => {
  const fields = differences(before, after);
  return {
    action,
    organisationId,
    target: { kind: "reply_template", id },
    before: Object.fromEntries(fields.map(({ key, before: old }) => [key, old ?? null])),
    after: { title, ...Object.fromEntries(fields.map(({ key, after: now }) => [key, now ?? null])) },
    // Anything may stand in words people write for each other.
    personal: ["title", "subject", "body"],
  };
};

const managersShare: Refusal = {
  code: "forbidden",
  reason: "managers_share",
  detail: "Les modèles partagés sont écrits par les médiateurs principaux. Faites-en un modèle à vous.",
};
const versionDiffers: Refusal = {
  code: "conflict",
  reason: "version_differs",
  detail: "Ce modèle a changé pendant votre saisie. Rien n’est perdu\u00a0: relisez-le, puis recommencez.",
};
