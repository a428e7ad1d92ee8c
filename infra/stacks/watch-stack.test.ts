import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { type MetricName, metricSpecs } from "../../shared/platform/metrics.ts";
import { type FunctionName, functionSpecs } from "../catalogue.ts";
import { synthesise } from "./test-kit.ts";

const runbook = readFileSync(join(import.meta.dirname, "../../docs/operations.md"), "utf8");
const { stacks, templates, resources } = synthesise({ alarmEmail: "veille@guichet.example" });
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

test("a schedule of once a day is silent after two days, of once an hour after two hours, the others after one", () => {
  for (const name of names) {
    const { trigger } = functionSpecs[name];
    if (trigger.kind !== "schedule") continue;
    templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp(`^${name} did not run`),
      ...(trigger.everyMinutes === 1440
        ? { Period: 86_400, EvaluationPeriods: 2 }
        : { Period: trigger.everyMinutes === 60 ? 7200 : 3600, EvaluationPeriods: 1 }),
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

const measured = Object.keys(metricSpecs) as MetricName[];

test.each(measured)("%s is made of lines of functions that exist", (name) => {
  const { event, from, where, value, by } = metricSpecs[name];
  for (const each of from) {
    expect(names).toContain(each);
    templates.watch.hasResourceProperties("AWS::Logs::MetricFilter", {
      LogGroupName: `/guichet/prod/${each}`,
      FilterPattern: where
        ? `{ ($.event = "${event}") && ($.${where.field} = "${where.is}") }`
        : `{ $.event = "${event}" }`,
      MetricTransformations: [
        {
          MetricNamespace: "Guichet/prod",
          MetricName: name,
          MetricValue: value ? `$.${value}` : "1",
          ...(by && { Dimensions: [{ Key: by, Value: `$.${by}` }] }),
        },
      ],
    });
  }
});

test.each(measured.filter((name) => metricSpecs[name].alarm))(
  "%s wakes somebody up, and the runbook says what to do",
  (name) => {
    const { statistic, alarm } = metricSpecs[name];
    templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: `guichet-prod-${name}`,
      Namespace: "Guichet/prod",
      MetricName: name,
      ...(statistic.startsWith("p") ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
      Threshold: alarm?.above,
      Period: (alarm?.minutes ?? 0) * 60,
      TreatMissingData: "notBreaching",
    });
    expect(runbook).toContain(`\`${name}\``);
  },
);

test("an alarm never rests on a curve that is split, which it could not see", () => {
  for (const { alarm, by } of Object.values(metricSpecs)) expect(Boolean(alarm && by)).toBe(false);
});

test("the logs are there before what reads them", () => {
  const before = stacks.watch.dependencies.map(({ stackName }) => stackName);
  expect(before).toEqual(expect.arrayContaining(["guichet-prod-api", "guichet-prod-work"]));
});

test("one page shows the curves", () => {
  templates.watch.hasResourceProperties("AWS::CloudWatch::Dashboard", {
    DashboardName: "guichet-prod",
    DashboardBody: Match.anyValue(),
  });
});
