import * as fc from "fast-check";
import { expect, it, test } from "vitest";
import { readRecords } from "./json-records.ts";

const chunked = async function* (text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
};
const recordsOf = async (text: string, size = 7) => {
  const records: unknown[] = [];
  const read = await readRecords(chunked(text, size), (record) => {
    if (record !== undefined) records.push(record);
    return record !== undefined;
  });
  return { records, read };
};

it("gives each element, wherever chunks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 2),
      async (list, size, indent) => {
        const { records, read } = await recordsOf(JSON.stringify(list, null, indent), size);
        expect(read).toEqual({ whole: true, unreadable: 0 });
        expect(records).toEqual(JSON.parse(JSON.stringify(list)));
      },
    ),
  );
});

it.each([7, 12, 1000])(
  "a record nobody can parse is told, and spoils no other (chunks of %i)",
  async (size) => {
    const { records, read } = await recordsOf(
      '[{"a":1},{"a": },{"a":"},{"},{"a":"]}\\"é"},{"b":[{},{}]},{"c":2}]',
      size,
    );
    expect(read).toEqual({ whole: true, unreadable: 1 });
    expect(records).toEqual([{ a: 1 }, { a: "},{" }, { a: ']}"é' }, { b: [{}, {}] }, { c: 2 }]);
  },
);

it("a record that is refused is given again, its numbers as they were written", async () => {
  const list = Array.from({ length: 50 }, (_, at) => `{"price":${at}.10}`).join(",");
  const prices: unknown[] = [];
  const read = await readRecords(chunked(`[${list},{"price":null}]`, 100), (record) => {
    const price =
      typeof record === "object" && record !== null && "price" in record ? record.price : undefined;
    if (typeof price === "string") prices.push(price);
    return typeof price === "string";
  });
  expect(read).toEqual({ whole: true, unreadable: 1 });
  expect(prices).toEqual(Array.from({ length: 50 }, (_, at) => `${at}.10`));
});

test.each([
  ['{"error":"unauthorized"}', []],
  ["<html>cdn-cgi/challenge-platform</html>", []],
  ['[{"a":1},{"a"', [{ a: 1 }]],
  ["", []],
])("« %s » is no whole list, and its beginning is kept", async (text, before) => {
  const { records, read } = await recordsOf(text);
  expect(read).toEqual({ whole: false, head: text });
  expect(records).toEqual(before);
});

it("something endless that is no list is not read to its end", async () => {
  let given = 0;
  const endless = async function* () {
    for (;;) {
      given += 1;
      yield Buffer.alloc(16_384, "x");
    }
  };
  const read = await readRecords(endless(), () => true);
  expect(read.whole).toBe(false);
  expect(given).toBeLessThan(10);
});
