import fc from "fast-check";
import { expect, test } from "vitest";
import { elementsOf, readXml, textOf, writeXml } from "./xml.ts";

test("any text that is written is read again, less what XML cannot say", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const read = readXml(writeXml({ name: "a", content: [{ name: "b", content: `x${text}x` }] }));
      const sayable = text.toWellFormed().replaceAll(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, "");
      expect(textOf(read, "b")).toBe(`x${sayable}x`);
    }),
  );
});

test("an answer of one element and of several read alike", () => {
  const of = (inside: string) => readXml(`<?xml version="1.0"?>\n<r a="1">${inside}</r>\n`);
  expect(elementsOf(of("<x>1</x>"), "x")).toHaveLength(1);
  expect(elementsOf(of("<x>1</x><x><![CDATA[<2>]]></x>"), "x").map(({ content }) => content)).toEqual([
    "1",
    "<2>",
  ]);
  expect(textOf(of("<x>caf&#233; &amp; th&#xE9;</x>"), "x")).toBe("café & thé");
});

test.each([
  '<!DOCTYPE r [<!ENTITY e "boum">]><r>&e;</r>',
  '<!DOCTYPE r SYSTEM "http://inside.example/x"><r/>',
  "<r>&e;</r>",
  "<r><a></r></a>",
  "<r>",
  "<r/><r/>",
  "texte",
  "",
  "<r a=1/>",
  "<a>".repeat(40) + "</a>".repeat(40),
])("%s is not read at all", (text) => {
  expect(readXml(text)).toBeUndefined();
});
