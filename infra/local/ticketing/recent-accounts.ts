import type * as z from "zod/mini";
import { accounts } from "./accounts.ts";
import { BilletwebScenario } from "./billetweb/account.ts";
import { HelloAssoScenario } from "./helloasso/scenario.ts";
import { MapadoScenario } from "./mapado/scenario.ts";
import { ShotgunScenario } from "./shotgun/scenario.ts";
import { ShopScenario } from "./statements/scenario.ts";

const day = 86_400_000;
/** The oldest change in the worked examples. */
const oldest = Date.parse("2026-01-15T10:00:00Z");
/** A first reading asks for thirteen months; older than this, examples are told anew. */
const recent = 330 * day;
/** Half a year of whole weeks: shows stay on their day of the week, and all of them stay over. */
const step = 182;

/** Days by which the examples are later, so that whoever connects an account finds its shows whatever the year. */
export const daysLater = (now: Date): number => {
  const age = now.getTime() - recent - oldest;
  return age <= 0 ? 0 : Math.ceil(age / (step * day)) * step;
};

const date = /^([12]\d{3}-\d\d-\d\d)(?=[T ]|$)/;
/** Seconds of Unix, as two vendors say when a session is. */
const isInstant = (key: string, value: number) => ["start", "end"].includes(key) && value > 1_000_000_000;

const moved = (value: unknown, days: number, key = ""): unknown => {
  if (typeof value === "string")
    return value.replace(date, (from) =>
      new Date(Date.parse(`${from}T12:00:00Z`) + days * day).toISOString().slice(0, 10),
    );
  if (typeof value === "number") return isInstant(key, value) ? value + days * 86_400 : value;
  if (Array.isArray(value)) return value.map((one) => moved(one, days));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, moved(one, days, name)]));
};

/** A scenario with its defaults, all its days later. */
const of = <S extends z.ZodMiniType>(scenario: S, given: z.input<S>, days: number): z.output<S> =>
  scenario.parse(moved(scenario.parse(given), days));

/** The accounts of the worked examples, none of them older than a first reading asks for. */
export const recentAccounts = (now: Date) => {
  const days = daysLater(now);
  return {
    billetweb: of(BilletwebScenario, accounts.billetweb, days),
    helloasso: of(HelloAssoScenario, accounts.helloasso, days),
    mapado: of(MapadoScenario, accounts.mapado, days),
    shotgun: of(ShotgunScenario, accounts.shotgun, days),
    supersoniks: of(ShopScenario, accounts.supersoniks, days),
    soticket: of(ShopScenario, accounts.soticket, days),
  };
};
