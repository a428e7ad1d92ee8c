import { and, eq } from "drizzle-orm";
import { deadlineOf } from "../../../shared/declarations/deadlines.ts";
import type { SibilSheet } from "../../../shared/declarations/declaring.ts";
import { performanceTypes } from "../../../shared/declarations/enums.ts";
import { portals } from "../../../shared/declarations/key-sheet.ts";
import { may } from "../../../shared/declarations/rules.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import type { Result } from "../../platform/refusal.ts";
import { nameOf, siretStanding } from "../access/index.ts";
import { answered } from "./answered.ts";
import { readDeadlines } from "./read-body-settings.ts";
import { type ExportedPerformance, exportedPerformances, performanceIds } from "./read-exported.ts";
import { asUser, permitOn, showActor } from "./show-access.ts";
import { sibilDeposit } from "./tables-declarations.ts";

const two = (value: number) => String(value).padStart(2, "0");

/** First and last day of a quarter. */
const daysOf = (year: number, quarter: number) => ({
  from: `${year}-${two(quarter * 3 - 2)}-01`,
  to: new Date(Date.UTC(year, quarter * 3, 0)).toISOString().slice(0, 10),
});

/**
 * Performances of a quarter as SIBIL asks for them: total price paid or free mention, show, domain, place (decree
 * 2017-926; declarations.md §6.3). A quarter without any is told too: its sheet is empty. What is hidden is no show.
 */
export const readSibil = (
  ctx: Ctx,
  { organisation, year, quarter }: { organisation: string; year: number; quarter: number },
): Promise<Result<SibilSheet>> =>
  answered(async () => {
    asUser(ctx);
    permitOn(ctx, "show.read", { organisationId: organisation });
    const days = daysOf(year, quarter);
    const [ids, deadlines] = await together([
      performanceIds(ctx.db, { organisationId: organisation, ...days }, "visible"),
      readDeadlines(ctx.db),
    ]);
    const [deposit] = await ctx.db
      .select({
        on: sibilDeposit.depositedOn,
        reference: sibilDeposit.reference,
        by: nameOf(sibilDeposit.depositedBy),
      })
      .from(sibilDeposit)
      .where(
        and(
          eq(sibilDeposit.organisationId, organisation),
          eq(sibilDeposit.year, year),
          eq(sibilDeposit.quarter, quarter),
        ),
      );
    const { verified } = await siretStanding(ctx.db, organisation);
    const mayRecord = may(showActor(ctx.actor, organisation), "declaration.record", { verified }) === true;
    const rows: SibilSheet["rows"] = [];
    for await (const page of exportedPerformances(ctx.db, ids)) rows.push(...page.map(rowOf));
    return {
      ...{ year, quarter, deadline: deadlineOf(deadlines.SIBIL, days.to), portal: portals.SIBIL },
      deposit: deposit ? { ...deposit, by: deposit.by ?? "ancien membre" } : null,
      allowed: mayRecord ? ["declaration.record" as const] : [],
      rows: rows.toSorted((one, other) =>
        `${one.day} ${one.time}`.localeCompare(`${other.day} ${other.time}`),
      ),
    };
  });

const rowOf = ({
  performance,
  show,
  place,
  timeZone,
  figures,
}: ExportedPerformance): SibilSheet["rows"][number] => {
  const startAt = new Date(figures.startAt);
  const sold = figures.lines.filter(({ kind, paid, free }) => kind === "sale" && paid + free > 0);
  return {
    performanceId: performance.id,
    show: show.name,
    domain: show.performanceType === null ? "" : performanceTypes[show.performanceType],
    day: dayIn(timeZone, startAt),
    time: new Intl.DateTimeFormat("fr-FR", { timeZone, hour: "2-digit", minute: "2-digit" }).format(startAt),
    place: place?.name ?? "",
    postalCode: place?.postalCode ?? "",
    city: place?.city ?? "",
    placeType: place?.placeType ?? "",
    paid: figures.paid,
    free: figures.free,
    gross: figures.gross,
    prices: sold.map(({ unitPrice, paid, free }) => ({ price: unitPrice, count: paid + free })),
  };
};
