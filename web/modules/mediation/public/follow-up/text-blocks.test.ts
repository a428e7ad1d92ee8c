import { expect, it } from "vitest";
import { lineCount, textBlocks } from "./text-blocks.ts";

it("a plain mail becomes paragraphs and lists", () => {
  expect(
    textBlocks(
      "Bonjour,\r\n\r\nIl me faut :\r\n- la confirmation ;\r\n- la date.\r\n\r\nBien à vous,\r\nClaire",
    ),
  ).toEqual([
    { kind: "paragraph", lines: ["Bonjour,"] },
    { kind: "paragraph", lines: ["Il me faut :"] },
    { kind: "list", items: ["la confirmation ;", "la date."] },
    { kind: "paragraph", lines: ["Bien à vous,", "Claire"] },
  ]);
});

it("an empty text has no block", () => {
  expect(textBlocks("  \n ")).toEqual([]);
});

it("long lines count as those they wrap on", () => {
  expect(lineCount(`${"a".repeat(161)}\nb`)).toBe(4);
});
