import { expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { platformItems } from "./platform-lists.ts";

const { admin } = testDatabase();

it("a new installation has the platform's lists as they are written here", async () => {
  const rows = await admin`
    select id, list, code, label, label_key as "labelKey", parent_id as "parentId", position
    from list_item where organisation_id is null and active order by list, code`;
  const written = [...platformItems].sort((a, b) => (`${a.list} ${a.code}` < `${b.list} ${b.code}` ? -1 : 1));
  expect([...rows].sort((a, b) => (`${a.list} ${a.code}` < `${b.list} ${b.code}` ? -1 : 1))).toEqual(written);
});

it("has 42 domains and six groups of third parties, none deeper than two levels", () => {
  const tops = platformItems.filter(({ parentId }) => parentId === null);
  expect(tops.filter(({ list }) => list === "domain")).toHaveLength(42);
  expect(tops.filter(({ list }) => list === "third_party")).toHaveLength(6);
  const topIds = new Set(tops.map(({ id }) => id));
  expect(platformItems.every(({ parentId }) => parentId === null || topIds.has(parentId))).toBe(true);
});
