import { expect, test } from "vitest";
import { bucketVariable, type FunctionName, functionSpecs, queueVariable } from "./catalogue.ts";
import { type Deployment, environmentOf } from "./function-environment.ts";

const deployment: Deployment = {
  appOrigin: "https://guichet.example",
  filesOrigin: "https://fichiers.example",
  mailDomain: "courrier.guichet.example",
  hmacKeys: "1:a2V5",
  database: {
    host: "db.example",
    port: "5432",
    name: "guichet",
    login: (role) => ({ DATABASE_PASSWORD: `secret of ${role}` }),
  },
  bucketName: (name) => `bucket-${name}`,
  queueUrl: (name) => `https://sqs.example/${name}`,
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
    endpoints: { s3: "http://s3.example", sqs: "http://sqs.example", ses: "http://ses.example" },
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
