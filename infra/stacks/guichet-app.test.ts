import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import {
  type BucketName,
  buckets,
  databaseUser,
  type FunctionName,
  type FunctionSpec,
  functionSpecs,
  hasFixedAddress,
  type QueueName,
  queues,
  runsOutside,
} from "../catalogue.ts";
import { type Part, synthesise, textOf } from "./test-kit.ts";

const { templates, resources } = synthesise();
const functionNames = Object.keys(functionSpecs) as FunctionName[];
const queueNames = Object.keys(queues) as QueueName[];
const root = join(import.meta.dirname, "../..");
const sources = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|test-kit/.test(path))
    .map((path) => readFileSync(join(root, folder, path), "utf8"));
const deployed = (name: string) => `guichet-prod-${name}`;

describe("functions", () => {
  const ours = resources("AWS::Lambda::Function").filter(([, { Properties }]) => Properties.FunctionName);

  test("the cloud has every function of the catalogue and no other", () => {
    expect(ours.map(([, { Properties }]) => Properties.FunctionName).sort()).toEqual(
      functionNames.map(deployed).sort(),
    );
  });

  test("what else runs are CDK's own helpers of a deployment", () => {
    const others = resources("AWS::Lambda::Function").filter(
      ([, { Properties }]) => !Properties.FunctionName,
    );
    expect(others.map(([id]) => id.replace(/[0-9A-Fa-f]{8,}.*$/, "")).sort()).toEqual([
      "AWS",
      "AWSCDKTriggerCustomResourceProviderCustomResourceProviderHandler",
      "CustomCDKBucketDeployment",
    ]);
  });

  test.each(functionNames)("%s has the runtime, memory, time and environment of the catalogue", (name) => {
    const spec: FunctionSpec = functionSpecs[name];
    const [, found] = ours.find(([, { Properties }]) => Properties.FunctionName === deployed(name)) ?? [];
    expect(found?.Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      MemorySize: spec.memoryMb,
      Timeout: spec.timeoutSeconds,
      Description: spec.does,
      LoggingConfig: { LogGroup: expect.anything() },
      KmsKeyArn: expect.anything(),
    });
    expect(found?.Properties.VpcConfig !== undefined).toBe(!runsOutside(name) || hasFixedAddress(name));
    const variables: string[] = Object.keys(found?.Properties.Environment.Variables);
    const told = (prefix: string) => variables.filter((variable) => variable.startsWith(prefix)).length;
    expect(told("BUCKET_")).toBe(spec.rights.filter((right) => "bucket" in right).length);
    expect(told("QUEUE_")).toBe(spec.rights.filter((right) => "queue" in right).length);
    expect(variables).not.toContain("DATABASE_PASSWORD");
    expect(variables).not.toContain("AWS_REGION");
  });

  test("every log group ends some day", () => {
    for (const [, { Properties }] of resources("AWS::Logs::LogGroup"))
      expect(Properties.RetentionInDays).toBeGreaterThan(0);
  });

  test("all that may run at once leaves connections free in the database", () => {
    const reserved = ours.reduce(
      (sum, [, { Properties }]) =>
        sum +
        (textOf(Properties.Environment).includes("DATABASE_HOST")
          ? (Properties.ReservedConcurrentExecutions ?? 0)
          : 0),
      0,
    );
    // What relays mails, reads ticketing accounts or posts declarations has no database.
    const fed = resources("AWS::Lambda::EventSourceMapping").reduce(
      (sum, [id, { Properties }]) =>
        sum + (/relaymail|ticketingfetch|sacd/.test(id) ? 0 : Properties.ScalingConfig.MaximumConcurrency),
      0,
    );
    const schedules = functionNames.filter((name) => functionSpecs[name].trigger.kind === "schedule").length;
    // PostgreSQL 17 on 1 ACU (2 GiB), the least a waking database has, takes about 180 connections.
    expect(reserved + fed + schedules).toBeLessThan(140);
  });
});

