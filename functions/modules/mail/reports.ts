import { canonicalAddress } from "../../../shared/mail/address.ts";
import { partBytes } from "./mime-decode.ts";
import { cleanLine, first, type Header, readMessageIds } from "./mime-headers.ts";
import { type Part, readStructure } from "./mime-parts.ts";

/** What a machine reports of a mail we may have sent: delivery status (RFC 3464), disposition (8098), abuse (5965). */
export interface Report {
  is: "delivery" | "disposition" | "feedback";
  recipients: ReportedRecipient[];
  /** `Feedback-Type` of an abuse report. */
  feedbackType: string | undefined;
  /** Disposition type of a read receipt: `displayed`, `deleted`, `dispatched`, `processed` (RFC 8098 §3.2.6.2). */
  disposition?: string | undefined;
  /** What leads back to the mail we sent, from the report's fields and the headers it returns. */
  ids: ReportedIds;
}

interface ReportedIds {
  originalEnvelopeId: string | undefined;
  /** Message ids with `<>`: of the returned headers and of `Original-Message-ID`. */
  messageIds: string[];
  guichetId: string | undefined;
}

export interface ReportedRecipient {
  /** Canonical, of `Original-Recipient` else `Final-Recipient`; undefined when neither is an address. */
  address: string | undefined;
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`; lower case, empty when absent. */
  action: string;
  /** Enhanced status `5.1.1`, or undefined. */
  status: string | undefined;
  diagnostic: string | undefined;
}

const maxRecipients = 100;
const maxReportBytes = 256 * 1024;

const reportTypes: Readonly<Record<string, Report["is"]>> = {
  "message/delivery-status": "delivery",
  "message/global-delivery-status": "delivery",
  "message/disposition-notification": "disposition",
  "message/feedback-report": "feedback",
};

/** Reads the report a mail carries, if it carries one outside nested messages. Never throws. */
export function readReport(parts: readonly Part[]): Report | undefined {
  const carrier = parts.find((part) => reportTypes[part.contentType.value] !== undefined);
  const is = carrier === undefined ? undefined : reportTypes[carrier.contentType.value];
  if (carrier === undefined || is === undefined) return undefined;
  const groups = fieldGroups(partBytes(carrier, maxReportBytes));
  const returned = returnedHeaders(parts);
  const fields = groups.flat();
  return {
    is,
    feedbackType: first(fields, "feedback-type")?.toLowerCase(),
    ...(is === "disposition" ? { disposition: dispositionOf(fields) } : {}),
    recipients: groups
      .filter(
        (group) =>
          first(group, "final-recipient") ??
          first(group, "original-recipient") ??
          first(group, "original-rcpt-to"),
      )
      .slice(0, maxRecipients)
      .map(readRecipient),
    ids: {
      originalEnvelopeId: first(fields, "original-envelope-id"),
      messageIds: readMessageIds(
        [first(returned, "message-id"), first(fields, "original-message-id")].filter(
          (id) => id !== undefined,
        ),
      ),
      guichetId: first(returned, "x-guichet-id"),
    },
  };
}

/** `manual-action/MDN-sent-manually; displayed/error` gives `displayed`. */
const dispositionOf = (fields: readonly Header[]) =>
  /;\s*([a-z]{1,20})/.exec((first(fields, "disposition") ?? "").slice(0, 500).toLowerCase())?.[1];

/** Groups of `Name: value` lines apart by blank lines, as in a delivery status. */
function fieldGroups(bytes: Buffer): Header[][] {
  const groups: Header[][] = [[]];
  for (const line of bytes.toString("utf8").split(/\r?\n/)) {
    const group = groups.at(-1) ?? [];
    const colon = line.indexOf(":");
    const last = group.at(-1);
    if (line.trim() === "") {
      if (group.length > 0) groups.push([]);
    } else if (/^[ \t]/.test(line) && last !== undefined) {
      last.value += ` ${line.trim()}`;
    } else if (colon > 0) {
      group.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
    }
  }
  return groups;
}

function returnedHeaders(parts: readonly Part[]): Header[] {
  const part = parts.find(
    ({ contentType: { value } }) => value === "message/rfc822" || value === "text/rfc822-headers",
  );
  if (part === undefined) return [];
  return readStructure(partBytes(part, maxReportBytes)).root.headers;
}

function readRecipient(group: readonly Header[]): ReportedRecipient {
  const typed = (name: string) => {
    const value = first(group, name);
    return value === undefined
      ? undefined
      : value
          .slice(value.indexOf(";") + 1)
          .trim()
          .replace(/^<|>$/g, "");
  };
  const named = typed("original-recipient") ?? typed("final-recipient") ?? typed("original-rcpt-to");
  const diagnostic = typed("diagnostic-code");
  return {
    address: named === undefined ? undefined : canonicalAddress(named),
    action: (first(group, "action") ?? "").toLowerCase(),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(first(group, "status") ?? "")?.[0],
    diagnostic: diagnostic === undefined ? undefined : cleanLine(diagnostic, 500),
  };
}
