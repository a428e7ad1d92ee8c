import { expect, test } from "vitest";
import { aPlatformAdministrator, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { loadAgencies, readDirectories } from "./load-agencies.ts";
import { granted } from "./test-kit.ts";

const database = testDatabase();

test("each directory counts its own agencies and codes, of the version that holds alone", async () => {
  const keeper = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
  const load = async (body: "SACEM" | "SACD", directoryVersion: number, csv: string) =>
    granted(await loadAgencies(keeper, { body, directoryVersion, csv }));
  await load("SACEM", 0, "LOCAL,CP,Mail\nVal,18990,val@sacem.invalid\nMonts,63990,monts@sacem.invalid\n");
  await load("SACEM", 1, "LOCAL,CP,Mail\nVal,18990/18991/18992,val@sacem.invalid\n");
  await load("SACD", 0, "Département,mail\n2A/2B,sud@sacd.invalid\n18,centre@sacd.invalid\n");
  const { directories } = granted(await readDirectories(keeper));
  expect(directories.toSorted((a, b) => (a.body < b.body ? -1 : 1))).toMatchObject([
    { body: "SACD", directoryVersion: 1, agencies: 2, matches: 2 },
    { body: "SACEM", directoryVersion: 2, agencies: 1, matches: 3 },
  ]);
});
