import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  type BucketName,
  type DatabaseRole,
  type DeadQueueName,
  deadQueue,
  type FunctionName,
  functionSpecs,
  mail,
  type QueueName,
  type Right,
  type Trigger,
} from "../catalogue.ts";

/** ARNs of what a right can be about. */
export interface Places {
  region: string;
  /** `arn:aws:<service>:<region>:<account>:<rest>` of this account, in the main region. */
  arn: (service: string, rest: string) => string;
  bucketArn: (name: BucketName) => string;
  /** Key of a bucket encrypted with one of ours. */
  bucketKeyArn: (name: BucketName) => string | undefined;
  queueArn: (name: QueueName | DeadQueueName) => string;
  databaseUserArn: (role: DatabaseRole) => string;
  /** Key of ticketing credentials. */
  credentialsKeyArn: string;
  /** Sending domain and receiving domain, `D` and `R`. */
  domain: string;
  mailDomain: string;
}

/**
 * IAM statements of one function: its catalogue rights, and what its trigger needs to feed it. Nothing else in the
 * CDK app gives a function a right on data (the runtime's own needs, logs and network cards, are in
 * catalogue-function.ts).
 */
export const grantedTo = (name: FunctionName, places: Places): PolicyStatement[] => {
  const { rights, trigger } = functionSpecs[name];
  return [...rights.flatMap((right) => forRight(right, places)), ...forTrigger(trigger, places)];
};

const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
  new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });

const forRight = (right: Right, places: Places): PolicyStatement[] => {
  if ("database" in right) return [allow(["rds-db:connect"], [places.databaseUserArn(right.database)])];
  if ("bucket" in right) return forBucket(right, places);
  if ("queue" in right) return [allow(["sqs:SendMessage"], [places.queueArn(right.queue)])];
  // What is on the Internet asks for no right of AWS; names are resolved by the network itself.
  if (
    "dns" in right ||
    "identityProvider" in right ||
    "companyDirectory" in right ||
    "publicDirectory" in right ||
    "addressService" in right ||
    "smtpRelay" in right ||
    "sacd" in right ||
    "ticketing" in right
  )
    return [];
  if ("credentials" in right)
    return [
      allow(
        [right.credentials === "seal" ? "kms:GenerateDataKey" : "kms:Decrypt"],
        [places.credentialsKeyArn],
        {
          StringEquals: { "kms:EncryptionContext:purpose": "ticketing" },
        },
      ),
    ];
  if (right.ses === "suppressions") return [allow([...suppressionActions], ["*"])];
  return [
    allow(
      ["ses:SendRawEmail"],
      [
        places.arn("ses", `identity/${places.domain}`),
        places.arn("ses", `configuration-set/${mail.configurationSet}`),
        places.arn("ses", `configuration-set/${mail.securityConfigurationSet}`),
      ],
      { StringLike: { "ses:FromAddress": `*@${places.mailDomain}` } },
    ),
  ];
};

/** The list is the account's: these actions know no narrower resource. */
export const suppressionActions = [
  "ses:DeleteSuppressedDestination",
  "ses:ListSuppressedDestinations",
] as const;

type BucketRight = Extract<Right, { bucket: BucketName }>;

const forBucket = ({ bucket, can }: BucketRight, places: Places): PolicyStatement[] => {
  const arn = places.bucketArn(bucket);
  const key = places.bucketKeyArn(bucket);
  const onObjects = [
    ...(can.includes("read") ? ["s3:GetObject"] : []),
    ...(can.includes("write") ? ["s3:PutObject", "s3:AbortMultipartUpload"] : []),
    ...(can.includes("delete") ? ["s3:DeleteObject"] : []),
  ];
  const onKey = [
    // Completing a multipart upload reads the key back as well.
    ...(can.includes("read") || can.includes("write") ? ["kms:Decrypt"] : []),
    ...(can.includes("write") ? ["kms:GenerateDataKey"] : []),
  ];
  return [
    ...(onObjects.length > 0 ? [allow(onObjects, [`${arn}/*`])] : []),
    ...(can.includes("list") ? [allow(["s3:ListBucket"], [arn])] : []),
    ...(key && onKey.length > 0
      ? [allow(onKey, [key], { StringEquals: { "kms:ViaService": `s3.${places.region}.amazonaws.com` } })]
      : []),
  ];
};

const forTrigger = (trigger: Trigger, places: Places): PolicyStatement[] => {
  const consumed =
    trigger.kind === "queue"
      ? [trigger.queue]
      : trigger.kind === "dead-letters"
        ? trigger.queues.map(deadQueue)
        : [];
  return consumed.length === 0
    ? []
    : [
        allow(
          [
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
          ],
          consumed.map(places.queueArn),
        ),
      ];
};
