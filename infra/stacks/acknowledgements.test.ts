import { Bucket } from "aws-cdk-lib/aws-s3";
import { expect, test } from "vitest";
import { synthesise } from "./test-kit.ts";

test("a finding that nobody acknowledged fails the synth", () => {
  expect(() => synthesise({}, ({ watch }) => new Bucket(watch, "Careless"))).toThrow(/[Vv]alidation/);
});

test("with its own names and certificate, the app has no other finding", () => {
  expect(() =>
    synthesise({
      appDomain: "app.guichet.example",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/one",
      alarmEmail: "veille@guichet.example",
      zones: "eu-west-3a,eu-west-3b",
    }),
  ).not.toThrow();
});
