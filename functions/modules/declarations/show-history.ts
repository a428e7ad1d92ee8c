import type { AuditPage, ListAudit } from "../../../shared/access/audit.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { readHistory } from "../access/index.ts";
import { answered } from "./answered.ts";
import { permitOn, showOf } from "./show-access.ts";

/** Everything that happened to one show, its figures, files and declarations, newest first, for whoever may read it. */
export const showHistory = async (ctx: Ctx, showId: string, asked: ListAudit): Promise<Result<AuditPage>> => {
  const found = await answered(async () => {
    const row = await showOf(ctx.db, showId);
    permitOn(ctx, "show.read", row);
    return row;
  });
  if (!found.ok) return found;
  const { organisationId } = found.value;
  return readHistory(ctx, { organisationId, aggregateId: showId }, asked);
};
