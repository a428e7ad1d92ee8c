import { expect, it } from "vitest";
import { mergeDrafts } from "./merge-drafts.ts";

const base = { phone: "01", hours: "matin", address: ["1 rue"] };

it("a field only the other changed is taken, one only I changed is kept, and nobody is asked", () => {
  expect(mergeDrafts(base, { ...base, phone: "02" }, { ...base, hours: "soir" })).toEqual({
    merged: { phone: "02", hours: "soir", address: ["1 rue"] },
    asked: [],
    taken: ["hours"],
  });
});

it("a field both changed is asked, with mine kept until then", () => {
  expect(mergeDrafts(base, { ...base, phone: "02" }, { ...base, phone: "03" })).toEqual({
    merged: { ...base, phone: "02" },
    asked: ["phone"],
    taken: [],
  });
});

it("the same change on both sides is no conflict, lists included", () => {
  const both = { ...base, address: ["1 rue", "cedex"] };
  expect(mergeDrafts(base, both, { ...base, address: ["1 rue", "cedex"] })).toEqual({
    merged: both,
    asked: [],
    taken: [],
  });
});

it("a field that appears on one side only is a change like another", () => {
  const without: { phone?: string } = {};
  expect(mergeDrafts(without, { phone: "02" }, {})).toEqual({
    merged: { phone: "02" },
    asked: [],
    taken: [],
  });
  expect(mergeDrafts(without, { phone: "02" }, { phone: "03" }).asked).toEqual(["phone"]);
});
