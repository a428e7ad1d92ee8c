import type ICAL from "ical.js";

/** A rule of recurrence (RFC 5545 §3.3.10) in French: « toutes les 2 semaines, le lundi et le jeudi, 10 fois ». */

type Rule = ICAL.Recur;

const every: Readonly<Record<string, readonly [one: string, many: (count: number) => string]>> = {
  DAILY: ["chaque jour", (count) => `tous les ${count} jours`],
  WEEKLY: ["chaque semaine", (count) => `toutes les ${count} semaines`],
  MONTHLY: ["chaque mois", (count) => `tous les ${count} mois`],
  YEARLY: ["chaque année", (count) => `tous les ${count} ans`],
};
const dayNames: Readonly<Record<string, string>> = {
  MO: "lundi",
  TU: "mardi",
  WE: "mercredi",
  TH: "jeudi",
  FR: "vendredi",
  SA: "samedi",
  SU: "dimanche",
};
const ranks: Readonly<Record<string, string>> = {
  "1": "premier",
  "2": "deuxième",
  "3": "troisième",
  "4": "quatrième",
  "5": "cinquième",
  "-1": "dernier",
  "-2": "avant-dernier",
};
const list = new Intl.ListFormat("fr", { type: "conjunction" });
/** More than a sentence can say: the rest is in the file. */
const mostNamed = 7;

/** The rule in words; « plusieurs fois » for what a sentence cannot say. */
export function recurrenceWords(rule: Rule): string {
  const words = every[rule.freq];
  if (words === undefined) return "plusieurs fois";
  const count = rule.interval > 1 ? words[1](rule.interval) : words[0];
  return [count, daysOf(rule), endOf(rule)].filter((piece) => piece !== "").join(", ");
}

/** ical.js types the parts loosely: only strings and numbers are kept. */
const partOf = (rule: Rule, name: "BYDAY" | "BYMONTHDAY" | "BYSETPOS"): string[] => {
  const values: unknown = rule.parts[name];
  const all = Array.isArray(values) ? values : [];
  return all.filter((value) => typeof value === "string" || typeof value === "number").map(String);
};

function daysOf(rule: Rule): string {
  const byDay = partOf(rule, "BYDAY");
  const [position] = partOf(rule, "BYSETPOS");
  if (byDay.length > 0 && byDay.length <= mostNamed) {
    const named = byDay.map((day) => dayWords(day, byDay.length === 1 ? position : undefined));
    return named.includes("") ? "" : list.format(named);
  }
  const dates = rule.freq === "MONTHLY" ? partOf(rule, "BYMONTHDAY") : [];
  if (dates.length === 0 || dates.length > mostNamed) return "";
  return list.format(
    dates.map((date) => (date === "-1" ? "le dernier jour" : date === "1" ? "le 1er" : `le ${date}`)),
  );
}

/** `2MO` is « le deuxième lundi ». */
function dayWords(day: string, position: string | undefined): string {
  const [, rank = "", code = ""] = /^([+-]?\d{0,2})([A-Z]{2})$/.exec(day) ?? [];
  const name = dayNames[code];
  const given = rank === "" ? (position ?? "") : String(Number(rank));
  if (name === undefined) return "";
  if (given === "" || given === "0") return `le ${name}`;
  const which = ranks[given];
  return which === undefined ? "" : `le ${which} ${name}`;
}

function endOf(rule: Rule): string {
  if (rule.count !== null && rule.count > 0) return rule.count === 1 ? "une fois" : `${rule.count} fois`;
  if (rule.until === null || rule.until === undefined) return "";
  const { year, month, day } = rule.until;
  const words = new Intl.DateTimeFormat("fr-FR", {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return `jusqu’au ${words.format(Date.UTC(year, month - 1, day, 12)).replace(/^1 /, "1er ")}`;
}
