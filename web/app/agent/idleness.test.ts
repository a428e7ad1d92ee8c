import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchIdleness } from "./idleness.ts";

const minute = 60_000;
const watched = (check = async () => {}) => {
  const calls = { tell: 0, check: 0 };
  const closing: boolean[] = [];
  const watch = watchIdleness({
    idle: 30 * minute,
    now: () => Date.now(),
    tell: async () => {
      calls.tell += 1;
    },
    check: () => {
      calls.check += 1;
      return check();
    },
    onClosing: (value) => closing.push(value),
    onHeard: () => {},
  });
  return { watch, calls, closing };
};
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("followup#21 forty minutes of typing alone keep the session, with one call a minute at most", async () => {
  const { watch, calls, closing } = watched();
  for (let seconds = 0; seconds < 40 * 60; seconds += 1) {
    await pass(1000);
    void watch.active();
  }
  expect(closing).toEqual([]);
  expect(calls.check).toBe(0);
  expect(calls.tell).toBeGreaterThanOrEqual(38);
  expect(calls.tell).toBeLessThanOrEqual(40);
  watch.stop();
});

it("the last minute is announced, and staying takes the announcement away", async () => {
  const { watch, calls, closing } = watched();
  await pass(28 * minute);
  expect(closing).toEqual([]);
  await pass(minute + 5000);
  expect(closing).toEqual([true]);
  await watch.active();
  expect(calls.tell, "a key under the dialog decides nothing").toBe(0);
  await watch.stay();
  expect(closing).toEqual([true, false]);
  watch.stop();
});

it("when time is over the API is asked, not oftener than every half minute", async () => {
  const { watch, calls } = watched();
  await pass(30 * minute);
  expect(calls.check).toBe(1);
  await pass(minute);
  expect(calls.check).toBe(3);
  watch.stop();
});

it("another tab that was heard counts for this one", async () => {
  const { watch, closing } = watched();
  await pass(29 * minute + 5000);
  expect(closing).toEqual([true]);
  watch.heard(Date.now());
  expect(closing).toEqual([true, false]);
  watch.stop();
});
