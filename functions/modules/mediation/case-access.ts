import { and, eq, getTableColumns, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { MediationRole } from "../../../shared/access/roles.ts";
import {
  type Action,
  type CaseActor,
  type CaseFacts,
  type CasePolicy,
  may,
} from "../../../shared/mediation/rules.ts";
import { defaultMediationSettings, type MediationSettings } from "../../../shared/mediation/settings.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type Permission, permit } from "../../platform/mutate.ts";
import { notFound, refuse, signedOut } from "../../platform/refusal.ts";
import { cases } from "./tables.ts";
import { mediationSettings } from "./tables-office.ts";

/** A case as it is stored; `policy` where it was read for the rules (`caseForUpdate`, `caseOf`). */
export type CaseRow = typeof cases.$inferSelect & { policy?: CasePolicy };

/** The service's code, in memberships, messages and addresses. */
export const service = "mediation";

/** What the rules know of who asks, for cases of one organisation; always the stored one, never one a request names. */
export const caseActor = (actor: Actor, organisationId: string): CaseActor => {
  if (actor.kind === "link") return { kind: "link", caseId: actor.caseId, codeVerified: actor.codeVerified };
  if (actor.kind !== "user") return { kind: "nobody" };
  const here = actor.memberships.filter(
    (held) => held.organisationId === organisationId && held.service === service,
  );
  return {
    kind: "member",
    userId: actor.userId,
    roles: here.flatMap((held) => held.roles as MediationRole[]),
    replaces: here.flatMap((held) => held.replaces ?? []),
    undeclared: here.some((held) => held.undeclared),
  };
};

/**
 * What the case's organisation set, null when it set nothing; read with the case. The condition is a piece of its own:
 * there a column keeps its table's name, and `organisation_id` alone would be the settings' own.
 */
export const itsSettings = sql<Partial<MediationSettings> | null>`(select ${mediationSettings.settings}
  from ${mediationSettings} where ${eq(mediationSettings.organisationId, cases.organisationId)})`;
const withPolicy = { ...getTableColumns(cases), settings: itsSettings };
/** The rules of the team, as far as an organisation set them. */
export const policyOf = (settings: Partial<MediationSettings> | null): CasePolicy => {
  const { teamEditing, mediatorCanTransfer } = { ...defaultMediationSettings, ...settings };
  return { teamEditing, mediatorCanTransfer };
};

/** The case, locked for the rest of the transaction; unknown and not visible are the same refusal. */
export const caseForUpdate = async (tx: Tx, caseId: string): Promise<CaseRow> => {
  const [found] = await tx
    .select(withPolicy)
    .from(cases)
    .where(eq(cases.id, caseId))
    .for("update", { of: cases });
  return found ? known(found) : refuse(notFound);
};

/** The same without the lock, for what changes nothing of the case itself. */
export const caseOf = async (on: Queries, caseId: string): Promise<CaseRow> => {
  const [found] = await on.select(withPolicy).from(cases).where(eq(cases.id, caseId));
  return found ? known(found) : refuse(notFound);
};

const known = ({
  settings,
  ...found
}: CaseRow & { settings: Partial<MediationSettings> | null }): CaseRow => ({
  ...found,
  policy: policyOf(settings),
});

/** The permission of who asks to do this on this case, or a stop with the rule's refusal. */
export const permitOn = (
  ctx: Ctx,
  action: Action,
  found: CaseFacts & { organisationId: string },
): Permission => permit(may(caseActor(ctx.actor, found.organisationId), action, found));

/** Stops someone who is not signed in, before anything else is said. */
export const asUser = (ctx: Ctx): Extract<Actor, { kind: "user" }> =>
  ctx.actor.kind === "user" ? ctx.actor : refuse(signedOut);

/** Cases somebody may not know of, as the connection holds them (migration 0027); row-level security says it again. */
export const notHidden = (caseId: SQL | typeof cases.id): SQL =>
  sql`${caseId} <> all ((select guichet.hidden_cases())::uuid[])`;

/**
 * The one filter of every list: cases of this organisation that this person may know of. A restricted case exists
 * for its handlers, its watchers and the managers only; one in the recycle bin is in no other list.
 */
export const visibleCases = (
  actor: CaseActor,
  organisationId: string,
  from: "office" | "recycle bin" = "office",
): SQL | undefined => {
  if (actor.kind !== "member") return sql`false`;
  return and(
    eq(cases.organisationId, organisationId),
    from === "office" ? isNull(cases.deletedAt) : isNotNull(cases.deletedAt),
    notHidden(cases.id),
  );
};
