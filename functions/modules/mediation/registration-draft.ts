import { and, eq } from "drizzle-orm";
import {
  draftMax,
  type KeepRegistrationDraft,
  type RegistrationDraft,
} from "../../../shared/mediation/registering.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { UploadResult, UploadTicket } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { mutate, type Permission, permit } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { checkTicket, ticketFor } from "../../platform/upload-tickets.ts";
import { asUser, caseActor } from "./case-access.ts";
import { formOf, optionalQuestions } from "./public-form.ts";
import { registrationDraft } from "./tables-work.ts";

const permitted = (ctx: Ctx, organisationId: string): Permission =>
  permit(may(caseActor(ctx.actor, organisationId), "case.register"));
const own = (organisationId: string, userId: string) =>
  and(eq(registrationDraft.organisationId, organisationId), eq(registrationDraft.userId, userId));

/** Who an upload belongs to until the case it comes with is registered. */
export const registrationOwner = (key: string, userId: string) => `register:${key}:${userId}`;

/** What this person was registering, or an empty draft with a key of its own; and the questions the form asks now. */
export const readRegistrationDraft = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<RegistrationDraft>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = may(caseActor(ctx.actor, organisationId), "case.register");
  if (verdict !== true) return refused(verdict);
  const [[kept], published] = await together([
    ctx.db.select().from(registrationDraft).where(own(organisationId, ctx.actor.userId)).execute(),
    formOf(ctx.db, organisationId),
  ]);
  if (!published) throw new Error("an organisation has no form");
  const form = { version: published.version, questions: optionalQuestions(published) };
  return done(
    kept
      ? { key: kept.key, input: kept.input, updatedAt: kept.updatedAt.toISOString(), form }
      : { key: ctx.newId(), input: {}, updatedAt: null, form },
  );
};

/** Keeps what is typed, one draft per person and organisation. It is theirs alone: the journal says nothing of it. */
export const keepRegistrationDraft = (
  ctx: Ctx,
  { organisation: organisationId, key, input }: KeepRegistrationDraft,
): Promise<Result<{ updatedAt: string }>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permitted(ctx, organisationId);
    if (JSON.stringify(input).length > draftMax) {
      return refuse(invalid([{ path: "description", message: "Ce texte est trop long pour un brouillon." }]));
    }
    const kept = { key, input, updatedAt: ctx.now() };
    await tx
      .insert(registrationDraft)
      .values({ organisationId, userId, ...kept })
      .onConflictDoUpdate({
        target: [registrationDraft.organisationId, registrationDraft.userId],
        set: kept,
      });
    return { result: { updatedAt: kept.updatedAt.toISOString() }, permission, audit: [], events: [] };
  });

/** Forgets the draft, when it was registered or given up. */
export const dropRegistrationDraft = async (
  tx: Tx,
  organisationId: string,
  userId: string,
): Promise<void> => {
  await tx.delete(registrationDraft).where(own(organisationId, userId));
};
export const giveUpRegistration = (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permitted(ctx, organisationId);
    await dropRegistrationDraft(tx, organisationId, userId);
    return { result: {}, permission, audit: [], events: [] };
  });

/** Promises that a scan may be sent with the case being registered. */
export const requestRegistrationUpload = (
  ctx: Ctx,
  {
    organisation: organisationId,
    key,
    name,
    size,
  }: { organisation: string; key: string; name: string; size: number },
): Promise<Result<UploadTicket>> =>
  ticketFor(
    ctx,
    async () => {
      const { userId } = asUser(ctx);
      return {
        organisationId,
        owner: registrationOwner(key, userId),
        permission: permitted(ctx, organisationId),
      };
    },
    { name, size },
  );

/** Says whether a scan is taken; it belongs to that draft of that person only. */
export const checkRegistrationUpload = async (
  ctx: Ctx,
  ticketId: string,
  key: string,
): Promise<Result<UploadResult>> =>
  ctx.actor.kind === "user"
    ? checkTicket(ctx, ticketId, registrationOwner(key, ctx.actor.userId))
    : refused(signedOut);
