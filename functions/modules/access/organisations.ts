import { and, arrayContains, asc, eq, isNull, lt, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import { prepared, type Queries } from "../../platform/db.ts";
import { organisation } from "./tables.ts";

/** An organisation as services need it: what it says of itself, and its clock. */
export interface Organisation {
  id: string;
  slug: string;
  name: string;
  kind: string;
  timeZone: string;
  services: string[];
  settings: OrganisationSettings;
}

const columns = {
  id: organisation.id,
  slug: organisation.slug,
  name: organisation.name,
  kind: organisation.kind,
  timeZone: organisation.timeZone,
  services: organisation.services,
  settings: organisation.settings,
};

const bySlug = prepared((db) =>
  db
    .select(columns)
    .from(organisation)
    .where(and(eq(organisation.slug, sql.placeholder("slug")), isNull(organisation.closedAt)))
    .prepare("organisation_by_slug"),
);

/** The live organisation of a public address; undefined when there is none. What it holds is public. */
export const organisationBySlug = async (
  db: Parameters<typeof bySlug>[0],
  slug: string,
): Promise<Organisation | undefined> => (await bySlug(db).execute({ slug }))[0];

/** The services of the organisation a column points to, none once it closed, inside another module's query. */
export const servicesOf = (organisationId: PgColumn) =>
  sql`(select case when ${organisation.closedAt} is null then ${organisation.services} else '{}' end
    from ${organisation} where ${organisation.id} = ${organisationId})`.mapWith(organisation.services);

/** Zone of the organisation a column points to, inside another module's query. */
export const timeZoneAt = (organisationId: PgColumn) =>
  sql<string>`(select ${organisation.timeZone} from ${organisation} where ${organisation.id} = ${organisationId})`;

/** Today where the organisation a column points to is, inside another module's query. */
export const todayAt = (organisationId: PgColumn) =>
  sql<string>`(now() at time zone (select ${organisation.timeZone} from ${organisation}
    where ${organisation.id} = ${organisationId}))::date`;

/** An organisation by id, live or closed; throws when there is none, since only rows that name it ask. */
export const organisationById = async (on: Queries, id: string): Promise<Organisation> => {
  const [found] = await on.select(columns).from(organisation).where(eq(organisation.id, id));
  if (!found) throw new Error("a row names an organisation that does not exist");
  return found;
};

/** Ids of organisations that closed before an instant. */
export const closedOrganisations = async (on: Queries, before: Date): Promise<string[]> => {
  const rows = await on
    .select({ id: organisation.id })
    .from(organisation)
    .where(lt(organisation.closedAt, before));
  return rows.map(({ id }) => id);
};

/** Whether an organisation is live and has a service on. */
export const hasService = async (on: Queries, id: string, service: string): Promise<boolean> => {
  const live = and(
    eq(organisation.id, id),
    arrayContains(organisation.services, [service]),
    isNull(organisation.closedAt),
  );
  return (await on.select({ id: organisation.id }).from(organisation).where(live)).length > 0;
};

/** Live organisations that have a service on, by name. */
export const organisationsWith = (on: Queries, service: string): Promise<Organisation[]> =>
  on
    .select(columns)
    .from(organisation)
    .where(and(arrayContains(organisation.services, [service]), isNull(organisation.closedAt)))
    .orderBy(asc(organisation.name));
