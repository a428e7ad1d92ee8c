/** How the local identity provider misbehaves on command: by code, or by `POST /_switches` with the same JSON. */
import * as z from "zod/mini";

export const switchesSchema = z.strictObject({
  /** `outage`: connections are cut; `error500`: every call fails. */
  answer: z.optional(z.enum(["normal", "outage", "error500"])),
  /** What is wrong with what it signs. */
  tamper: z.optional(
    z.enum([
      "nothing",
      "nonce",
      "audience",
      "expired",
      "signature",
      "userinfo_signature",
      "userinfo_audience",
      "userinfo_subject",
    ]),
  ),
});
export type Switches = z.infer<typeof switchesSchema>;

export interface SwitchBoard {
  read(): Switches;
  /** Replaces those that are named; the others stay. */
  set(change: Switches): void;
  reset(): void;
}

export const switchBoard = (): SwitchBoard => {
  let state: Switches = {};
  return {
    read: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
    reset: () => {
      state = {};
    },
  };
};
