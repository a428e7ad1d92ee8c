import { Aws } from "aws-cdk-lib";
import type { BucketName, DeadQueueName, FunctionName, QueueName, TopicName } from "../catalogue.ts";
import type { Settings } from "./settings.ts";

/**
 * Physical names. They are computed, never looked up, so that a stack of the receiving region can name a bucket
 * or a queue of the main one without any reference between regions.
 */
export const resourceName = (
  { stage }: Settings,
  name: BucketName | DeadQueueName | FunctionName | QueueName | TopicName,
) => `guichet-${stage}-${name}`;

/** Bucket names are shared by all of AWS: the account makes them ours. */
export const bucketNameOf = (settings: Settings, name: BucketName) =>
  `${resourceName(settings, name)}-${Aws.ACCOUNT_ID}`;

/** Origin a browser uses with a presigned address of a bucket. */
export const bucketOrigin = (settings: Settings, name: BucketName) =>
  `https://${bucketNameOf(settings, name)}.s3.${settings.region}.amazonaws.com`;

/** ARN of a queue, which is always in the main region, beside the functions it feeds. */
export const queueArnOf = (settings: Settings, name: QueueName | DeadQueueName) =>
  `arn:aws:sqs:${settings.region}:${Aws.ACCOUNT_ID}:${resourceName(settings, name)}`;

/** Region of a topic: SES publishes only in the region where it receives or sends. */
const topicRegion = (settings: Settings, name: TopicName) =>
  name === "ses-received" ? settings.inboundRegion : settings.region;

/** ARN of a topic. */
export const topicArnOf = (settings: Settings, name: TopicName) =>
  `arn:aws:sns:${topicRegion(settings, name)}:${Aws.ACCOUNT_ID}:${resourceName(settings, name)}`;

/** ARN of a function. */
export const functionArnOf = (settings: Settings, name: FunctionName) =>
  `arn:aws:lambda:${settings.region}:${Aws.ACCOUNT_ID}:function:${resourceName(settings, name)}`;

/** Log of a function. */
export const logGroupOf = ({ stage }: Settings, name: FunctionName) => `/guichet/${stage}/${name}`;

/** SES receipt rule set of a stage. One rule set is active per account and region. */
export const ruleSetName = ({ stage }: Settings) => `guichet-${stage}-received`;
/** Name of its only rule. */
export const ruleName = "everything-for-the-mail-domain";
