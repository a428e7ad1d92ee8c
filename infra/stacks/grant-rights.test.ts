import { expect, test } from "vitest";
import { databaseUser, type FunctionName, functionSpecs, queues } from "../catalogue.ts";
import { grantedTo, type Places } from "./grant-rights.ts";

const places: Places = {
  region: "eu-west-3",
  arn: (service, rest) => `arn:aws:${service}:eu-west-3:1:${rest}`,
  bucketArn: (name) => `bucket:${name}`,
  bucketKeyArn: (name) => (name === "site" ? undefined : "key"),
  queueArn: (name) => `queue:${name}`,
  databaseUserArn: (role) => `user:${databaseUser(role)}`,
  credentialsKeyArn: "credentials key",
  domain: "guichet.example",
  mailDomain: "courrier.guichet.example",
};
const granted = (name: FunctionName) =>
  grantedTo(name, places).flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
  );

test("message-frame reads files as the app's database user, and does nothing else", () => {
  expect(granted("message-frame")).toEqual([
    "rds-db:connect user:guichet_app",
    "s3:GetObject bucket:files/*",
    "kms:Decrypt key",
  ]);
});

test("inbound-mail reads raw mails, writes files, consumes its queue and sends to one other", () => {
  expect(granted("inbound-mail")).toEqual([
    "rds-db:connect user:guichet_worker",
    "s3:GetObject bucket:mail-raw/*",
    "kms:Decrypt key",
    "s3:GetObject bucket:files/*",
    "s3:PutObject bucket:files/*",
    "s3:AbortMultipartUpload bucket:files/*",
    "kms:Decrypt key",
    "kms:GenerateDataKey key",
    "sqs:SendMessage queue:mail-outbound",
    "sqs:ReceiveMessage queue:mail-inbound",
    "sqs:DeleteMessage queue:mail-inbound",
    "sqs:ChangeMessageVisibility queue:mail-inbound",
    "sqs:GetQueueAttributes queue:mail-inbound",
  ]);
});

test("only a function that sends mail may, through our domain and from our receiving domain", () => {
  const holding = (right: string) =>
    (Object.keys(functionSpecs) as FunctionName[]).filter((name) =>
      granted(name).some((line) => line.startsWith(right)),
    );
  expect(holding("ses:Send")).toEqual(["outbound-mail"]);
  expect(holding("ses:ListSuppressed")).toEqual(["mail-events", "check-mail"]);
  expect(grantedTo("outbound-mail", places).map((statement) => statement.toStatementJson())).toContainEqual({
    Effect: "Allow",
    Action: "ses:SendRawEmail",
    Resource: [
      "arn:aws:ses:eu-west-3:1:identity/guichet.example",
      "arn:aws:ses:eu-west-3:1:configuration-set/guichet-outbound",
      "arn:aws:ses:eu-west-3:1:configuration-set/guichet-security",
    ],
    Condition: { StringLike: { "ses:FromAddress": "*@courrier.guichet.example" } },
  });
});

test("the function of dead letters consumes every dead-letter queue and no other", () => {
  const consumed = granted("dead-letters").filter((line) => line.startsWith("sqs:ReceiveMessage"));
  expect(consumed).toEqual(Object.keys(queues).map((name) => `sqs:ReceiveMessage queue:${name}-dead`));
});

test("who seals ticketing credentials cannot open them, and one function opens them", () => {
  const holding = (action: string) =>
    (Object.keys(functionSpecs) as FunctionName[]).filter((name) =>
      granted(name).includes(`${action} credentials key`),
    );
  expect(holding("kms:GenerateDataKey")).toEqual(["ticketing"]);
  expect(holding("kms:Decrypt")).toEqual(["ticketing-fetch"]);
});

test("the key serves through S3 only", () => {
  const keyStatements = grantedTo("api", places).filter(({ actions }) =>
    actions.some((action) => action.startsWith("kms:")),
  );
  expect(keyStatements.length).toBeGreaterThan(0);
  for (const statement of keyStatements)
    expect(statement.conditions).toEqual({
      StringEquals: { "kms:ViaService": "s3.eu-west-3.amazonaws.com" },
    });
});
