import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { may } from "../../../shared/access/rules.ts";
import { formFaults } from "../../../shared/mediation/form-checks.ts";
import {
  defaultFormConfig,
  type FormConfig,
  type FormConfigView,
  type PublishForm,
  type SaveFormDraft,
} from "../../../shared/mediation/form-config.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, type Tx, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { accessActor, openToPublic, organisationById } from "../access/index.ts";
import { asUser, service } from "./case-access.ts";
import { oneAtATime } from "./same-request.ts";
import { formConfig } from "./tables-office.ts";
import { changedFields, settingsDiffer } from "./version-differs.ts";

type FormRow = typeof formConfig.$inferSelect;

const maySet = (ctx: Ctx, organisationId: string) =>
  may(accessActor(ctx.actor), "organisation.texts", { organisationId, service });

/** The form of an organisation: what is published, and what is being prepared. For its managers and administrators. */
export const readForm = async (ctx: Ctx, organisationId: string): Promise<Result<FormConfigView>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = maySet(ctx, organisationId);
  return verdict === true ? done(await viewOf(ctx.db, organisationId)) : refused(verdict);
};

/**
 * Keeps what is being prepared, faults included as long as each field can be kept: nobody sees it before it is
 * published. Refuses a change over an older version, with both values.
 */
export const saveForm = async (
  ctx: Ctx,
  input: SaveFormDraft & { organisationId: string },
): Promise<Result<FormConfigView>> => {
  const { organisationId, version, config } = input;
  const saved = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const permission = permit(maySet(ctx, organisationId));
    const { draft, published } = await lockForm(tx, organisationId);
    const before = (draft ?? published)?.config ?? defaultFormConfig;
    const now = versionOf(draft, published);
    if (now !== version) refuse(settingsDiffer(now, { ...before }, { ...config }));
    const values = { config, version: now + 1, updatedAt: ctx.now() };
    if (draft) await tx.update(formConfig).set(values).where(eq(formConfig.id, draft.id));
    else await tx.insert(formConfig).values({ ...values, id: ctx.newId(), organisationId });
    return {
      result: null,
      permission,
      audit: {
        action: "form.prepare",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        ...changedFields(before, config),
      },
      events: [],
    };
  });
  return saved.ok ? readForm(ctx, organisationId) : saved;
};

/**
 * Publishes the draft under the next number: requests filed from now on are asked its questions, earlier cases keep
 * theirs. The first time, opens the public page. Refuses a form with faults, and one that changed since it was looked at.
 */
export const publishForm = async (
  ctx: Ctx,
  input: PublishForm & { organisationId: string },
): Promise<Result<FormConfigView>> => {
  const { organisationId, version } = input;
  const published = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const permission = permit(maySet(ctx, organisationId));
    const { draft, published: last } = await lockForm(tx, organisationId);
    const before = last?.config ?? defaultFormConfig;
    const config = draft?.config ?? before;
    const now = versionOf(draft, last);
    if (now !== version) refuse(settingsDiffer(now, { ...config }, {}));
    const faults = formFaults(config);
    if (faults.length > 0) refuse(invalid(faults));
    const number = (last?.number ?? 0) + 1;
    const values = {
      number,
      version: now + 1,
      publishedAt: ctx.now(),
      publishedBy: asUser(ctx).userId,
      updatedAt: ctx.now(),
    };
    if (draft) await tx.update(formConfig).set(values).where(eq(formConfig.id, draft.id));
    else await tx.insert(formConfig).values({ ...values, id: ctx.newId(), organisationId, config });
    return {
      result: null,
      permission,
      audit: {
        action: "form.publish",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        before: { form: last?.number ?? null, ...changedFields(before, config).before },
        after: { form: number, ...changedFields(before, config).after },
      },
      events: await openToPublic(tx, organisationId),
    };
  });
  return published.ok ? readForm(ctx, organisationId) : published;
};

/** Both rows; one who prepares waits for one who publishes. */
const lockForm = async (tx: Tx, organisationId: string) => {
  await oneAtATime(tx, `form_config:${organisationId}`);
  return rowsOf(tx, organisationId);
};

const rowsOf = async (on: Queries, organisationId: string) => {
  const here = eq(formConfig.organisationId, organisationId);
  const [[draft], [published]] = await together([
    on
      .select()
      .from(formConfig)
      .where(and(here, isNull(formConfig.number))),
    on
      .select()
      .from(formConfig)
      .where(and(here, isNotNull(formConfig.number)))
      .orderBy(desc(formConfig.number))
      .limit(1),
  ]);
  return { draft, published };
};

/** Grows with each change and each publication, so that nobody writes over what they have not seen. */
const versionOf = (draft: FormRow | undefined, published: FormRow | undefined) =>
  (draft ?? published)?.version ?? 0;

const same = (one: FormConfig, other: FormConfig) =>
  Object.keys(changedFields(one, other).after).length === 0 &&
  JSON.stringify(one.questions) === JSON.stringify(other.questions);

const viewOf = async (on: Queries, organisationId: string): Promise<FormConfigView> => {
  const [organisation, { draft, published }] = await together([
    organisationById(on, organisationId),
    rowsOf(on, organisationId),
  ]);
  const { mediation } = organisation.settings;
  const before = published?.config ?? defaultFormConfig;
  return {
    organisation: organisationId,
    slug: organisation.slug,
    published: published
      ? {
          number: published.number ?? 0,
          config: published.config,
          at: (published.publishedAt ?? published.updatedAt).toISOString(),
        }
      : null,
    draft: draft?.config ?? before,
    changed: draft !== undefined && !same(draft.config, before),
    version: versionOf(draft, published),
    open: mediation !== undefined && !mediation.unpublished,
  };
};
