import { expect, test } from "vitest";
import { parseSettings, receivingRegionFor } from "./settings.ts";

test("without any context, Paris sends and receives for the example domain", () => {
  expect(parseSettings({})).toMatchObject({
    stage: "prod",
    region: "eu-west-3",
    inboundRegion: "eu-west-3",
    domain: "guichet.example",
    mailDomain: "courrier.guichet.example",
    dmarcPolicy: "none",
    quiet: false,
    databaseMaxCapacity: 4,
  });
});

test.each([
  ["eu-west-3", "eu-west-3"],
  ["eu-west-1", "eu-west-1"],
  ["eu-central-2", "eu-west-1"],
])("a stage in %s receives its mail in %s", (region, inbound) => {
  expect(receivingRegionFor(region)).toBe(inbound);
});

test("values of the command line are text and mean the same", () => {
  const context = { quiet: "true", reserveConcurrency: "false", hmacKeyCount: "2" } as const;
  expect(parseSettings(context)).toMatchObject({ quiet: true, reserveConcurrency: false, hmacKeyCount: 2 });
});

test.each([
  ["a receiving domain elsewhere", { mailDomain: "courrier.autre.example" }, /sub-domain/],
  ["an app domain without certificate", { appDomain: "app.guichet.example" }, /certificateArn/],
  ["encryption without a host to say so", { mtaSts: "testing" }, /mta-sts/],
  ["other senders that are no words of SPF", { otherSenders: "all" }, /SPF/],
  ["a stage that is not a name", { stage: "Prod!" }, /letters/],
  ["no HMAC key at all", { hmacKeyCount: 0 }, /./],
] as const)("refuses %s", (_, context, message) => {
  expect(() => parseSettings(context)).toThrow(message);
});

test("refuses the same host for the app and the files", () => {
  const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/one";
  expect(() =>
    parseSettings({ appDomain: "app.guichet.example", filesDomain: "app.guichet.example", certificateArn }),
  ).toThrow(/another origin/);
});
