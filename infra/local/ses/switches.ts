/** How the local SES misbehaves on command: set by code, or by `POST /_switches` with the same JSON. */
import * as z from "zod/mini";
import { outcomes } from "./events.ts";

const answers = ["normal", "throttling", "error500", "hang", "drop", "outage"] as const;

export const switchesSchema = z.strictObject({
  /**
   * What the next calls meet: a 400 Throttling; a 500; acceptance and then silence (`hang`) or a cut connection (`drop`);
   * no service at all (`outage`, the connection is cut before anything is read).
   */
  answer: z.optional(z.enum(answers)),
  /** How many calls `answer` lasts; absent = until changed. */
  times: z.optional(z.int().check(z.minimum(1))),
  /** Events: late, several copies of each (0 = lost), last one first. */
  events: z.optional(
    z.strictObject({
      delayMs: z.optional(z.int().check(z.minimum(0), z.maximum(3_600_000))),
      copies: z.optional(z.int().check(z.minimum(0), z.maximum(5))),
      reversed: z.optional(z.boolean()),
    }),
  ),
  /** Whether the account's list of blocked addresses answers; mails go on leaving. */
  list: z.optional(z.enum(["normal", "down"])),
  /** What becomes of mail to an address, by address. */
  outcomes: z.optional(z.record(z.string(), z.enum(outcomes))),
});
type Switches = z.infer<typeof switchesSchema>;

export interface SwitchBoard {
  read(): Switches;
  /** Replaces the groups that are named; the others stay. */
  set(change: Switches): void;
  /** Everything normal again. */
  reset(): void;
  /** What this call meets; counts it. */
  nextAnswer(): (typeof answers)[number];
}

export const switchBoard = (): SwitchBoard => {
  let state: Switches = {};
  return {
    read: () => state,
    set: (change) => {
      const { answer, times, ...rest } = state;
      state = change.answer === undefined ? { ...state, ...change } : { ...rest, ...change };
    },
    reset: () => {
      state = {};
    },
    nextAnswer: () => {
      const answer = state.answer ?? "normal";
      if (state.times === undefined) return answer;
      if (state.times > 1) state = { ...state, times: state.times - 1 };
      else {
        const { answer: _answer, times: _times, ...rest } = state;
        state = rest;
      }
      return answer;
    },
  };
};
