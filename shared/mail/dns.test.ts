import { describe, expect, it, test } from "vitest";
import { type DnsRecord, dnsRecordLine, isAsExpected, readDnsRecords } from "./dns.ts";

const mx: DnsRecord = {
  record: "ReceivingMx",
  name: "courrier.guichet.example",
  type: "MX",
  value: "10 inbound-smtp.eu-west-3.amazonaws.com",
};
const spf: DnsRecord = {
  record: "BounceSpf",
  name: "bounce.guichet.example",
  type: "TXT",
  value: "v=spf1 include:amazonses.com -all",
};
const dmarc: DnsRecord = {
  record: "Dmarc",
  name: "_dmarc.guichet.example",
  type: "TXT",
  value: "v=DMARC1; p=none; sp=none; rua=mailto:dmarc@guichet.example",
};

test("records are told as lines and read back, whatever the spaces of their value", () => {
  expect(readDnsRecords([mx, spf, dmarc].map(dnsRecordLine).join("\n"))).toEqual([mx, spf, dmarc]);
  expect(() => readDnsRecords("Something else")).toThrow();
});

describe("what is published", () => {
  it.each<[string, DnsRecord, string[], boolean]>([
    ["the very value", mx, ["10 inbound-smtp.eu-west-3.amazonaws.com"], true],
    ["a last dot and capitals", mx, ["10 Inbound-SMTP.eu-west-3.amazonaws.com."], true],
    ["nothing", mx, [], false],
    ["another priority", mx, ["20 inbound-smtp.eu-west-3.amazonaws.com"], false],
    ["a second server, which takes a part of the mail", mx, [mx.value, "20 mx.host.example"], false],
    ["a proof of ownership beside it", spf, ["site-verification=abc", spf.value], true],
    ["two policies, which void each other", spf, [spf.value, "v=spf1 -all"], false],
    ["a softer end", spf, ["v=spf1 include:amazonses.com ~all"], false],
    [
      "the tags in another order",
      dmarc,
      ["v=DMARC1;sp=none;p=none; rua=mailto:dmarc@guichet.example;"],
      true,
    ],
    ["another policy", dmarc, ["v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@guichet.example"], false],
  ])("%s", (_, expected, found, ok) => {
    expect(isAsExpected(expected, found)).toBe(ok);
  });
});