describe("rights", () => {
  const policies = resources("AWS::IAM::Policy", ["schema", "api", "work"]).filter(([id]) =>
    id.startsWith("Role"),
  );
  const statementsOf = (name: FunctionName): Part[] => {
    const id = `Role${name.replaceAll("-", "")}DefaultPolicy`;
    const found = policies.filter(([each]) => each.startsWith(id));
    expect(found).toHaveLength(1);
    return found.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  };
  const allowed = (name: FunctionName) => statementsOf(name).filter(({ Effect }) => Effect === "Allow");

  test.each(functionNames)("%s touches only the buckets of its rights", (name) => {
    const mayTouch = functionSpecs[name].rights.flatMap((right) => ("bucket" in right ? [right.bucket] : []));
    const text = textOf(allowed(name));
    for (const bucket of Object.keys(buckets) as BucketName[])
      expect(text.includes(`:s3:::guichet-prod-${bucket}-`)).toBe(mayTouch.includes(bucket));
  });

  test.each(functionNames)("%s logs into the database as its own role only", (name) => {
    const roles = functionSpecs[name].rights.flatMap((right) =>
      "database" in right ? [right.database] : [],
    );
    const connects = allowed(name).filter(({ Action }) => textOf(Action).includes("rds-db:"));
    expect(connects).toHaveLength(roles.length);
    for (const [index, role] of roles.entries())
      expect(textOf(connects[index]?.Resource)).toContain(`/${databaseUser(role)}"`);
  });

  test.each(functionNames)("%s has no wildcard but network cards, denied to its own code", (name) => {
    const isList = ({ Action }: { Action: unknown }) =>
      /^ses:\w+SuppressedDestinations?$/.test([Action].flat().join().split(",")[0] ?? "");
    const wild = statementsOf(name).filter((one) => textOf(one.Resource) === '"*"' && !isList(one));
    for (const { Action } of allowed(name)) expect(textOf(Action)).not.toContain("*");
    if (runsOutside(name) && !hasFixedAddress(name)) return expect(wild).toEqual([]);
    expect(wild.map(({ Effect }) => Effect)).toEqual(["Allow", "Deny"]);
    for (const { Action } of wild)
      expect(Action.every((each: string) => /^ec2:.*(NetworkInterface|Subnet|PrivateIp)/.test(each))).toBe(
        true,
      );
    expect(wild[1].Condition.ArnEquals["lambda:SourceFunctionArn"]["Fn::Join"][1].at(-1)).toBe(
      `:function:${deployed(name)}`,
    );
  });

  test("ProConnect's secret is read by name, for the one function that speaks to it, and only where it is set", () => {
    const withIt = synthesise({
      proConnectIssuer: "https://proconnect.example/api/v2",
      proConnectClientId: "guichet",
      proConnectSecretVersion: "0123456789abcdef0123456789abcdef",
    });
    const told = (from: typeof withIt.resources) =>
      from("AWS::Lambda::Function")
        .filter(([, { Properties }]) =>
          textOf(Properties.Environment ?? {}).includes("PROCONNECT_CLIENT_SECRET"),
        )
        .map(([, { Properties }]) => Properties);
    expect(told(resources)).toEqual([]);
    const [only, ...others] = told(withIt.resources);
    expect(others).toEqual([]);
    expect(only?.FunctionName).toBe(deployed("proconnect"));
    expect(textOf(only?.Environment)).toContain(
      "{{resolve:secretsmanager:guichet-prod/proconnect:SecretString:::0123456789abcdef0123456789abcdef}}",
    );
    expect(() => synthesise({ proConnectIssuer: "https://proconnect.example/api/v2" })).toThrow(/together/);
    expect(() =>
      synthesise({ proConnectIssuer: "http://proconnect.example", proConnectClientId: "guichet" }),
    ).toThrow();
  });

  test("nothing outside the functions' own policies gives them rights", () => {
    for (const [id, { Properties }] of resources("AWS::IAM::Role", ["schema", "api", "work"]))
      if (id.startsWith("Role"))
        expect(Properties.ManagedPolicyArns ?? Properties.Policies ?? []).toEqual([]);
  });
});

