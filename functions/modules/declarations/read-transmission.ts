import { eq } from "drizzle-orm";
import type { ProofKind, TransmissionView } from "../../../shared/declarations/declaring.ts";
import { bodies } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { fileLink } from "../../platform/files.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { answered } from "./answered.ts";
import { transmissionView } from "./declaration-view.ts";
import { permitOn, showActor } from "./show-access.ts";
import { transmission } from "./tables-declarations.ts";
import { showIdOf } from "./transmission-news.ts";
import { type TransmissionRow, wholeDeclaration } from "./whole-declaration.ts";

/** A transmission somebody may see. Row-level security leaves out other organisations. */
const transmissionOf = async (on: Queries, id: string): Promise<TransmissionRow> => {
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
    return {
      result: await proofObject(tx, row, kind),
      permission,
      audit: {
        action: "transmission.download",
        organisationId: row.organisationId,
        target: { kind: "transmission", id: row.id },
        aggregateId: await showIdOf(tx, row),
        after: { proof: kind },
      },
      events: [],
    };
  });
  return allowed.ok ? { ok: true, value: await fileLink(ctx, allowed.value) } : allowed;
};

/** Where a proof is kept, and the name it is given. */
export const proofObject = async (tx: Tx, row: TransmissionRow, kind: ProofKind) =>
  kind === "deposit" ? depositProof(tx, row) : receiptOf(row, kind);

/** What was sent or answered, in the bucket of receipts. */
const receiptOf = (row: TransmissionRow, kind: Exclude<ProofKind, "deposit">) => {
  const key =
    { payload: row.payloadKey, mail: row.mailKey, answer: row.receiptKey }[kind] ?? refuse(notFound);
  const isPdf = key.endsWith(".pdf");
  const named = {
    payload: `Déclaration ${bodies[row.body]}.${isPdf ? "pdf" : "xml"}`,
    mail: `E-mail ${bodies[row.body]}.txt`,
    answer: `Réponse ${bodies[row.body]}.txt`,
  };
  return {
    ...{ key, name: named[kind], type: isPdf ? "application/pdf" : "text/plain" },
    bucket: "receipts" as const,
  };
};

/** What the portal gave: a file like another, which the scanner must have found clean. */
const depositProof = async (tx: Tx, { depositFileId, depositFileName }: TransmissionRow) => {
  const [stored] = depositFileId
    ? await tx.select().from(storedFile).where(eq(storedFile.id, depositFileId))
    : [];
  if (stored?.scan !== "clean") return refuse(stored ? notReady : notFound);
  return { key: stored.key, type: stored.type, name: depositFileName ?? "Preuve", bucket: "files" as const };
};
const notReady: Refusal = {
  code: "conflict",
  reason: "file_not_ready",
  detail: "L’analyse de ce fichier n’est pas terminée, ou l’a refusé. Réessayez dans un instant.",
};
