import { Aws, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import type * as rds from "aws-cdk-lib/aws-rds";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import {
  type BucketName,
  type BucketSpec,
  buckets,
  type DeadQueueName,
  deadQueue,
  mail,
  type QueueName,
  type QueueSpec,
  queues,
  type TopicName,
  topics,
} from "../catalogue.ts";
import { buildDatabase } from "./database.ts";
import { scanForMalware } from "./malware-scan.ts";
import { bucketNameOf, queueArnOf, resourceName, ruleName, ruleSetName, topicArnOf } from "./names.ts";
import { buildNetwork, buildOutwardNetwork, type Network, type OutwardNetwork } from "./network.ts";
import type { Settings } from "./settings.ts";

/** Buckets that hold what people wrote. `site` is public text that can be written again: it lives with the web. */
type KeptBucketName = Exclude<BucketName, "site">;

/** What must outlive every deployment: the network it lives in, the database, the buckets, the queues, the keys. */
export class DataStack extends Stack {
  readonly network: Network;
  /** Where functions with a fixed address are. */
  readonly outward: OutwardNetwork;
  readonly cluster: rds.DatabaseCluster;
  /** One key for everything at rest that belongs to people. */
  readonly key: kms.Key;
  /** One key for the credentials of ticketing accounts alone: who may open them is said by rights on it. */
  readonly credentialsKey: kms.Key;
  readonly queues: Readonly<Record<QueueName, sqs.Queue>>;
  readonly deadQueues: Readonly<Record<DeadQueueName, sqs.Queue>>;
  /** `1:<base64>[,2:<base64>]`, resolved by CloudFormation when a function is deployed. */
  readonly hmacKeys: string;

  constructor(scope: Construct, id: string, { settings, ...props }: StackProps & { settings: Settings }) {
    super(scope, id, { ...props, terminationProtection: true });
    this.key = new kms.Key(this, "Key", {
      description: "Database, mails, files and function settings of Guichet",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.credentialsKey = new kms.Key(this, "CredentialsKey", {
      description: "Credentials of ticketing accounts",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.network = buildNetwork(this, settings);
    this.outward = buildOutwardNetwork(this, settings);
    this.cluster = buildDatabase(this, settings, this.network, this.key);
    const kept = this.keptBuckets(settings);
    receiveFromSes(kept["mail-raw"], this.key, settings);
    const made = this.queuesWithDeadLetters(settings);
    this.queues = made.queues;
    this.deadQueues = made.deadQueues;
    scanForMalware(this, settings, {
      bucket: kept.files,
      key: this.key,
      results: this.queues["file-scans"],
    });
    this.hmacKeys = this.hmacKeyList(settings);
  }

  private keptBuckets(settings: Settings) {
    const browserOrigin = settings.appDomain ? `https://${settings.appDomain}` : "https://*.cloudfront.net";
    const bucket = (name: KeptBucketName, spec: BucketSpec) =>
      new s3.Bucket(this, `Bucket-${name}`, {
        bucketName: bucketNameOf(settings, name),
        encryption: s3.BucketEncryption.KMS,
        encryptionKey: this.key,
        bucketKeyEnabled: true,
        blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
        objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforceSSL: true,
        minimumTLSVersion: 1.2,
        // No versions: what is deleted is gone, as an erasure promises (mail.md §9).
        versioned: false,
        removalPolicy: RemovalPolicy.RETAIN,
        lifecycleRules: [
          {
            abortIncompleteMultipartUploadAfter: Duration.days(1),
            ...(spec.expireDays && { expiration: Duration.days(spec.expireDays) }),
          },
        ],
        ...(spec.cors && {
          cors: [
            {
              allowedOrigins: [browserOrigin],
              allowedMethods: [s3.HttpMethods.GET, s3.HttpMethods.HEAD, s3.HttpMethods.POST],
              allowedHeaders: ["*"],
              exposedHeaders: ["ETag"],
              maxAge: 3600,
            },
          ],
        }),
      });
    return {
      "mail-raw": bucket("mail-raw", buckets["mail-raw"]),
      uploads: bucket("uploads", buckets.uploads),
      files: bucket("files", buckets.files),
      "mail-relay": bucket("mail-relay", buckets["mail-relay"]),
      exports: bucket("exports", buckets.exports),
      readings: bucket("readings", buckets.readings),
      receipts: bucket("receipts", buckets.receipts),
    };
  }

  private queuesWithDeadLetters(settings: Settings) {
    const entries = (Object.entries(queues) as Array<[QueueName, QueueSpec]>).map(([name, spec]) => {
      const dead = new sqs.Queue(this, `Queue-${name}-dead`, {
        queueName: resourceName(settings, deadQueue(name)),
        encryption: sqs.QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        retentionPeriod: Duration.days(14),
        visibilityTimeout: Duration.minutes(3),
      });
      const queue = new sqs.Queue(this, `Queue-${name}`, {
        queueName: resourceName(settings, name),
        encryption: sqs.QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        visibilityTimeout: Duration.seconds(spec.visibilitySeconds),
        retentionPeriod: Duration.days(spec.retentionDays),
        deadLetterQueue: { queue: dead, maxReceiveCount: spec.maxReceives },
      });
      receiveFromTopics(queue, name, settings);
      return { name, queue, dead };
    });
    return {
      queues: Object.fromEntries(entries.map(({ name, queue }) => [name, queue])) as Record<
        QueueName,
        sqs.Queue
      >,
      deadQueues: Object.fromEntries(entries.map(({ name, dead }) => [deadQueue(name), dead])) as Record<
        DeadQueueName,
        sqs.Queue
      >,
    };
  }

  /** One generated secret per key number. 64 letters and digits are valid base64: 48 bytes, 380 bits of chance. */
  private hmacKeyList({ hmacKeyCount }: Settings) {
    return Array.from({ length: hmacKeyCount }, (_, index) => index + 1)
      .map((number) => {
        const secret = new secretsmanager.Secret(this, `HmacKey${number}`, {
          description: `Key ${number} of links, codes and mail identifiers derived by HMAC`,
          encryptionKey: this.key,
          generateSecretString: { passwordLength: 64, excludePunctuation: true, includeSpace: false },
          removalPolicy: RemovalPolicy.RETAIN,
        });
        return `${number}:${secret.secretValue.unsafeUnwrap()}`;
      })
      .join(",");
  }
}

/** Only the receipt rule of this stage may write, and only below the inbound prefix. */
const receiveFromSes = (bucket: s3.Bucket, key: kms.Key, settings: Settings) => {
  const ses = new iam.ServicePrincipal("ses.amazonaws.com");
  const conditions = {
    StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
    ArnEquals: {
      "aws:SourceArn": `arn:aws:ses:${settings.inboundRegion}:${Aws.ACCOUNT_ID}:receipt-rule-set/${ruleSetName(settings)}:receipt-rule/${ruleName}`,
    },
  };
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: "SesKeepsRawMails",
      principals: [ses],
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects(`${mail.inboundPrefix}*`)],
      conditions,
    }),
  );
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: "SesEncryptsRawMails",
      principals: [ses],
      actions: ["kms:GenerateDataKey*", "kms:Decrypt"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  );
};

/** A queue takes messages from the topics that the catalogue points at it, wherever SES makes them speak. */
const receiveFromTopics = (queue: sqs.Queue, name: QueueName, settings: Settings) => {
  for (const topic of (Object.keys(topics) as TopicName[]).filter((each) => topics[each].to === name))
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "TopicSends",
        principals: [new iam.ServicePrincipal("sns.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queueArnOf(settings, name)],
        conditions: { ArnEquals: { "aws:SourceArn": topicArnOf(settings, topic) } },
      }),
    );
};
