import { eq, sql } from "drizzle-orm";
import type { OrganisationView } from "../../../shared/access/organisation.ts";
import type { AccessActor } from "../../../shared/access/rules.ts";
import { differences } from "../../../shared/platform/audit-words.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change, OutboxEvent, Permission } from "../../platform/mutate.ts";
import { type Refusal, refuse } from "../../platform/refusal.ts";
import type { OrganisationRow } from "./membership-lock.ts";
import { organisationView } from "./organisation-view.ts";
import { organisation } from "./tables.ts";

type Changed = Partial<typeof organisation.$inferInsert>;

/** Writes changes of a locked organisation, counts its version, and has its public pages written anew. */
export const changeOrganisation = async (
  tx: Tx,
  given: {
    action: string;
    found: OrganisationRow;
    actor: AccessActor;
    permission: Permission;
    changed: Changed;
    /** What the journal keeps of it: only what differs. */
    before: Record<string, unknown>;
    after: Record<string, unknown>;
    personal?: readonly string[];
  },
): Promise<Change<OrganisationView>> => {
  const { found, changed } = given;
  const [row] = await tx
    .update(organisation)
    .set({ ...changed, version: sql`${organisation.version} + 1` })
    .where(eq(organisation.id, found.id))
    .returning();
  if (!row) throw new Error("a locked organisation is not there");
  return {
    result: await organisationView(tx, given.actor, row),
    permission: given.permission,
    audit: {
      action: given.action,
      organisationId: found.id,
      target: { kind: "organisation", id: found.id },
      ...changedFields(given.before, given.after),
      personal: given.personal ?? [],
    },
    events: [pagesOf(found.id)],
  };
};

/** Has the public pages of an organisation written anew, or taken away. */
export const pagesOf = (organisationId: string): OutboxEvent => ({
  queue: "publish-pages",
  body: { organisationId },
  organisationId,
});

/** Fields that differ, before and after. */
export const changedFields = (before: Record<string, unknown>, after: Record<string, unknown>) => {
  const changed = differences(before, after);
  return {
    before: Object.fromEntries(changed.map(({ key, before: old }) => [key, old ?? null])),
    after: Object.fromEntries(changed.map(({ key, after: now }) => [key, now ?? null])),
  };
};

/**
 * Stops a change made over an older version. `facts` carry, for each field that differs, what is saved now
 * (`current.name`) and what was sent (`given.name`), so that nothing typed is lost and nobody's work is overwritten.
 */
export const sameVersion = (
  found: OrganisationRow,
  version: number,
  current: Record<string, unknown>,
  given: Record<string, unknown>,
): void => {
  if (found.version === version) return;
  const facts: Record<string, string> = { version: String(found.version) };
  for (const { key, before, after } of differences(current, given)) {
    facts[`current.${key}`] = inWords(before);
    facts[`given.${key}`] = inWords(after);
  }
  refuse({ ...versionDiffers, facts });
};

const inWords = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? null));

const versionDiffers: Refusal = {
  code: "conflict",
  reason: "version_differs",
  detail:
    "Ces réglages ont changé pendant votre saisie. Rien n’est perdu\u00a0: comparez, puis enregistrez de nouveau.",
};
