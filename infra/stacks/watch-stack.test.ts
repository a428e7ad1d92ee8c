import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { type FunctionName, functionSpecs } from "../catalogue.ts";
import { synthesise } from "./test-kit.ts";

const { templates, resources } = synthesise({ alarmEmail: "veille@guichet.example" });
const alarms = resources("AWS::CloudWatch::Alarm");
const names = Object.keys(functionSpecs) as FunctionName[];

test("every alarm tells the topic, which mails the one who watches", () => {
  expect(alarms.length).toBeGreaterThan(0);
  for (const [, { Properties }] of alarms)
    expect(Properties.AlarmActions).toEqual([{ Ref: expect.any(String) }]);
  templates.watch.hasResourceProperties("AWS::SNS::Subscription", {
    Protocol: "email",
    Endpoint: "veille@guichet.example",
  });
});

test.each(names)("%s is watched for errors and for lack of concurrency", (name) => {
  for (const metric of ["Errors", "Throttles"])
    templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: metric,
      Threshold: 0,
      Dimensions: [{ Name: "FunctionName", Value: `guichet-prod-${name}` }],
    });
});

test("a dead letter is seen even when its queue is emptied at once, and a silent schedule too", () => {
  templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "Invocations",
    ComparisonOperator: "GreaterThanThreshold",
    Dimensions: [{ Name: "FunctionName", Value: "guichet-prod-dead-letters" }],
  });
  for (const name of names.filter((each) => functionSpecs[each].trigger.kind === "schedule"))
    templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "Invocations",
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
      Dimensions: [{ Name: "FunctionName", Value: `guichet-prod-${name}` }],
    });
});

test("a schedule of once a day is silent after two days, the others after an hour", () => {
  for (const name of names) {
    const { trigger } = functionSpecs[name];
    if (trigger.kind !== "schedule") continue;
    templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp(`^${name} did not run`),
      ...(trigger.everyMinutes === 1440
        ? { Period: 86_400, EvaluationPeriods: 2 }
        : { Period: 3600, EvaluationPeriods: 1 }),
    });
  }
});

test.each([
  ["Reputation.BounceRate", 0.04],
  ["Reputation.ComplaintRate", 0.0008],
])("%s is told before SES reviews the account", (metric, threshold) => {
  templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: metric,
    Threshold: threshold,
    ComparisonOperator: "GreaterThanThreshold",
  });
});

test("one page shows the curves", () => {
  templates.watch.hasResourceProperties("AWS::CloudWatch::Dashboard", {
    DashboardName: "guichet-prod",
    DashboardBody: Match.anyValue(),
  });
});
