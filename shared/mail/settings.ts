/** What an organisation may set for the mail of one service (mail.md §4.7). */
export interface MailSettings {
  /** Lines under every message of an agent. */
  signature: string | null;
  /** Own words of the acknowledgement of a request by mail. */
  acknowledgement: string | null;
  /** Days after closing during which a mail reopens; 0 = never. */
  closedReopenDays: number;
  /** What a mail later than that becomes. */
  afterClose: "new_case" | "entry" | "quarantine";
  /** Days an original is kept. */
  rawRetentionDays: number;
  /** Days a held mail waits, where its cause has no shorter time. */
  quarantineDays: number;
  /** Seconds during which a message can be taken back. */
  undoSeconds: number;
  /** How agents are told of a new mail on their case. */
  newMailNotice: "at_once" | "digest" | "none";
}

/** Least and most of each number, both included. */
export const mailSettingsLimits = {
  closedReopenDays: [0, 365],
  rawRetentionDays: [30, 730],
  quarantineDays: [15, 90],
  undoSeconds: [0, 120],
} as const;

const usual: MailSettings = {
  signature: null,
  acknowledgement: null,
  closedReopenDays: 30,
  afterClose: "new_case",
  rawRetentionDays: 180,
  quarantineDays: 30,
  undoSeconds: 10,
  newMailNotice: "at_once",
};

/** What holds until an organisation says otherwise. A closing date of mediation has legal weight: mail never moves it. */
export const defaultMailSettings = (service: string): MailSettings =>
  service === "mediation" ? { ...usual, closedReopenDays: 0, afterClose: "entry" } : usual;
