import { type SQL, sql } from "drizzle-orm";
import type { FigureCases } from "../../../shared/mediation/figures.ts";
import { cases } from "./tables.ts";

/** The condition of a list that shows the cases behind one figure; those one may not know of are not among them. */
export const figureCondition = (
  organisationId: string,
  { figure, value, from, to }: FigureCases,
  today: string,
): SQL =>
  sql`${cases.id} in (select guichet.figure_cases(${organisationId}, ${from}::date,
    ${to < today ? to : today}::date, '{}', ${figure}, ${value}))`;
