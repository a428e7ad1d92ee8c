import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { type BucketName, buckets } from "../catalogue.ts";
import type { GuichetStacks } from "./guichet-app.ts";
import type { Settings } from "./settings.ts";

interface Acknowledgement {
  /** Rule of cdk-nag, with the exact finding where a rule has several. */
  id: string;
  on: IConstruct[];
  /** Why it is right here; if the reason stops being true, the line goes. */
  reason: string;
}

/** Every finding of cdk-nag (AwsSolutions) that Guichet lives with. One that is not listed here fails the synth. */
export const acknowledge = (stacks: GuichetStacks, settings: Settings) => {
  for (const { id, on, reason } of list(stacks, settings))
    for (const construct of on) Validations.of(construct).acknowledge({ id: `AwsSolutions::${id}`, reason });
};

const list = ({ data, web, schema, api, work }: GuichetStacks, settings: Settings): Acknowledgement[] => [
  {
    id: "AwsSolutions-SMG4",
    on: [data.node.findChild("Database")],
    reason:
      "The master password is used once, by the Data API, to make the roles; every login after that is by IAM. Rotation would need a function and an endpoint for a password nobody holds.",
  },
  {
    id: "AwsSolutions-SMG4",
    on: data.node.children.filter(({ node }) => node.id.startsWith("HmacKey")),
    reason:
      "Links and codes already sent depend on it: a new key is added beside it (hmacKeyCount), which an automatic rotation cannot do.",
  },
  {
    id: "AwsSolutions-SMG4",
    on: [web.node.findChild("Entrance")],
    reason:
      "The distributions and the functions must change it in the same deployment: a new secret is one rename away, a rotation by itself would shut the door between the two.",
  },
  {
    id: "AwsSolutions-S1",
    on: [data, web],
    reason:
      "Access logs would keep visitors' addresses and object keys for no use: every read of a file is an audited act in the database, and buckets answer only signed requests.",
  },
  {
    id: "AwsSolutions-CFR1",
    on: [web],
    reason: "A public service answers people wherever they are.",
  },
  {
    id: "AwsSolutions-CFR2",
    on: [web],
    reason:
      "Limits live in the API's throttle and in the app's own rate buckets, which know accounts and forms. A firewall is a monthly cost to add when an attack shows the need (docs/deploy.md).",
  },
  {
    id: "AwsSolutions-CFR3",
    on: [web],
    reason:
      "Viewer logs are personal data without a use of ours: the API logs route, status and timing, and CloudFront's metrics count the rest.",
  },
  ...(settings.certificateArn
    ? []
    : [
        {
          id: "AwsSolutions-CFR4",
          on: [web],
          reason:
            "The name CloudFront gives comes with its own certificate and TLS floor; with appDomain the floor is TLS 1.2 (2021). The origin is HTTPS only.",
        },
      ]),
  {
    id: "AwsSolutions-APIG4",
    on: [web.node.findChild("MissingRoute"), api],
    reason:
      "Visitors without an account are users too. The session, link or code is checked in the function with the row-level security of the same round trip; the 404 page is public.",
  },
  {
    id: "AwsSolutions-IAM5[Resource::*]",
    on: [schema, api, work],
    reason:
      "EC2's actions on network cards take no narrower resource, and are denied to the function's own code (catalogue-function.ts); nor do SES's on the account's list of blocked addresses. A test holds that no other statement has it.",
  },
  ...(Object.keys(buckets) as BucketName[]).map((name) => ({
    id: `AwsSolutions-IAM5[Resource::arn:aws:s3:::guichet-${settings.stage}-${name}-<AWS::AccountId>/*]`,
    on: [api, work],
    reason: `Objects of the bucket ${name}, whose keys are not known beforehand, for functions to which the catalogue gives that right.`,
  })),
  ...[
    `arn:aws:s3:::guichet-${settings.stage}-files-<AWS::AccountId>/*`,
    `arn:aws:events:${settings.region}:<AWS::AccountId>:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*`,
  ].map((resource) => ({
    id: `AwsSolutions-IAM5[Resource::${resource}]`,
    on: [data.node.findChild("MalwareScanRole")],
    reason:
      "GuardDuty's own role: it reads and tags every file that comes in, whose key is not known beforehand, and makes the rule whose name it chooses itself.",
  })),
  {
    id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
    on: [web, schema],
    reason: "Helpers of CDK itself, run during a deployment only: they write their own log.",
  },
  ...[
    "Action::s3:GetObject*",
    "Action::s3:GetBucket*",
    "Action::s3:List*",
    "Action::s3:DeleteObject*",
    "Action::s3:Abort*",
    `Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${settings.region}/*`,
    "Resource::<SiteE53D7754.Arn>/*",
    "Resource::*",
  ].map((finding) => ({
    id: `AwsSolutions-IAM5[${finding}]`,
    on: siteUploader(web),
    reason:
      "CDK's helper that uploads the front: it reads the deployment's assets, writes the public site, and asks CloudFront to forget its copies.",
  })),
  {
    id: "AwsSolutions-L1",
    on: siteUploader(web),
    reason: "The runtime of CDK's own helper follows the version of aws-cdk-lib.",
  },
];

const siteUploader = (web: IConstruct) =>
  web.node.children.filter(({ node }) => node.id.startsWith("Custom::CDKBucketDeployment"));
