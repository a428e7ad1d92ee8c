import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sns from "aws-cdk-lib/aws-sns";
import * as subscriptions from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { type MetricName, type MetricSpec, metricSpecs } from "../../shared/platform/metrics.ts";
import { deadQueue, type FunctionName, functionSpecs, type QueueName, queues } from "../catalogue.ts";
import { logGroupOf, resourceName } from "./names.ts";
import type { Settings } from "./settings.ts";

const queueNames = Object.keys(queues) as QueueName[];
const functionNames = Object.keys(functionSpecs) as FunctionName[];
const metricNames = Object.keys(metricSpecs) as MetricName[];

/** Title, and the curves under it. */
type Graph = readonly [string, cloudwatch.IMetric[]];

/**
 * Alarms that the catalogue alone can know, those on what functions measure (shared/platform/metrics.ts, mail.md §9),
 * and one page with the curves behind them.
 */
export class WatchStack extends Stack {
  private readonly settings: Settings;
  private readonly action: SnsAction;

  constructor(
    scope: Construct,
    id: string,
    {
      settings,
      apiId,
      clusterId,
      ...props
    }: StackProps & { settings: Settings; apiId: string; clusterId: string },
  ) {
    super(scope, id, props);
    this.settings = settings;
    this.action = this.alarmTopic();

    for (const name of queueNames) this.watchQueue(name);
    for (const name of functionNames) this.watchFunction(name);
    this.watchReputation();
    for (const name of metricNames) this.watchMeasure(name);
    const apiErrors = metric("AWS/ApiGateway", "5xx", { ApiId: apiId }, "Sum");
    this.alarm("ApiErrors", "More than five answers of the API failed in five minutes", apiErrors, 5);
    const capacity = metric("AWS/RDS", "ACUUtilization", { DBClusterIdentifier: clusterId }, "Average");
    this.alarm("DatabaseFull", "The database runs at its largest capacity", capacity, 90, 3);

    this.dashboard([
      ["API", [metric("AWS/ApiGateway", "Count", { ApiId: apiId }, "Sum"), apiErrors]],
      ["API, p99 ms", [metric("AWS/ApiGateway", "Latency", { ApiId: apiId }, "p99")]],
      [
        "Database",
        [
          capacity,
          metric("AWS/RDS", "ServerlessDatabaseCapacity", { DBClusterIdentifier: clusterId }, "Average"),
          metric("AWS/RDS", "DatabaseConnections", { DBClusterIdentifier: clusterId }, "Maximum"),
        ],
      ],
      ["Oldest message, s", queueNames.map((name) => this.oldest(name))],
      ["Dead letters", queueNames.map((name) => this.dead(name))],
      ["Function errors", functionNames.map((name) => this.ofFunction(name, "Errors"))],
      ["Function time, p99 ms", functionNames.map((name) => this.ofFunction(name, "Duration", "p99"))],
      [
        "Sending",
        ["Send", "Delivery", "Bounce", "Complaint", "Reject"].map((name) =>
          metric("AWS/SES", name, {}, "Sum"),
        ),
      ],
      ...metricNames.map((name): Graph => [curveTitle(name), [this.measured(name)]]),
    ]);
  }

