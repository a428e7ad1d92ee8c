import type { MailClass } from "../../../shared/mail/schema.ts";
import { all, first, type Header, readStructured } from "./mime-headers.ts";
import type { ReadMail } from "./read.ts";

/** What classification looks at: top-level headers, the structure and the envelope, never the words of the body. */
export interface Classifiable {
  headers: readonly Header[];
  parts: ReadMail["parts"];
  reportType: string | undefined;
  report: ReadMail["report"];
  sender: ReadMail["sender"];
  subject: string;
  /** Null is the empty return path of machines. */
  envelopeFrom: string | null;
  /** A top-level `X-Guichet-Id` made by one of our keys. */
  isOurs: boolean;
}

export interface Classification {
  class: MailClass;
  /** Number of the rule that decided, `C7`, and what it saw. */
  evidence: string[];
}

interface Rule {
  number: string;
  /** What it saw, when the rule holds. */
  holds: (mail: Classifiable) => string | undefined;
  class: MailClass;
}

const header = (mail: Classifiable, name: string) => first(mail.headers, name)?.trim().toLowerCase();
const given = (mail: Classifiable, names: readonly string[]) =>
  names.find((name) => header(mail, name) !== undefined);
const localPart = (mail: Classifiable) =>
  mail.sender.is === "address" ? mail.sender.address.slice(0, mail.sender.address.lastIndexOf("@")) : "";
const hasPart = (mail: Classifiable, types: readonly string[], maxDepth = 30) =>
  mail.parts.find((part) => types.includes(part.type) && part.depth <= maxDepth)?.type;

const autoHeaders = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply"];
const listHeaders = ["list-id", "list-post", "list-unsubscribe"];
const precedence = (mail: Classifiable, values: readonly string[]) =>
  ["precedence", "x-precedence"].find((name) => values.includes(header(mail, name) ?? ""));

const daemons = new Set(["mailer-daemon", "postmaster", "mail-daemon", "mdaemon"]);
const failureSubjects =
  /non remis|échec de (?:la )?remise|non distribué|undeliver|delivery status|delivery failure|mail delivery failed|returned mail|failure notice/i;
const absenceSubjects =
  /^(?:réponse automatique|automatic reply|absence du bureau|absent|out of office|message d['’]absence|abwesenheit|autoreply)/i;
const replyPrefixes = /^(?:\s*(?:re|tr|fw|fwd|aw|sv|réf)\s*:)+\s*/i;

const autoSubmitted = (mail: Classifiable) => {
  const value = header(mail, "auto-submitted");
  return value === undefined ? undefined : readStructured(value).value;
};

/** The rules of mail.md §5.4 in order: the first that holds wins. */
const rules: readonly Rule[] = [
  { number: "C1", class: "own", holds: (mail) => (mail.isOurs ? "x-guichet-id" : undefined) },
  {
    number: "C2",
    class: "receipt",
    holds: (mail) =>
      mail.reportType === "disposition-notification"
        ? "report-type"
        : hasPart(mail, ["message/disposition-notification"], 2),
  },
  {
    number: "C3",
    class: "bounce",
    holds: (mail) =>
      mail.reportType === "feedback-report" ? "report-type" : hasPart(mail, ["message/feedback-report"]),
  },
  {
    number: "C4",
    class: "bounce",
    holds: (mail) =>
      mail.reportType === "delivery-status"
        ? "report-type"
        : mail.report?.is === "delivery" &&
            mail.report.recipients.some((recipient) => recipient.action !== "")
          ? "message/delivery-status"
          : undefined,
  },
  {
    number: "C5",
    class: "bounce",
    holds: (mail) =>
      header(mail, "x-failed-recipients") !== undefined &&
      (mail.envelopeFrom === null || ["mailer-daemon", "postmaster"].includes(localPart(mail)))
        ? "x-failed-recipients"
        : undefined,
  },
  {
    number: "C6",
    class: "bounce",
    holds: (mail) =>
      mail.envelopeFrom === null && daemons.has(localPart(mail)) && failureSubjects.test(mail.subject)
        ? "null envelope and subject"
        : undefined,
  },
  {
    number: "C7",
    class: "auto_reply",
    holds: (mail) => (autoSubmitted(mail) === "auto-replied" ? "auto-submitted" : undefined),
  },
  {
    number: "C8",
    class: "auto_reply",
    holds: (mail) =>
      autoHeaders.find((name) => !["no", "0", "false", undefined].includes(header(mail, name))) ??
      precedence(mail, ["auto_reply"]) ??
      (all(mail.headers, "delivered-to").some((value) => value.trim().toLowerCase() === "autoresponder")
        ? "delivered-to"
        : undefined),
  },
  {
    number: "C9",
    class: "auto_reply",
    holds: (mail) =>
      mail.envelopeFrom === null &&
      absenceSubjects.test(mail.subject.slice(0, 500).replace(replyPrefixes, ""))
        ? "null envelope and subject"
        : undefined,
  },
  {
    number: "C10",
    class: "bulk",
    holds: (mail) => given(mail, listHeaders) ?? precedence(mail, ["bulk", "list", "junk"]),
  },
  {
    number: "C11",
    class: "auto_generated",
    holds: (mail) => {
      const value = autoSubmitted(mail);
      if (value !== undefined && value !== "no") return "auto-submitted";
      return given(mail, ["x-cron-env"]) ?? (mail.envelopeFrom === null ? "null envelope" : undefined);
    },
  },
];

/** Says what a mail is: `classify(headers, structure, envelope) → {class, evidence}`. Total; C12 is a person. */
export function classify(mail: Classifiable): Classification {
  for (const rule of rules) {
    const seen = rule.holds(mail);
    if (seen === undefined) continue;
    return { class: rule.class, evidence: [rule.number, seen] };
  }
  return { class: "human", evidence: ["C12"] };
}

/** The mail asks that no automatic answer be given (`X-Auto-Response-Suppress`). */
export function suppressesAnswers(headers: readonly Header[]): boolean {
  const values = (first(headers, "x-auto-response-suppress") ?? "").toLowerCase().split(/[\s,]+/);
  return ["all", "oof", "autoreply", "dr", "ndr"].some((value) => values.includes(value));
}