describe("queues", () => {
  test.each(queueNames)("%s gives a message up to its dead-letter queue as the catalogue says", (name) => {
    const spec = queues[name];
    templates.data.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: deployed(name),
      VisibilityTimeout: spec.visibilitySeconds,
      MessageRetentionPeriod: spec.retentionDays * 86_400,
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        maxReceiveCount: spec.maxReceives,
        deadLetterTargetArn: {
          "Fn::GetAtt": [Match.stringLikeRegexp(`^Queue${name.replaceAll("-", "")}dead`), "Arn"],
        },
      },
    });
    templates.data.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: deployed(`${name}-dead`),
      MessageRetentionPeriod: 14 * 86_400,
    });
  });

  test("a message stays hidden six times as long as the function that works on it may run", () => {
    for (const { trigger, timeoutSeconds } of Object.values(functionSpecs))
      if (trigger.kind === "queue")
        expect(queues[trigger.queue].visibilitySeconds).toBeGreaterThanOrEqual(6 * timeoutSeconds);
  });

  test("every queue feeds its function with partial failures, every dead queue feeds dead-letters", () => {
    const feeds = resources("AWS::Lambda::EventSourceMapping");
    expect(feeds).toHaveLength(2 * queueNames.length);
    for (const [, { Properties }] of feeds)
      expect(Properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
  });

  test.each(queueNames)("%s has an alarm on dead letters and one on age over five minutes", (name) => {
    const alarm = (queue: string, metric: string, threshold: number) =>
      templates.watch.hasResourceProperties("AWS::CloudWatch::Alarm", {
        MetricName: metric,
        Dimensions: [{ Name: "QueueName", Value: deployed(queue) }],
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: threshold,
        AlarmActions: [Match.anyValue()],
      });
    alarm(`${name}-dead`, "ApproximateNumberOfMessagesVisible", 0);
    alarm(name, "ApproximateAgeOfOldestMessage", 300);
  });
});

describe("data", () => {
  test("the database scales to zero, is encrypted, protected, and logs in by IAM over TLS", () => {
    templates.data.hasResourceProperties("AWS::RDS::DBCluster", {
      Engine: "aurora-postgresql",
      EngineVersion: Match.stringLikeRegexp("^17\\."),
      ServerlessV2ScalingConfiguration: { MinCapacity: 0, SecondsUntilAutoPause: 300 },
      EnableIAMDatabaseAuthentication: true,
      StorageEncrypted: true,
      KmsKeyId: Match.anyValue(),
      DeletionProtection: true,
      BackupRetentionPeriod: 14,
    });
    templates.data.hasResourceProperties("AWS::RDS::DBClusterParameterGroup", {
      Parameters: Match.objectLike({ "rds.force_ssl": "1", log_error_verbosity: "terse" }),
    });
  });

  test("the network of the database has no way out to the internet, that of ticketing one by an address that stays", () => {
    const ways = ["AWS::EC2::NatGateway", "AWS::EC2::InternetGateway", "AWS::EC2::EIP"];
    for (const type of ways)
      expect(resources(type, ["data"]).map(([id]) => /^OutwardNetwork|^TicketingAddress/.test(id))).toEqual([
        true,
      ]);
    const endpoints = resources("AWS::EC2::VPCEndpoint").map(([, { Properties }]) =>
      textOf(Properties.ServiceName),
    );
    expect(endpoints).toHaveLength(4);
    for (const [service, count] of [
      [".s3", 2],
      [".sqs", 1],
      [".email", 1],
    ] as const)
      expect(endpoints.filter((name) => name.includes(`${service}"`))).toHaveLength(count);
  });

  test("every bucket of the catalogue is private, encrypted, and closed to plain HTTP", () => {
    const found = resources("AWS::S3::Bucket");
    expect(found).toHaveLength(Object.keys(buckets).length);
    const policies = textOf(resources("AWS::S3::BucketPolicy").map(([, { Properties }]) => Properties));
    for (const [id, { Properties }] of found) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(Properties.BucketEncryption).toBeDefined();
      expect(Properties.VersioningConfiguration).toBeUndefined();
      expect(policies).toContain(`{"Ref":"${id}"}`);
    }
    expect(policies.match(/"aws:SecureTransport":"false"/g)).toHaveLength(found.length);
  });

  test.each(Object.keys(buckets) as BucketName[])("%s keeps and opens what the catalogue says", (name) => {
    const spec: { cors: boolean; expireDays?: number } = buckets[name];
    const [, bucket] =
      resources("AWS::S3::Bucket").find(([, { Properties }]) =>
        textOf(Properties.BucketName).includes(`guichet-prod-${name}-`),
      ) ?? [];
    expect(bucket?.Properties.CorsConfiguration !== undefined).toBe(spec.cors);
    const days = bucket?.Properties.LifecycleConfiguration.Rules.find(
      (rule: { ExpirationInDays?: number }) => rule.ExpirationInDays,
    )?.ExpirationInDays;
    expect(days).toBe(spec.expireDays);
  });
});

