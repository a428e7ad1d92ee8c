import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { encryptionRecords, type MailDomains, mtaStsPolicy, mtaStsSource } from "./mail-dns.ts";

const domains: MailDomains = {
  domain: "guichet.example",
  mailDomain: "courrier.guichet.example",
  region: "eu-west-3",
  inboundRegion: "eu-west-1",
  dmarcPolicy: "none",
  dmarcReports: "dmarc@guichet.example",
  otherSenders: [],
  mtaSts: "enforce",
};
interface Answer {
  statusCode: number;
  headers?: Record<string, { value: string }>;
  body?: string;
}
const ask = (uri: string): Answer =>
  runInNewContext(`${mtaStsSource(domains)}; handler({ request: { uri: ${JSON.stringify(uri)} } })`);

describe("the policy of encryption", () => {
  test("names the server of the receiving region, in lines as RFC 8461 wants them", () => {
    expect(mtaStsPolicy(domains)).toBe(
      "version: STSv1\r\nmode: enforce\r\nmx: inbound-smtp.eu-west-1.amazonaws.com\r\nmax_age: 2592000\r\n",
    );
    expect(mtaStsPolicy({ ...domains, mtaSts: "testing" })).toContain("mode: testing\r\n");
  });

  test("is at its one address, and nothing else is on that host", () => {
    const answer = ask("/.well-known/mta-sts.txt");
    expect(answer).toMatchObject({ statusCode: 200, body: mtaStsPolicy(domains) });
    expect(answer.headers?.["content-type"]?.value).toBe("text/plain; charset=utf-8");
    for (const uri of ["/", "/index.html", "/.well-known/mta-sts.txt/x"])
      expect(ask(uri)).toMatchObject({ statusCode: 404 });
  });

  test("has another id when it changes, so that senders read it again", () => {
    const idOf = (given: MailDomains) =>
      encryptionRecords(given, "d.example").find(({ record }) => record === "MtaSts")?.value;
    expect(idOf(domains)).toMatch(/^v=STSv1; id=[0-9a-z]{1,32}$/);
    expect(idOf(domains)).toBe(idOf({ ...domains }));
    expect(idOf({ ...domains, mtaSts: "testing" })).not.toBe(idOf(domains));
    expect(encryptionRecords({ ...domains, mtaSts: "off" }, "d.example")).toEqual([]);
  });
});
