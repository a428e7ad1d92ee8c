/** How the local second provider misbehaves on command. */

/** Where a conversation of SMTP can fail. */
const stages = ["connect", "auth", "mail", "rcpt", "data"] as const;
export type Stage = (typeof stages)[number];

export interface RelaySwitches {
  /** Refuses at a stage: `4xx` for now, `5xx` for good. Absent = takes what it is given. */
  refuse?: { at: Stage; with: "4xx" | "5xx" };
  /** Takes the mail, then cuts the connection after the final dot, without a word. */
  cut?: boolean;
  /** Takes no connection at all. */
  down?: boolean;
  /** How many mails that lasts; absent = until changed. */
  times?: number;
}
