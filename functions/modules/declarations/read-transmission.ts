import { eq } from "drizzle-orm";
import type { ProofKind, TransmissionView } from "../../../shared/declarations/declaring.ts";
import { bodies } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { fileLink } from "../../platform/files.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { transmissionView } from "./declaration-view.ts";
import { permitOn, showActor } from "./show-access.ts";
import { transmission } from "./tables-declarations.ts";
import { type TransmissionRow, wholeDeclaration } from "./whole-declaration.ts";

/** A transmission somebody may see. Row-level security leaves out other organisations. */
export const transmissionOf = async (on: Queries, id: string): Promise<TransmissionRow> => {
  const [found] = await on.select().from(transmission).where(eq(transmission.id, id));
  return found ?? refuse(notFound);
};

/** What was sent to one body and what became of it. */
export const readTransmission = (ctx: Ctx, id: string): Promise<Result<TransmissionView>> =>
  answered(async () => {
    const row = await transmissionOf(ctx.db, id);
    permitOn(ctx, "show.read", row);
    const whole = await wholeDeclaration(ctx.db, row.declarationId);
    return transmissionView(whole, row, showActor(ctx.actor, row.organisationId));
  });

/**
 * A link of 60 seconds to a proof: exactly what was sent, or what was answered (declarations.md §4.6). Each download is
 * in the journal.
 */
export const linkToProof = async (
  ctx: Ctx,
  id: string,
  kind: ProofKind,
): Promise<Result<{ url: string; expiresAt: string }>> => {
  const allowed = await mutate(ctx, async (tx) => {
    const row = await transmissionOf(tx, id);
    const permission = permitOn(ctx, "show.read", row);
    const key = kind === "payload" ? row.payloadKey : kind === "answer" ? row.receiptKey : null;
    return {
      result: { key: key ?? refuse(notFound), body: row.body },
      permission,
      audit: {
        action: "transmission.download",
        organisationId: row.organisationId,
        target: { kind: "transmission", id: row.id },
        aggregateId: row.declarationId,
        after: { kind },
      },
      events: [],
    };
  });
  if (!allowed.ok) return allowed;
  const { key, body } = allowed.value;
  const isPdf = key.endsWith(".pdf");
  const name =
    kind === "answer"
      ? `Réponse ${bodies[body]}.txt`
      : `Déclaration ${bodies[body]}.${isPdf ? "pdf" : "xml"}`;
  const type = isPdf ? "application/pdf" : "text/plain";
  return { ok: true, value: await fileLink(ctx, { key, type, name, bucket: "receipts" }) };
};
