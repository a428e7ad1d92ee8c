import { and, eq, isNull } from "drizzle-orm";
import type { UploadResult, UploadTicket } from "../../../shared/mediation/schema.ts";
import { requestFiles } from "../../../shared/mediation/uploads.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { removeObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { notFound, type Result, refuse, refused } from "../../platform/refusal.ts";
import { uploadTicket } from "../../platform/tables.ts";
import { checkTicket, ticketFor } from "../../platform/upload-tickets.ts";
import { draftOwner } from "./bind-uploads.ts";
import { formOf } from "./public-form.ts";
import { openMediation } from "./public-organisation.ts";

/** Promises one browser that it may send one file to the form of an organisation, whoever it is. */
export const requestUpload = async (
  ctx: Ctx,
  slug: string,
  input: { draftId: string; name: string; size: number },
): Promise<Result<UploadTicket>> => {
  const organisation = await openMediation(ctx, slug);
  if (!organisation) return refused(notFound);
  const form = await formOf(ctx.db, organisation.id);
  return ticketFor(
    holdingDraft(ctx, input.draftId),
    async () => ({
      organisationId: organisation.id,
      owner: draftOwner(input.draftId),
      permission: permit(true),
      ...(form ? { allowance: requestFiles(form.fileMegabytes) } : {}),
    }),
    input,
    { perAddress: true },
  );
};

/** The visitor as the one who fills this form: they alone know its id, and reach its uploads by it. */
const holdingDraft = (ctx: Ctx, id: string): Ctx => actingAs(ctx, { kind: "visitor", draft: { id } });

/** Reads a file the form just sent, and says whether it is taken. Asking twice gives the same answer. */
export const checkUpload = (ctx: Ctx, ticketId: string, draftId: string): Promise<Result<UploadResult>> =>
  checkTicket(holdingDraft(ctx, draftId), ticketId, draftOwner(draftId));

/** Takes a file off a draft that was not sent yet. */
export const removeUpload = async (
  ctx: Ctx,
  ticketId: string,
  draftId: string,
): Promise<Result<Record<string, never>>> => {
  const owner = draftOwner(draftId);
  const removed = await mutate(holdingDraft(ctx, draftId), async (tx) => {
    const ofDraft = and(eq(uploadTicket.id, ticketId), eq(uploadTicket.owner, owner));
    const [known] = await tx.select({ key: uploadTicket.key }).from(uploadTicket).where(ofDraft);
    if (!known) return refuse(notFound);
    const [gone] = await tx
      .delete(uploadTicket)
      .where(and(ofDraft, isNull(uploadTicket.boundAt)))
      .returning({ key: uploadTicket.key });
    return { result: gone?.key, permission: permit(true), audit: [], events: [] };
  });
  if (!removed.ok) return removed;
  if (removed.value) await removeObject(ctx.env, "uploads", removed.value);
  return { ok: true, value: {} };
};
