import { expect, it } from "vitest";
import { billetweb } from "../declarations/connectors/billetweb.ts";
import { shotgun } from "../declarations/connectors/shotgun.ts";
import { countedCalls } from "./fetch-piece.ts";

it("two calls to Shotgun are 50 ms apart, however soon the second is asked for", async () => {
  let clock = Date.parse("2026-11-20T10:00:00Z");
  const { before, made } = countedCalls(shotgun, 10, () => new Date(clock));
  expect(await before()).toBeUndefined();
  clock += 20;
  expect(await before()).toEqual(new Date(clock + 30));
  expect(made()).toBe(1);
  clock += 30;
  expect(await before()).toBeUndefined();
  expect(made()).toBe(2);
});

it("calls stop at what was taken of the vendor's windows", async () => {
  const { before, left, made } = countedCalls(billetweb, 2, () => new Date(0));
  expect([await before(), await before()]).toEqual([undefined, undefined]);
  expect(left()).toBe(false);
  expect(await before()).toBeInstanceOf(Date);
  expect(made()).toBe(2);
});