describe("web", () => {
  const csp = textOf(
    resources("AWS::CloudFront::ResponseHeadersPolicy").map(
      ([, { Properties }]) =>
        Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy,
    ),
  );

  test("pages carry a policy that refuses inline scripts, and HSTS", () => {
    expect(csp).toContain("script-src 'self';");
    expect(csp).not.toContain("unsafe-inline");
    expect(csp).not.toContain("unsafe-eval");
    templates.web.hasResourceProperties("AWS::CloudFront::ResponseHeadersPolicy", {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          StrictTransportSecurity: { IncludeSubdomains: true },
          ContentTypeOptions: Match.anyValue(),
          FrameOptions: { FrameOption: "DENY" },
          ContentSecurityPolicy: Match.anyValue(),
        },
      },
    });
  });

  test("other companies' services are named in the policy of a deployment that has them, and in no other", () => {
    const policyOf = (made: typeof resources) =>
      textOf(made("AWS::CloudFront::ResponseHeadersPolicy", ["web"]).map(([, { Properties }]) => Properties));
    const sourcesOf = (made: typeof resources) =>
      made("Custom::CDKBucketDeployment", ["web"]).map(
        ([, { Properties }]) => Properties.SourceObjectKeys.length,
      );
    const configured = synthesise({ matomoUrl: "https://mesure.example/", matomoSite: 7 });
    expect(policyOf(configured.resources)).toMatch(/connect-src [^;]* https:\/\/mesure\.example;/);
    expect(policyOf(resources)).not.toContain("mesure.example");
    // The front, and beside it what its pages read of the deployment.
    expect(sourcesOf(resources)).toEqual([1, 2]);
  });

  test("the policy opens uploads to our two browser buckets and no other", () => {
    expect(csp.match(/guichet-prod-uploads-/g)?.length).toBeGreaterThan(0);
    expect(csp.match(/guichet-prod-files-/g)?.length).toBeGreaterThan(0);
    expect(csp).not.toContain("guichet-prod-mail-raw");
  });

  test("the app's API and the files' frames are on two distributions", () => {
    const behaviours = resources("AWS::CloudFront::Distribution").map(([, { Properties }]) =>
      Properties.DistributionConfig.CacheBehaviors.map((each: { PathPattern: string }) => each.PathPattern),
    );
    expect(behaviours).toContainEqual(["/frames/*"]);
    expect(behaviours).toContainEqual(["/api/*", "/logos/*", "/404.html"]);
  });

  test("CloudFront forwards every header that a function reads, and tells the viewer's address itself", () => {
    const [[, policy] = []] = resources("AWS::CloudFront::OriginRequestPolicy");
    const forwarded: string[] = policy?.Properties.OriginRequestPolicyConfig.HeadersConfig.Headers.map(
      (header: string) => header.toLowerCase(),
    );
    expect(forwarded).toContain("cloudfront-viewer-address");
    expect(forwarded).not.toContain("host");
    // The quota of CloudFront for one policy.
    expect(forwarded.length).toBeLessThanOrEqual(10);
    const read = sources("functions").flatMap((source) =>
      [...source.matchAll(/req\.header\("([^"]+)"\)/g)].map(([, header]) => header?.toLowerCase()),
    );
    expect(read).toContain("origin");
    for (const header of new Set(read)) expect(forwarded).toContain(header);
  });

  test("both distributions add the way in to what they send to functions, and a browser cannot send its own", () => {
    const apiOrigins = resources("AWS::CloudFront::Distribution").flatMap(([, { Properties }]) =>
      Properties.DistributionConfig.Origins.filter(
        (origin: { OriginPath?: string; CustomOriginConfig?: object }) =>
          origin.CustomOriginConfig && !origin.OriginPath,
      ),
    );
    expect(apiOrigins).toHaveLength(2);
    for (const { OriginCustomHeaders } of apiOrigins) {
      expect(OriginCustomHeaders).toMatchObject([{ HeaderName: "x-guichet-entrance" }]);
      expect(JSON.stringify(OriginCustomHeaders)).toContain("{{resolve:secretsmanager:");
    }
    const [[, policy] = []] = resources("AWS::CloudFront::OriginRequestPolicy");
    expect(
      JSON.stringify(policy?.Properties.OriginRequestPolicyConfig.HeadersConfig).toLowerCase(),
    ).not.toContain("x-guichet-entrance");
  });

  test("a missing page asks the route that answers 404, and no error page hides the API's answers", () => {
    for (const [, { Properties }] of resources("AWS::CloudFront::Distribution"))
      expect(Properties.DistributionConfig.CustomErrorResponses).toBeUndefined();
    templates.web.hasResourceProperties("AWS::ApiGatewayV2::Integration", {
      IntegrationType: "HTTP_PROXY",
      ResponseParameters: {
        "200": { ResponseParameters: [{ Destination: "overwrite:statuscode", Source: "404" }] },
      },
    });
  });

  test("every HTTP function of the catalogue answers at its prefix and below", () => {
    const prefixes = Object.values(functionSpecs).flatMap(({ trigger }) =>
      trigger.kind === "http" ? [`ANY ${trigger.path}`, `ANY ${trigger.path}/{proxy+}`] : [],
    );
    const routes = resources("AWS::ApiGatewayV2::Route", ["api"]).map(
      ([, { Properties }]) => Properties.RouteKey,
    );
    expect(routes.sort()).toEqual(prefixes.sort());
  });

  test("the API is throttled, and its log holds nothing about a person", () => {
    const [[, stage] = []] = resources("AWS::ApiGatewayV2::Stage");
    expect(stage?.Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    });
    expect(stage?.Properties.AccessLogSettings.Format).not.toMatch(/sourceIp|userAgent|path|authorizer/i);
  });
});

