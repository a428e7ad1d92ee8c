import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { accessAuditWords } from "../../../shared/access/audit-words.ts";
import { declarationAuditWords } from "../../../shared/declarations/audit-words.ts";
import { mediationAuditWords } from "../../../shared/mediation/audit-words.ts";

const functions = join(import.meta.dirname, "../..");
const words = [accessAuditWords, mediationAuditWords, declarationAuditWords];

/** Every action some code writes to the journal: the texts of `action:`, routes (whose action is a right) left out. */
const writtenActions = () => {
  const files = globSync("**/*.ts", { cwd: functions }).filter(
    (file) => !/\.test\.ts$|routes|test-kit/.test(file),
  );
  const found = files.flatMap((file) => {
    const code = readFileSync(join(functions, file), "utf8");
    // A parameter's type (`action: "a" | "b"`) is not an action written.
    return [...code.matchAll(/\baction:\s*([^\n]+)/g)]
      .filter(([, value]) => !value?.includes('" | "'))
      .flatMap(([, value = ""]) =>
        [...(value.split(/,\s*\w+:/)[0] ?? "").matchAll(/"([a-z_]+\.[a-z_.]+)"/g)].map(
          ([, action = ""]) => action,
        ),
      );
  });
  return [...new Set(found)];
};

it("every action the code writes to the journal has its words, once", () => {
  const written = writtenActions();
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((action) => !words.some(({ actions }) => actions[action]))).toEqual([]);
  const told = words.flatMap(({ actions }) => Object.keys(actions));
  expect(told.length).toBe(new Set(told).size);
});

it("words follow a name, without a code, and fields have a label", () => {
  for (const { actions, fields } of words) {
    for (const [action, { does }] of Object.entries(actions))
      expect([action, does]).toEqual([action, expect.stringMatching(/^(a |n’a |s’est )[^_]+[^.]$/)]);
    for (const [key, { label }] of Object.entries(fields))
      expect([key, label]).toEqual([key, expect.stringMatching(/^[A-ZÀÉ][^_]+$/)]);
  }
});
