import {
  type BodySettings,
  DeadlineRule,
  deadlinesOf,
  Rates,
} from "../../../shared/declarations/body-settings.ts";
import { type Deadlines, usualDeadlines } from "../../../shared/declarations/deadlines.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { type Territory, usualVatLists } from "../../../shared/declarations/territory.ts";
import type { Queries } from "../../platform/db.ts";
import { bodySetting } from "./tables.ts";

/** Every setting as it holds now: what the platform stored, else what holds by itself, in version 0. One query. */
export const readBodySettings = async (on: Queries): Promise<BodySettings> => {
  const rows = await on
    .select({ key: bodySetting.key, value: bodySetting.value, version: bodySetting.version })
    .from(bodySetting);
  const stored = new Map(rows.map((row) => [row.key, row]));
  const deadline = (body: Body) => {
    const row = stored.get(`deadline:${body}`);
    return row
      ? { rule: DeadlineRule.parse(row.value), version: row.version }
      : { rule: usualDeadlines[body], version: 0 };
  };
  const vatList = (territory: Territory) => {
    const row = stored.get(`rates:${territory}`);
    return row
      ? { rates: Rates.parse(row.value), version: row.version }
      : { rates: [...usualVatLists[territory]], version: 0 };
  };
  return {
    deadlines: {
      SACEM: deadline("SACEM"),
      SACD: deadline("SACD"),
      ASTP: deadline("ASTP"),
      CNM: deadline("CNM"),
      SIBIL: deadline("SIBIL"),
    },
    vatLists: {
      mainland: vatList("mainland"),
      corsica: vatList("corsica"),
      overseas: vatList("overseas"),
    },
  };
};

/** The rule of each body's deadline as it holds now. */
export const readDeadlines = async (on: Queries): Promise<Deadlines> =>
  deadlinesOf(await readBodySettings(on));
