/** What SES's scanners would say of a mail: by simple rules, or as its `X-Local-Verdict` header dictates. */
import { domainOf } from "../mail-head.ts";

const verdictNames = ["spam", "virus", "spf", "dkim", "dmarc"] as const;
export type VerdictName = (typeof verdictNames)[number];
const statuses = ["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"] as const;
export type VerdictStatus = (typeof statuses)[number];
const policies = ["none", "quarantine", "reject"] as const;
export type DmarcPolicy = (typeof policies)[number];

/** A verdict that is absent is missing from the notification as well. */
export type Verdicts = Partial<Record<VerdictName, VerdictStatus>> & {
  /** Told by SES when DMARC failed, and only then. */
  policy?: DmarcPolicy;
};

export interface VerdictFacts {
  envelopeFrom: string | null;
  /** Addresses of From. */
  from: readonly string[];
  gtube: boolean;
  eicar: boolean;
}

/**
 * GTUBE is spam, EICAR a virus, a From of another domain than MAIL FROM fails DMARC (policy none).
 * Without MAIL FROM the mail counts as signed by its From domain, as bounces and absences usually are;
 * without one single From there is nothing DMARC could speak of (GRAY).
 */
export const ruledVerdicts = ({ envelopeFrom, from, gtube, eicar }: VerdictFacts): Verdicts => {
  const scanned = { spam: gtube ? "FAIL" : "PASS", virus: eicar ? "FAIL" : "PASS" } as const;
  const [author, ...others] = from;
  if (author === undefined || others.length > 0)
    return { ...scanned, spf: "PASS", dkim: "GRAY", dmarc: "GRAY" };
  const aligned = envelopeFrom === null || domainOf(envelopeFrom) === domainOf(author);
  if (!aligned) return { ...scanned, spf: "PASS", dkim: "GRAY", dmarc: "FAIL", policy: "none" };
  return { ...scanned, spf: "PASS", dkim: "PASS", dmarc: "PASS" };
};

/** `a=1;b=2` as pairs, names in lower case. */
const readPairs = (text: string): [string, string][] =>
  text
    .split(";")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim().toLowerCase(), value.trim()];
    });

/**
 * Verdicts with what `X-Local-Verdict` dictates (`dmarc=FAIL;policy=reject;spam=GRAY`; `MISSING` takes one away).
 * Undefined when the header says something that cannot be said.
 */
export const dictatedVerdicts = (ruled: Verdicts, header: string): Verdicts | undefined => {
  const verdicts: Verdicts = { ...ruled };
  for (const [name, value] of readPairs(header)) {
    if (name === "policy") {
      const policy = policies.find((one) => one === value.toLowerCase());
      if (!policy) return undefined;
      verdicts.policy = policy;
      continue;
    }
    const known = verdictNames.find((one) => one === name);
    const status = statuses.find((one) => one === value.toUpperCase());
    if (!known || (!status && value.toUpperCase() !== "MISSING")) return undefined;
    if (status) verdicts[known] = status;
    else delete verdicts[known];
  }
  if (verdicts.dmarc === "FAIL") verdicts.policy ??= "none";
  else delete verdicts.policy;
  return verdicts;
};

/** How SES tells of a mail on command: `copies=3;delay=2000`. */
export interface DeliveryOrder {
  /** 0 to 5. */
  copies: number;
  delayMs: number;
}

/** Reads `X-Local-Delivery`; absent = one copy at once, undefined = unreadable. */
export const deliveryOrder = (header: string | undefined): DeliveryOrder | undefined => {
  const order: DeliveryOrder = { copies: 1, delayMs: 0 };
  for (const [name, value] of readPairs(header ?? "")) {
    if (!/^\d{1,7}$/.test(value)) return undefined;
    if (name === "copies" && Number(value) <= 5) order.copies = Number(value);
    else if (name === "delay") order.delayMs = Number(value);
    else return undefined;
  }
  return order;
};
