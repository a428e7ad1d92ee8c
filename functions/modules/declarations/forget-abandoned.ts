import { and, eq, isNotNull, notExists, or, sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { lastVisits, membersOf, membersWithRole, organisationById } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { eraseDeclarations } from "./forget-declarations.ts";
import { quietMail } from "./mail-news.ts";
import { service } from "./show-access.ts";
import { show } from "./tables.ts";
import { declaration, quietOrganisation, transmission } from "./tables-declarations.ts";

const year = 365 * 86_400_000;
/** Nobody came for this long: members are warned. */
const quietFor = year;
/** Nobody came since: erased this long after the warning (declarations.md §11). */
const erasedAfter = 2 * year;

/** What an organisation keeps besides its shows and what it sent; those that name others come first. */
const ownTables = [
  "sync_item",
  "quarantine_record",
  "sync_run",
  "provider_bucket",
  "ticketing_connection",
  "ticketing_credential",
  "import_batch",
  "import_mapping",
  "declaration_choice",
  "declarant_profile",
] as const;

/**
 * Warns members of organisations nobody came to for a year, and erases what these keep of declarations two years later if
 * still nobody came: accesses to ticketing, imports, drafts and numbers at once, shows by the forgetting of the same
 * night. What was sent stays its ten years. A visit in between calls the warning off. One organisation's failure stops
 * no other.
 */
export const forgetAbandoned = async (ctx: Ctx): Promise<void> => {
  const now = ctx.now().getTime();
  const visits = await lastVisits(ctx.db, service);
  const warned = new Map(
    (await ctx.db.select().from(quietOrganisation)).map((row) => [row.organisationId, row]),
  );
  const failures: unknown[] = [];
  for (const { organisationId, at } of visits) {
    const row = warned.get(organisationId);
    try {
      if (row && at > row.warnedAt) await callOff(ctx, organisationId);
      else if (!row && at.getTime() < now - quietFor) await warn(ctx, organisationId);
      else if (row && !row.erasedAt && row.warnedAt.getTime() < now - erasedAfter)
        await erase(ctx, organisationId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} organisations failed`);
};

const callOff = (ctx: Ctx, organisationId: string) =>
  ctx.db.delete(quietOrganisation).where(eq(quietOrganisation.organisationId, organisationId));

const warn = async (ctx: Ctx, organisationId: string): Promise<void> => {
  await mutate(ctx, async (tx) => {
    const nothing = { result: null, permission: permit(true), audit: [] };
    const [fresh] = await tx
      .insert(quietOrganisation)
      .values({ organisationId, warnedAt: ctx.now() })
      .onConflictDoNothing()
      .returning();
    const organisation = await organisationById(tx, organisationId);
    const members = [
      ...(await membersOf(tx, organisationId, service)),
      ...(await membersWithRole(tx, organisationId, "administration", "admin")),
    ];
    const people = [...new Map(members.map((member) => [member.userId, member])).values()];
    if (!fresh || people.length === 0) return { ...nothing, events: [] };
    const erasedOn = dayIn(organisation.timeZone, new Date(ctx.now().getTime() + erasedAfter));
    const { events } = await queueMail(tx, ctx, {
      ...quietMail(ctx.env, organisation, erasedOn),
      organisationId,
      service,
      targetId: null,
      class: "notice",
      idempotencyKey: `declarations.quiet:${organisationId}:${fresh.warnedAt.getTime()}`,
      recipients: people.map(({ email, name, userId }) => ({ address: email, name, userId })),
    });
    return { ...nothing, events };
  });
};

const erase = async (ctx: Ctx, organisationId: string): Promise<void> => {
  const done = await mutate(ctx, async (tx) => {
    await eraseUnsent(tx, organisationId);
    for (const table of ownTables)
      await tx.execute(sql`delete from ${sql.identifier(table)} where organisation_id = ${organisationId}`);
    // As if somebody had deleted each long ago: forgetDeclarations erases it whole, in short transactions.
    const given = await tx
      .update(show)
      .set({ state: "deleted", stateSince: new Date(0), version: sql`${show.version} + 1` })
      .where(
        and(
          eq(show.organisationId, organisationId),
          notExists(
            tx.select({ id: declaration.id }).from(declaration).where(eq(declaration.showId, show.id)),
          ),
        ),
      )
      .returning({ id: show.id });
    await tx
      .update(quietOrganisation)
      .set({ erasedAt: ctx.now() })
      .where(eq(quietOrganisation.organisationId, organisationId));
    return {
      result: null,
      permission: permit(true),
      audit: {
        action: "declarations.abandoned",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        after: { shows: given.length },
      },
      events: [],
    };
  });
  if (!done.ok) throw new Error(`an organisation was not given up: ${done.refusal.reason}`);
};

/** Declarations of which nothing left and nothing was typed in a portal. */
const eraseUnsent = async (tx: Tx, organisationId: string): Promise<void> => {
  const told = tx
    .select({ id: transmission.id })
    .from(transmission)
    .where(
      and(
        eq(transmission.declarationId, declaration.id),
        or(
          isNotNull(transmission.sentAt),
          isNotNull(transmission.depositedOn),
          isNotNull(transmission.payloadKey),
        ),
      ),
    );
  const unsent = await tx
    .select({ id: declaration.id })
    .from(declaration)
    .where(and(eq(declaration.organisationId, organisationId), notExists(told)));
  await eraseDeclarations(
    tx,
    unsent.map(({ id }) => id),
  );
};
