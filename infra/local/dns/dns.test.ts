import { Resolver } from "node:dns/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { startDns } from "./server.ts";

const long = `v=DMARC1; p=none; rua=mailto:${"a".repeat(300)}@guichet.example`;
const dns = await startDns([
  { record: "ReceivingMx", name: "courrier.guichet.example", type: "MX", value: "10 mail.example" },
  { record: "ReceivingSpf", name: "courrier.guichet.example", type: "TXT", value: "v=spf1 -all" },
  { record: "Dmarc", name: "_dmarc.guichet.example", type: "TXT", value: long },
  { record: "Dkim1", name: "a._domainkey.guichet.example", type: "CNAME", value: "a.dkim.example" },
]);
const resolver = new Resolver({ timeout: 2000, tries: 2 });
resolver.setServers([dns.server]);
beforeEach(dns.reset);
afterAll(dns.stop);

test("a resolver reads each kind of record, whatever the case of the name", async () => {
  expect(await resolver.resolveMx("courrier.GUICHET.example")).toMatchObject([
    { priority: 10, exchange: "mail.example" },
  ]);
  expect(await resolver.resolveTxt("courrier.guichet.example")).toEqual([["v=spf1 -all"]]);
  expect((await resolver.resolveTxt("_dmarc.guichet.example")).map((pieces) => pieces.join(""))).toEqual([
    long,
  ]);
  expect(await resolver.resolveCname("a._domainkey.guichet.example")).toEqual(["a.dkim.example"]);
});

test("a record that was taken away is missing, one that was changed shows its new value", async () => {
  dns.publish("ReceivingMx", undefined);
  await expect(resolver.resolveMx("courrier.guichet.example")).rejects.toMatchObject({ code: "ENODATA" });
  dns.publish("Dkim1", undefined);
  await expect(resolver.resolveCname("a._domainkey.guichet.example")).rejects.toMatchObject({
    code: "ENOTFOUND",
  });
  dns.publish("ReceivingSpf", "v=spf1 +all");
  expect(await resolver.resolveTxt("courrier.guichet.example")).toEqual([["v=spf1 +all"]]);
});
