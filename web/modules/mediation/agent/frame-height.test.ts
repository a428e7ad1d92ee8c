import { expect, it } from "vitest";
import { frameHeight } from "./frame-height.ts";

it("gives a message about the height it needs, within a screen", () => {
  expect(frameHeight("Bonjour", 0)).toBe(120);
  expect(frameHeight("x".repeat(80 * 6), 0)).toBe(228);
  expect(frameHeight("Bonjour", 1)).toBe(318);
  expect(frameHeight("a\n".repeat(500), 0)).toBe(640);
  expect(frameHeight(null, 0)).toBe(120);
});
