import { differences } from "../../../shared/platform/audit-words.ts";
import type { Refusal } from "../../platform/refusal.ts";

type Fields = Readonly<Record<string, unknown>>;

const inWords = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

/**
 * Settings were saved over an older version: for each field that differs, what is saved now (`current.name`) and what
 * was sent (`given.name`), so that nothing typed is lost.
 */
export const settingsDiffer = (version: number, current: Fields, given: Fields): Refusal => ({
  code: "conflict",
  reason: "version_differs",
  detail:
    "Ces réglages ont changé pendant votre saisie. Rien n’est perdu\u00a0: comparez, puis enregistrez de nouveau.",
  facts: Object.fromEntries([
    ["version", String(version)],
    ...differences(current, given).flatMap(({ key, before, after }) => [
      [`current.${key}`, inWords(before)],
      [`given.${key}`, inWords(after)],
    ]),
  ]),
});

/** Fields that differ, before and after, as the journal keeps them. */
export const changedFields = (before: Fields, after: Fields) => {
  const fields = differences({ ...before }, { ...after });
  return {
    before: Object.fromEntries(fields.map(({ key, before: old }) => [key, old ?? null])),
    after: Object.fromEntries(fields.map(({ key, after: now }) => [key, now ?? null])),
  };
};
