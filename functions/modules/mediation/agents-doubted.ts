import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import { memberNow } from "../access/index.ts";
import type { Traces } from "../mail/index.ts";
import { addFact } from "./add-entry.ts";
import { service } from "./case-access.ts";
import { cases } from "./tables.ts";

/** At most one line per agent, case and hour: whoever forges an address may insist. */
const onceAnHour = { name: "agent_doubted", burst: 1, perHour: 1 };

const doubtWords = (name: string) =>
  `Un courriel au nom de ${name} attend parmi les courriels retenus\u00a0: rien ne prouve qu’il vient de cette personne.`;

/**
 * Says in the thread that a mail in the name of an agent waits among the held ones, since nothing proves that it is
 * theirs (mail.md §5.6, A7 and B3): they see it where they work, never by a mail that the forger would cause.
 */
export const agentsDoubted = async (
  tx: Tx,
  ctx: Ctx,
  { targetId, userIds }: { targetId: string; userIds: readonly string[] },
): Promise<Traces> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, targetId));
  if (!found) return { audit: [], events: [] };
  for (const userId of userIds) {
    const member = await memberNow(tx, found.organisationId, service, userId);
    if (!member || (await takeToken(tx, onceAnHour, `${found.id} ${userId}`)) > 0) continue;
    await addFact(tx, ctx, found, "mail.doubted", doubtWords(member.name));
  }
  // `mail.held` is in the journal already: this is how it is shown.
  return { audit: [], events: [] };
};
