import { eq } from "drizzle-orm";
import { codeNeeded } from "../../../shared/mediation/rules.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { refuse } from "../../platform/refusal.ts";
import { linkClosed } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import { cases } from "./tables.ts";

export type LinkActor = Extract<Actor, { kind: "link" }>;

/** Who holds the open page, or a stop. */
export const asHolder = ({ actor }: Ctx): LinkActor => (actor.kind === "link" ? actor : refuse(linkClosed));

/** The case whose exchanges the open page shows. Row-level security shows it to nobody before the code. */
export const openedCase = async (tx: Tx, { caseId, codeVerified }: LinkActor): Promise<CaseRow> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, caseId));
  return found ?? refuse(codeVerified ? linkClosed : codeNeeded);
};
