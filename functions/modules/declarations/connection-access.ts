import { eq } from "drizzle-orm";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import { Proof, ticketingSeals } from "../../../shared/declarations/reading.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { notFound, type Refusal, refuse } from "../../platform/refusal.ts";
import { unseal } from "../../platform/seal.ts";
import type { ConnectionRow } from "./open-run.ts";
import { asUser } from "./show-access.ts";
import { ticketingSource } from "./tables.ts";
import { ticketingConnection } from "./tables-connections.ts";

export type SourceRow = typeof ticketingSource.$inferSelect & { provider: RemoteProvider };

/** A connection and its source, locked; unknown and not visible are the same refusal. */
export const connectionForUpdate = async (
  tx: Tx,
  connectionId: string,
): Promise<{ connection: ConnectionRow; source: SourceRow }> => {
  const [connection] = await tx
    .select()
    .from(ticketingConnection)
    .where(eq(ticketingConnection.id, connectionId))
    .for("update");
  if (!connection) return refuse(notFound);
  const [source] = await tx.select().from(ticketingSource).where(eq(ticketingSource.id, connection.sourceId));
  if (!source) return refuse(notFound);
  return { connection, source: source as SourceRow };
};

const expired: Refusal = {
  code: "conflict",
  reason: "proof_expired",
  detail: "Ce test date de plus de 15 minutes. Testez à nouveau\u00a0: votre saisie est gardée.",
};

/** What a trial proved, for the person and the organisation it was made for; anything else is an old proof. */
export const openProof = async (ctx: Ctx, organisationId: string, sealed: string): Promise<Proof> => {
  const proof = Proof.safeParse(await unseal(ctx.env, ticketingSeals.proof, sealed));
  const { userId } = asUser(ctx);
  const isOurs =
    proof.success && proof.data.organisationId === organisationId && proof.data.userId === userId;
  return isOurs ? proof.data : refuse(expired);
};

/** Who writes over an older state of a connection is told so. */
export const changedMeanwhile: Refusal = {
  code: "conflict",
  reason: "version_differs",
  detail: "Cette connexion a changé entre-temps. Relisez-la, puis recommencez.",
};
