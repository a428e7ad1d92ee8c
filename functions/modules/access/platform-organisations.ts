import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type * as z from "zod/mini";
import type {
  ListOrganisations,
  PlatformOrganisation,
  PlatformOrganisationPage,
} from "../../../shared/access/platform.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { organisationsByName } from "./lists-by-name.ts";
import type { OrganisationRow } from "./membership-lock.ts";
import { permitPlatform } from "./platform-permission.ts";
import { membership, organisation } from "./tables.ts";

const pageSize = 50;

/** One page of all organisations, closed ones too, by name: how many work there, never what they work on. */
export const listOrganisations = async (
  ctx: Ctx,
  asked: z.infer<typeof ListOrganisations>,
): Promise<Result<z.infer<typeof PlatformOrganisationPage>>> => {
  permitPlatform(ctx, "platform.read");
  const rows = await ctx.db
    .select()
    .from(organisation)
    .where(and(organisationsByName.like(asked.search), organisationsByName.after(asked.after)))
    .orderBy(...organisationsByName.order)
    .limit(pageSize + 1);
  const { page, next } = organisationsByName.page(rows, pageSize);
  return done({ organisations: await platformViews(ctx.db, page), next });
};

/** Organisations as the platform sees them. */
const platformViews = async (
  on: Queries,
  rows: readonly OrganisationRow[],
): Promise<PlatformOrganisation[]> => {
  const ids = rows.map(({ id }) => id);
  const held =
    ids.length === 0
      ? []
      : await on
          .select({
            organisationId: membership.organisationId,
            service: membership.service,
            userId: membership.userId,
          })
          .from(membership)
          .where(and(inArray(membership.organisationId, ids), isNull(membership.endedAt)));
  return rows.map((row) => {
    const here = held.filter(({ organisationId }) => organisationId === row.id);
    const holders = (service: string) => here.filter((one) => one.service === service).length;
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      kind: row.kind,
      services: row.services,
      members: new Set(here.map(({ userId }) => userId)).size,
      administrators: holders("administration"),
      holders: row.services.map((service) => ({ service, members: holders(service) })),
      createdAt: row.createdAt.toISOString(),
      closedAt: row.closedAt?.toISOString() ?? null,
      version: row.version,
    };
  });
};

/** One of them, read again after a change. */
export const platformView = async (on: Queries, id: string): Promise<PlatformOrganisation> => {
  const rows = await on.select().from(organisation).where(eq(organisation.id, id));
  const [view] = await platformViews(on, rows);
  if (!view) throw new Error("an organisation that was just written is not there");
  return view;
};

/** Rows of organisations count one version more at each change. */
export const oneVersionMore = sql`${organisation.version} + 1`;
