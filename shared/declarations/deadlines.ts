import { addDays } from "../mediation/rules.ts";
import type { Body } from "./enums.ts";

/** A calendar day, `yyyy-mm-dd`. */
type Day = string;

/** How a body counts its last day from the last performance; administrators of the platform set it (declarations.md §5.7). */
export type DeadlineRule =
  | { kind: "next_month_end" }
  /** Days after it. */
  | { kind: "days_after"; count: number }
  /** Last day of the month that is so many after its own. */
  | { kind: "months_end"; count: number }
  /** Day of the month after its quarter. */
  | { kind: "after_quarter"; count: number };
export type Deadlines = Readonly<Record<Body, DeadlineRule>>;

/** What holds until the platform says otherwise. */
export const usualDeadlines: Deadlines = {
  SACEM: { kind: "next_month_end" },
  SACD: { kind: "days_after", count: 30 },
  ASTP: { kind: "months_end", count: 3 },
  CNM: { kind: "months_end", count: 3 },
  /** Before the 10th. */
  SIBIL: { kind: "after_quarter", count: 9 },
};

const day = (year: number, month: number, number: number): Day =>
  new Date(Date.UTC(year, month - 1, number)).toISOString().slice(0, 10);

/**
 * Until when a body wants to be told, from the day of the last performance in the place's own zone. A reminder, never a
 * block (declarations.md §5.7).
 */
export const deadlineOf = (rule: DeadlineRule, lastPerformanceOn: Day): Day => {
  const [year, month] = [Number(lastPerformanceOn.slice(0, 4)), Number(lastPerformanceOn.slice(5, 7))];
  switch (rule.kind) {
    case "next_month_end":
      return day(year, month + 2, 0);
    case "days_after":
      return addDays(lastPerformanceOn, rule.count);
    case "months_end":
      return day(year, month + rule.count + 1, 0);
    case "after_quarter":
      return day(year, Math.ceil(month / 3) * 3 + 1, rule.count);
  }
};

const ordinal = (count: number) => (count === 1 ? "1er" : `${count}e`);

/** The rule as people read it, after « au plus tard »; bodies say « représentation » where Guichet says « séance ». */
export const deadlineWords = (rule: DeadlineRule, what: "séance" | "représentation" = "séance"): string => {
  switch (rule.kind) {
    case "next_month_end":
      return `le dernier jour du mois qui suit la dernière ${what}`;
    case "days_after":
      return `${rule.count}\u00a0${rule.count > 1 ? "jours" : "jour"} après la dernière ${what}`;
    case "months_end":
      return `le dernier jour du ${ordinal(rule.count)}\u00a0mois qui suit la dernière ${what}`;
    case "after_quarter":
      return `le ${rule.count === 1 ? "1er" : rule.count} du mois qui suit le trimestre de la dernière ${what}`;
  }
};
