import { createHash } from "node:crypto";
import type { DnsRecord } from "../shared/mail/dns.ts";

/** What the records of a deployment follow from. Values may be CDK tokens: they are passed through untouched. */
export interface MailDomains {
  /** Verified sending domain, `D`. */
  domain: string;
  /** Receiving domain, `R`, below it. */
  mailDomain: string;
  region: string;
  inboundRegion: string;
  dmarcPolicy: "none" | "quarantine" | "reject";
  dmarcReports: string;
  /** Hosts beside SES that may send with an address at R, as SPF says them (`include:…`, `a:…`); the fallback's. */
  otherSenders: readonly string[];
  mtaSts: MtaStsMode;
}
export type MtaStsMode = "off" | "testing" | "enforce";

/** Sub-domain of the envelope sender; it receives nothing but bounces to SES. */
export const bounceDomain = ({ domain }: Pick<MailDomains, "domain">) => `bounce.${domain}`;
/** Host that serves the MTA-STS policy (RFC 8461 §3.3). */
export const mtaStsHost = ({ mailDomain }: Pick<MailDomains, "mailDomain">) => `mta-sts.${mailDomain}`;

const inboundHost = ({ inboundRegion }: Pick<MailDomains, "inboundRegion">) =>
  `inbound-smtp.${inboundRegion}.amazonaws.com`;

/** The record that brings the mail of `R` to the receiving region. */
export const receivingRecord = (domains: MailDomains): DnsRecord => ({
  record: "ReceivingMx",
  name: domains.mailDomain,
  type: "MX",
  value: `10 ${inboundHost(domains)}`,
});

/** The records of sending and of the DMARC policy, which also covers the receiving sub-domain (`sp=`). */
export const sendingRecords = (domains: MailDomains): DnsRecord[] => {
  const { domain, mailDomain, region, dmarcPolicy: policy, dmarcReports, otherSenders } = domains;
  const bounce = bounceDomain(domains);
  const text = (record: DnsRecord["record"], name: string, value: string): DnsRecord => ({
    record,
    name,
    type: "TXT",
    value,
  });
  return [
    {
      record: "BounceMx",
      name: bounce,
      type: "MX",
      value: `10 feedback-smtp.${region}.amazonses.com`,
    },
    text("BounceSpf", bounce, "v=spf1 include:amazonses.com -all"),
    text("ReceivingSpf", mailDomain, ["v=spf1", ...otherSenders, "-all"].join(" ")),
    text(
      "Dmarc",
      `_dmarc.${domain}`,
      `v=DMARC1; p=${policy}; sp=${policy}; adkim=r; aspf=r; rua=mailto:${dmarcReports}`,
    ),
  ];
};

/** The three records of Easy DKIM, whose names SES chooses. */
export const dkimRecords = (keys: ReadonlyArray<{ name: string; value: string }>): DnsRecord[] =>
  keys.slice(0, 3).map(({ name, value }, index) => ({
    record: (["Dkim1", "Dkim2", "Dkim3"] as const)[index] ?? "Dkim3",
    name,
    type: "CNAME",
    value,
  }));

/** Text of the MTA-STS policy (RFC 8461 §3.2): a day while it is tried, thirty when it counts. */
export const mtaStsPolicy = (domains: MailDomains): string =>
  [
    "version: STSv1",
    `mode: ${domains.mtaSts === "enforce" ? "enforce" : "testing"}`,
    `mx: ${inboundHost(domains)}`,
    `max_age: ${domains.mtaSts === "enforce" ? 2_592_000 : 86_400}`,
    "",
  ].join("\r\n");

/** The policy as a CloudFront Function (cloudfront-js-2.0): one address answers, nothing else is there. */
export const mtaStsSource = (domains: MailDomains): string => `
var policy = ${JSON.stringify(mtaStsPolicy(domains))};

function handler(event) {
  if (event.request.uri !== "/.well-known/mta-sts.txt")
    return { statusCode: 404, statusDescription: "Not Found" };
  return {
    statusCode: 200,
    statusDescription: "OK",
    headers: {
      "content-type": { value: "text/plain; charset=utf-8" },
      "cache-control": { value: "max-age=300" },
      "x-content-type-options": { value: "nosniff" },
    },
    body: policy,
  };
}
`;

/** Records of MTA-STS and of the reports on encryption (RFC 8461, RFC 8460); none while it is off. */
export const encryptionRecords = (domains: MailDomains, policyHost: string): DnsRecord[] => {
  if (domains.mtaSts === "off") return [];
  // Senders read the policy again when this id changes.
  const id = createHash("sha256").update(mtaStsPolicy(domains)).digest("hex").slice(0, 16);
  return [
    { record: "MtaStsHost", name: mtaStsHost(domains), type: "CNAME", value: policyHost },
    { record: "MtaSts", name: `_mta-sts.${domains.mailDomain}`, type: "TXT", value: `v=STSv1; id=${id}` },
    {
      record: "TlsReports",
      name: `_smtp._tls.${domains.mailDomain}`,
      type: "TXT",
      value: `v=TLSRPTv1; rua=mailto:${domains.dmarcReports}`,
    },
  ];
};
