import { and, asc, eq, gte, lte } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import { absence } from "./tables-work.ts";

export type AbsenceRow = typeof absence.$inferSelect;

/** Absences of an organisation that touch these days, both included; the earliest first. */
export const absencesBetween = (
  on: Queries,
  organisationId: string,
  fromOn: string,
  toOn: string,
): Promise<AbsenceRow[]> =>
  on
    .select()
    .from(absence)
    .where(
      and(eq(absence.organisationId, organisationId), lte(absence.fromOn, toOn), gte(absence.toOn, fromOn)),
    )
    .orderBy(asc(absence.fromOn), asc(absence.id));

/** Who is away on that day, in the organisation's calendar. */
export const awayOn = (on: Queries, organisationId: string, day: string): Promise<AbsenceRow[]> =>
  absencesBetween(on, organisationId, day, day);
