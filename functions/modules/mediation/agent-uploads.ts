import type { UploadResult, UploadTicket } from "../../../shared/mediation/schema.ts";
import { requestFiles } from "../../../shared/mediation/uploads.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Result, refused, signedOut } from "../../platform/refusal.ts";
import { checkTicket, ticketFor } from "../../platform/upload-tickets.ts";
import { linkClosed } from "../access/index.ts";
import { agentOwner, linkOwner } from "./bind-uploads.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { asHolder, openedCase } from "./opened-case.ts";
import { formOf } from "./public-form.ts";

interface SentFile {
  name: string;
  size: number;
}

/** Promises an agent that they may send one file for a letter of this case, or as a document of it. */
export const requestAgentUpload = (ctx: Ctx, caseId: string, file: SentFile): Promise<Result<UploadTicket>> =>
  ticketFor(
    ctx,
    async (tx) => {
      const { userId } = asUser(ctx);
      const found = await caseForUpdate(tx, caseId);
      const permission = permitOn(ctx, "case.document", found);
      return { organisationId: found.organisationId, owner: agentOwner(caseId, userId), permission };
    },
    file,
  );

/** Says whether a file an agent sent is taken. It belongs to that agent and that case only. */
export const checkAgentUpload = async (
  ctx: Ctx,
  caseId: string,
  ticketId: string,
): Promise<Result<UploadResult>> =>
  ctx.actor.kind === "user"
    ? checkTicket(ctx, ticketId, agentOwner(caseId, ctx.actor.userId))
    : refused(signedOut);

/** Promises the holder of a follow-up page that they may send one file with their answer. */
export const requestLinkUpload = (ctx: Ctx, file: SentFile): Promise<Result<UploadTicket>> =>
  ticketFor(
    ctx,
    async (tx) => {
      const actor = asHolder(ctx);
      const found = await openedCase(tx, actor);
      const permission = permitOn(ctx, "follow_up.answer", found);
      const owner = linkOwner(actor.caseId, actor.partyId);
      const form = await formOf(tx, found.organisationId);
      return {
        organisationId: found.organisationId,
        owner,
        permission,
        ...(form ? { allowance: requestFiles(form.fileMegabytes) } : {}),
      };
    },
    file,
    { perAddress: true },
  );

/** Says whether a file sent from the follow-up page is taken. */
export const checkLinkUpload = async (ctx: Ctx, ticketId: string): Promise<Result<UploadResult>> => {
  const { actor } = ctx;
  if (actor.kind !== "link") return refused(linkClosed);
  return checkTicket(ctx, ticketId, linkOwner(actor.caseId, actor.partyId));
};