describe("schedules", () => {
  const rates = (from: ReturnType<typeof synthesise>) =>
    from
      .resources("AWS::Events::Rule")
      // Rules without a rate wait for events.
      .flatMap(([, { Properties }]) => Properties.ScheduleExpression ?? [])
      .sort();

  const rateOf = (minutes: number) =>
    ({ 1: "rate(1 minute)", 60: "rate(1 hour)", 1440: "rate(1 day)" })[minutes] ?? `rate(${minutes} minutes)`;

  test("run as often as the catalogue says", () => {
    const expected = Object.values(functionSpecs).flatMap(({ trigger }) =>
      trigger.kind !== "schedule" ? [] : [rateOf(trigger.everyMinutes)],
    );
    expect(rates({ templates, resources } as ReturnType<typeof synthesise>)).toEqual(expected.sort());
  });

  test("leave a quiet stage's database asleep", () => {
    expect(new Set(rates(synthesise({ quiet: true, stage: "essai" })))).toEqual(
      new Set(["rate(1 hour)", "rate(1 day)"]),
    );
  });
});

describe("deployment", () => {
  test("migrate runs before the other functions change, and stops the deployment when it fails", () => {
    templates.schema.hasResourceProperties("Custom::Trigger", {
      InvocationType: "RequestResponse",
      HandlerArn: Match.anyValue(),
    });
    const { stacks } = synthesise();
    for (const functions of [stacks.api, stacks.work])
      expect(functions.dependencies).toContain(stacks.schema);
  });

  test("the keys of derived links come from generated secrets, oldest first", () => {
    const { resources: two } = synthesise({ hmacKeyCount: 2 });
    const [[, api] = []] = two("AWS::Lambda::Function", ["api"]);
    expect(textOf(api?.Properties.Environment.Variables.HMAC_KEYS)).toMatch(
      /"1:\{\{resolve:secretsmanager:.*,2:\{\{resolve:secretsmanager:/,
    );
  });
});