  private alarmTopic() {
    const topic = new sns.Topic(this, "Alarms", {
      topicName: `guichet-${this.settings.stage}-alarms`,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "AlarmsPublish",
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": this.account } },
      }),
    );
    if (this.settings.alarmEmail)
      topic.addSubscription(new subscriptions.EmailSubscription(this.settings.alarmEmail));
    new CfnOutput(this, "AlarmTopic", { value: topic.topicArn });
    return new SnsAction(topic);
  }

  private watchQueue(name: QueueName) {
    this.alarm(`${name}-dead`, `A message of ${name} was given up`, this.dead(name), 0);
    this.alarm(
      `${name}-late`,
      `A message of ${name} waits for more than five minutes`,
      this.oldest(name),
      300,
    );
  }

  private watchFunction(name: FunctionName) {
    const { trigger } = functionSpecs[name];
    this.alarm(`${name}-errors`, `${name} failed`, this.ofFunction(name, "Errors"), 0);
    this.alarm(
      `${name}-throttles`,
      `${name} was refused for lack of concurrency`,
      this.ofFunction(name, "Throttles"),
      0,
    );
    // It empties the queues at once, so their depth may be missed; its being called cannot.
    if (trigger.kind === "dead-letters")
      this.alarm(
        `${name}-called`,
        "A dead letter became a row to look at",
        this.ofFunction(name, "Invocations"),
        0,
      );
    if (trigger.kind === "schedule") {
      const daily = trigger.everyMinutes > 60;
      // An hour's window may fall between two runs that are an hour apart.
      const hourly = this.settings.quiet || trigger.everyMinutes === 60;
      const period = daily ? Duration.days(1) : Duration.hours(hourly ? 2 : 1);
      new cloudwatch.Alarm(this, `${name}-silent`, {
        alarmDescription: `${name} did not run for ${daily ? "two days" : "an hour or more"}`,
        metric: this.ofFunction(name, "Invocations").with({ period }),
        threshold: 1,
        // A day's window may fall between two runs that are a day apart.
        evaluationPeriods: daily ? 2 : 1,
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      }).addAlarmAction(this.action);
    }
  }

  /** Lines of the functions become a metric; what the list says of it becomes an alarm. */
  private watchMeasure(name: MetricName) {
    const { event, from, where, value, by, alarm }: MetricSpec = metricSpecs[name];
    for (const each of from)
      new logs.MetricFilter(this, `Filter-${name}-${each}`, {
        logGroup: logs.LogGroup.fromLogGroupName(
          this,
          `Log-${name}-${each}`,
          // A test holds that the list names functions of the catalogue.
          logGroupOf(this.settings, each as FunctionName),
        ),
        filterPattern: logs.FilterPattern.all(
          logs.FilterPattern.stringValue("$.event", "=", event),
          ...(where ? [logs.FilterPattern.stringValue(`$.${where.field}`, "=", where.is)] : []),
        ),
        metricNamespace: this.namespace,
        metricName: name,
        metricValue: value ? `$.${value}` : "1",
        ...(by && { dimensions: { [by]: `$.${by}` } }),
      });
    if (alarm)
      this.alarm(
        name,
        alarm.says,
        this.inNamespace(name).with({ period: Duration.minutes(alarm.minutes) }),
        alarm.above,
      );
  }

  private get namespace() {
    return `Guichet/${this.settings.stage}`;
  }
  private inNamespace(name: MetricName) {
    return metric(this.namespace, name, {}, metricSpecs[name].statistic);
  }
  /** One curve, or one for each value of the field that splits it. */
  private measured(name: MetricName): cloudwatch.IMetric {
    const { by, statistic }: MetricSpec = metricSpecs[name];
    if (!by) return this.inNamespace(name);
    const expression = `SEARCH('{${this.namespace},${by}} MetricName="${name}"', '${statistic}', 300)`;
    return new cloudwatch.MathExpression({ expression, label: "", period: Duration.minutes(5) });
  }

  /** SES reviews an account near 5 % of bounces and 0.1 % of complaints. */
  private watchReputation() {
    const reputation = (name: string) =>
      metric("AWS/SES", name, {}, "Average").with({ period: Duration.hours(1) });
    this.alarm("HardBounces", "More than 4 % of mails bounce", reputation("Reputation.BounceRate"), 0.04);
    this.alarm(
      "Complaints",
      "More than 0.08 % of mails are complained about",
      reputation("Reputation.ComplaintRate"),
      0.0008,
    );
  }

  private dead(name: QueueName) {
    return this.ofQueue(resourceName(this.settings, deadQueue(name)), "ApproximateNumberOfMessagesVisible");
  }
  private oldest(name: QueueName) {
    return this.ofQueue(resourceName(this.settings, name), "ApproximateAgeOfOldestMessage");
  }
  private ofQueue(queue: string, name: string) {
    return metric("AWS/SQS", name, { QueueName: queue }, "Maximum").with({ period: Duration.minutes(1) });
  }
  private ofFunction(name: FunctionName, what: string, statistic = "Sum") {
    return metric("AWS/Lambda", what, { FunctionName: resourceName(this.settings, name) }, statistic);
  }

  private alarm(
    id: string,
    alarmDescription: string,
    watched: cloudwatch.Metric,
    above: number,
    periods = 1,
  ) {
    new cloudwatch.Alarm(this, id, {
      alarmName: `guichet-${this.settings.stage}-${id}`,
      alarmDescription,
      metric: watched,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(this.action);
  }

  private dashboard(graphs: readonly Graph[]) {
    new cloudwatch.Dashboard(this, "Dashboard", {
      dashboardName: `guichet-${this.settings.stage}`,
      widgets: [
        graphs.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: 12, height: 6 })),
      ],
    });
  }
}

const curveTitle = (name: MetricName) => {
  const { statistic, unit, by }: MetricSpec = metricSpecs[name];
  const measure = unit === "Count" ? statistic : `${statistic}, ${unit}`;
  return `${name} (${measure.toLowerCase()}${by ? ` by ${by}` : ""})`;
};

const metric = (
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
) => new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(5) });
