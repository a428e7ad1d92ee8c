import { expect, test } from "vitest";
import { bucketVariable, type FunctionName, functionSpecs, queueVariable, runsOutside } from "./catalogue.ts";
import { type Deployment, environmentOf } from "./function-environment.ts";

const deployment: Deployment = {
  appOrigin: "https://guichet.example",
  filesOrigin: "https://fichiers.example",
  mailDomain: "courrier.guichet.example",
  mailRecords: [],
  hmacKeys: "1:a2V5",
  entranceSecret: "told to what browsers reach",
  database: {
    host: "db.example",
    port: "5432",
    name: "guichet",
    login: (role) => ({ DATABASE_PASSWORD: `secret of ${role}` }),
  },
  bucketName: (name) => `bucket-${name}`,
  queueUrl: (name) => `https://sqs.example/${name}`,
  proConnect: {
    issuer: "https://proconnect.example/api/v2",
    clientId: "guichet",
    clientSecret: "told to one function",
    signingAlgorithm: "RS256",
  },
  companyDirectory: "https://annuaire.example",
  publicDirectory: "https://services.example",
  credentialsKey: "arn:aws:kms:eu-west-3:1:key/credentials",
  smtpRelay: { host: "relais.example", port: 587, user: "guichet", password: "told to the relay" },
  sesSendRate: 14,
};

test.each(Object.keys(functionSpecs) as FunctionName[])(
  "%s hears of the buckets and queues it has a right on, and of no other",
  (name) => {
    const rights = functionSpecs[name].rights;
    const expected = rights.flatMap((right) =>
      "bucket" in right
        ? [bucketVariable(right.bucket)]
        : "queue" in right
          ? [queueVariable(right.queue)]
          : [],
    );
    const given = Object.keys(environmentOf(name, deployment)).filter((key) => /^(BUCKET|QUEUE)_/.test(key));
    expect(given.sort()).toEqual([...new Set(expected)].sort());
  },
);

test("the frame function logs in as the application role and can neither queue nor send", () => {
  const environment = environmentOf("message-frame", {
    ...deployment,
    endpoints: {
      s3: "http://s3.example",
      sqs: "http://sqs.example",
      ses: "http://ses.example",
      dns: "127.0.0.1:5353",
      kms: "http://kms.example",
    },
  });
  expect(environment).toMatchObject({
    DATABASE_USER: "guichet_app",
    DATABASE_PASSWORD: "secret of app",
    BUCKET_FILES: "bucket-files",
    S3_ENDPOINT: "http://s3.example",
  });
  expect(environment).not.toHaveProperty("SQS_ENDPOINT");
  expect(environment).not.toHaveProperty("SES_CONFIGURATION_SET");
});

test("in the cloud no endpoint is set", () => {
  expect(
    Object.keys(environmentOf("outbound-mail", deployment)).filter((key) => key.endsWith("_ENDPOINT")),
  ).toEqual([]);
});

test("the client's secret is told to the function that speaks to the provider, and to no other", () => {
  const told = (Object.keys(functionSpecs) as FunctionName[]).filter((name) =>
    JSON.stringify(environmentOf(name, deployment)).includes("told to one function"),
  );
  expect(told).toEqual(["proconnect"]);
  expect(environmentOf("api", deployment)).toMatchObject({
    PROCONNECT_ISSUER: "https://proconnect.example/api/v2",
  });
  const { proConnect: _none, ...without } = deployment;
  expect(Object.keys(environmentOf("proconnect", without)).filter((key) => /PROCONNECT/.test(key))).toEqual(
    [],
  );
});

test("what browsers reach knows the way they come in, and nothing else does", () => {
  for (const name of Object.keys(functionSpecs) as FunctionName[])
    expect([name, "ENTRANCE_SECRET" in environmentOf(name, deployment)]).toEqual([
      name,
      functionSpecs[name].trigger.kind === "http",
    ]);
});

test("what speaks to the Internet knows no database; one of them the bucket and the queue of what it relays", () => {
  const outside = (Object.keys(functionSpecs) as FunctionName[]).filter(runsOutside);
  expect(outside).toEqual([
    "proconnect",
    "companies",
    "addresses",
    "ticketing",
    "relay-mail",
    "ticketing-fetch",
    "sacd",
  ]);
  const known = outside.flatMap((name) =>
    Object.keys(environmentOf(name, deployment)).filter((key) => /^(DATABASE|BUCKET|QUEUE|SES)_/.test(key)),
  );
  expect(known).toEqual([
    "BUCKET_MAIL_RELAY",
    "QUEUE_MAIL_EVENTS",
    "BUCKET_READINGS",
    "QUEUE_TICKETING_SYNC",
    "BUCKET_RECEIPTS",
    "QUEUE_DECLARATION_JOBS",
  ]);
});

test("the second provider's password is told to the function that speaks to it, and to no other", () => {
  const told = (Object.keys(functionSpecs) as FunctionName[]).filter((name) =>
    JSON.stringify(environmentOf(name, deployment)).includes("told to the relay"),
  );
  expect(told).toEqual(["relay-mail"]);
  expect(environmentOf("outbound-mail", deployment)).toMatchObject({
    SMTP_RELAY_HOST: "relais.example",
    SES_SEND_RATE: "14",
  });
});
