import { Aws } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { type TopicName, topics } from "../catalogue.ts";
import { queueArnOf, resourceName } from "./names.ts";
import type { Settings } from "./settings.ts";

/**
 * A topic of the catalogue: these SES resources may publish, one queue listens and gets the SNS envelope. The queue may
 * be in another region; its own policy (data-stack.ts) lets this topic in. Refuses plain HTTP.
 */
export const sesTopic = (
  scope: Construct,
  settings: Settings,
  name: TopicName,
  ...sesResources: readonly string[]
): sns.Topic => {
  const topic = new sns.Topic(scope, `Topic-${name}`, {
    topicName: resourceName(settings, name),
    displayName: topics[name].publishes,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: "SesPublishes",
      principals: [new iam.ServicePrincipal("ses.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
        ArnEquals: { "aws:SourceArn": sesResources.map((rest) => `arn:aws:ses:${rest}`) },
      },
    }),
  );
  new sns.CfnSubscription(scope, `Subscription-${name}`, {
    topicArn: topic.topicArn,
    protocol: "sqs",
    endpoint: queueArnOf(settings, topics[name].to),
    rawMessageDelivery: false,
  });
  return topic;
};
