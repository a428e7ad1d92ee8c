import { expect, test } from "vitest";
import { listText } from "./list-text.ts";

test("a list reads the same, whichever program wrote it", () => {
  const words = "Département,mail";
  expect(listText(new TextEncoder().encode(`\ufeff${words}`))).toBe(words);
  expect(listText(Uint8Array.from(words, (letter) => letter.charCodeAt(0)))).toBe(words);
});
