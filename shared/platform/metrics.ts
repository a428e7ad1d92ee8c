/**
 * THE LIST of what is measured and of what wakes somebody up (mail.md §9). A metric is a field of a log line:
 * functions write the line (`log.measure`, typed by `MeasuredLines`), the CDK app makes a metric and an alarm of it
 * (infra/stacks/watch-stack.ts). What each alarm means and what to do about it: docs/operations.md.
 */

/** Lines that are measured, and what each must say. Numbers, codes and names of queues: nothing about a person. */
export interface MeasuredLines {
  /** One per decision of a received mail. */
  "mail.received": { outcome: string; cause?: string };
  /** One per mail read: `megabytes` is the highest the process ever held. */
  "mail.read": { milliseconds: number; megabytes: number };
  /** One per reconciliation. */
  "mail.unaccounted": { count: number };
  /** Each minute: age of the oldest mail in work, copies nobody knows the fate of, copies due, files to scan. */
  "mail.state": {
    oldestSeconds: number;
    uncertain: number;
    due: number;
    scanPending: number;
  };
  /** One per verdict on a kept file. */
  "file.scanned": { outcome: string };
  /** One per hand-over to a provider. */
  "mail.handed_over": { outcome: string; provider: string };
  /** Each quarter of an hour, over 24 hours. */
  "mail.reputation": { bouncePercent: number; complaintPercent: number };
  /** One per check that ran: `failing` counts what is wrong, 0 when all is well. */
  "mail.check": { check: string; failing: number };
  "queue.dead_letter": { queue: string };
}
export type MeasuredEvent = keyof MeasuredLines;
type FieldOf<Event extends MeasuredEvent> = Extract<keyof MeasuredLines[Event], string>;

interface SpecOf<Event extends MeasuredEvent> {
  event: Event;
  /** Functions of the catalogue that write the line. */
  from: readonly string[];
  /** Counts only lines whose field has this value. */
  where?: { field: FieldOf<Event>; is: string };
  /** Field that holds the number; absent = each line counts one. */
  value?: FieldOf<Event>;
  /** Field that splits the curve: one of few values, since each of them is paid for. */
  by?: FieldOf<Event>;
  unit: "Count" | "Seconds" | "Milliseconds" | "Megabytes" | "Percent";
  statistic: "Sum" | "Maximum" | "p99";
  alarm?: {
    /** What the operator reads in the mailbox. */
    says: string;
    above: number;
    /** Minutes over which the statistic is taken. */
    minutes: number;
  };
}
export type MetricSpec = { [Event in MeasuredEvent]: SpecOf<Event> }[MeasuredEvent];

const counted = { unit: "Count", statistic: "Sum" } as const;
const highest = { unit: "Count", statistic: "Maximum" } as const;

const metrics = {
  MailReceived: { event: "mail.received", from: ["inbound-mail"], by: "outcome", ...counted },
  MailHeld: {
    event: "mail.received",
    from: ["inbound-mail"],
    where: { field: "outcome", is: "quarantine" },
    by: "cause",
    ...counted,
  },
  MailUnroutable: {
    event: "mail.received",
    from: ["inbound-mail"],
    where: { field: "cause", is: "unroutable" },
    ...counted,
    alarm: { says: "A mail came that no rule places", above: 0, minutes: 5 },
  },
  MailReadingTime: {
    event: "mail.read",
    from: ["inbound-mail"],
    value: "milliseconds",
    unit: "Milliseconds",
    statistic: "p99",
  },
  MailReadingMemory: {
    event: "mail.read",
    from: ["inbound-mail"],
    value: "megabytes",
    unit: "Megabytes",
    statistic: "Maximum",
    alarm: { says: "Reading a mail took nearly all the memory of its function", above: 900, minutes: 15 },
  },
  MailUnaccounted: {
    event: "mail.unaccounted",
    from: ["reconcile-mail"],
    value: "count",
    ...highest,
    alarm: { says: "A raw mail had no row, or was left half-way", above: 0, minutes: 10 },
  },
  MailOldest: {
    event: "mail.state",
    from: ["sweep-outbox"],
    value: "oldestSeconds",
    unit: "Seconds",
    statistic: "Maximum",
    alarm: { says: "A received mail has been in work for more than five minutes", above: 300, minutes: 5 },
  },
  MailUncertain: { event: "mail.state", from: ["sweep-outbox"], value: "uncertain", ...highest },
  MailDue: { event: "mail.state", from: ["sweep-outbox"], value: "due", ...highest },
  FilesToScan: { event: "mail.state", from: ["sweep-outbox"], value: "scanPending", ...highest },
  FilesScanned: {
    event: "file.scanned",
    from: ["file-scans", "rescan-files"],
    by: "outcome",
    ...counted,
  },
  FilesScanFailed: {
    event: "file.scanned",
    from: ["file-scans", "rescan-files"],
    where: { field: "outcome", is: "failed" },
    ...counted,
    alarm: { says: "More than ten files could not be scanned in an hour", above: 10, minutes: 60 },
  },
  MailHandedOver: { event: "mail.handed_over", from: ["outbound-mail"], by: "outcome", ...counted },
  MailFailover: {
    event: "mail.handed_over",
    from: ["outbound-mail"],
    where: { field: "provider", is: "smtp" },
    ...counted,
  },
  MailHardBounces: {
    event: "mail.reputation",
    from: ["check-mail"],
    value: "bouncePercent",
    unit: "Percent",
    statistic: "Maximum",
    alarm: { says: "More than 4 % of the mails of 24 hours bounced", above: 4, minutes: 30 },
  },
  MailComplaints: {
    event: "mail.reputation",
    from: ["check-mail"],
    value: "complaintPercent",
    unit: "Percent",
    statistic: "Maximum",
    alarm: {
      says: "More than 0.08 % of the mails of 24 hours were complained about",
      above: 0.08,
      minutes: 30,
    },
  },
  MailCanaryLate: {
    event: "mail.check",
    from: ["check-mail"],
    where: { field: "check", is: "canary" },
    value: "failing",
    ...highest,
    alarm: { says: "The test mail did not come back within five minutes", above: 0, minutes: 15 },
  },
  MailDnsDrift: {
    event: "mail.check",
    from: ["check-mail"],
    where: { field: "check", is: "dns" },
    value: "failing",
    ...highest,
    alarm: { says: "A DNS record of the mail domain is not what it should be", above: 0, minutes: 60 },
  },
  DeadLetters: { event: "queue.dead_letter", from: ["dead-letters"], by: "queue", ...counted },
} as const satisfies Record<string, MetricSpec>;
export type MetricName = keyof typeof metrics;

/** The same list, widened to the common shape, for code that walks it. */
export const metricSpecs: Readonly<Record<MetricName, MetricSpec>> = metrics;
