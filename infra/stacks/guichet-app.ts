import { type App, Aws, SecretValue, Tags, Validations } from "aws-cdk-lib";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import { databaseUser, type FunctionName } from "../catalogue.ts";
import { receivingRecord } from "../mail-dns.ts";
import { acknowledge } from "./acknowledgements.ts";
import { ApiStack } from "./api-stack.ts";
import type { Surroundings } from "./catalogue-function.ts";
import { DataStack } from "./data-stack.ts";
import { databaseName } from "./database.ts";
import { MailStack } from "./mail-stack.ts";
import { bucketNameOf, queueArnOf } from "./names.ts";
import { ReceivingStack } from "./receiving-stack.ts";
import { SchemaStack } from "./schema-stack.ts";
import type { Settings } from "./settings.ts";
import { WatchStack } from "./watch-stack.ts";
import { WebStack } from "./web-stack.ts";
import { WorkStack } from "./work-stack.ts";

/** What is uploaded: the bundle of each function and the built front. */
export interface Artefacts {
  code: (name: FunctionName) => lambda.Code;
  webFolder: string;
}

/**
 * Every stack of one stage, in the order of deployment: what lasts, the doors, the mail, the schema, then the
 * functions, and what watches them. cdk-nag checks the whole; a finding that is not acknowledged fails the synth.
 */
export const buildGuichet = (app: App, settings: Settings, { code, webFolder }: Artefacts) => {
  const named = (name: string, region = settings.region) =>
    [`guichet-${settings.stage}-${name}`, { settings, env: { region } }] as const;

  const data = new DataStack(app, ...named("data"));
  const [webId, webProps] = named("web");
  const web = new WebStack(app, webId, { ...webProps, webFolder });
  const mail = new MailStack(app, ...named("mail"));
  const receiving = new ReceivingStack(app, ...named("receiving", settings.inboundRegion));
  const surroundings = surroundingsOf(settings, data, web, mail, code);
  const [schemaId, inRegion] = named("schema");
  const schema = new SchemaStack(app, schemaId, { ...inRegion, surroundings, data });
  const api = new ApiStack(app, named("api")[0], { ...inRegion, surroundings, api: web.api });
  const work = new WorkStack(app, named("work")[0], { ...inRegion, surroundings, data });
  const watch = new WatchStack(app, named("watch")[0], {
    ...inRegion,
    apiId: web.api.apiId,
    clusterId: data.cluster.clusterIdentifier,
  });

  mail.addStackDependency(data, "the topic speaks to a queue");
  receiving.addStackDependency(data, "the rule writes into a bucket and speaks to a queue");
  receiving.addStackDependency(mail, "the domain is verified first");
  for (const functions of [api, work]) {
    functions.addStackDependency(schema, "tables before code");
    functions.addStackDependency(mail, "the configuration set is named by the functions");
    watch.addStackDependency(functions, "it reads the logs of the functions");
  }

  const stacks = { data, web, mail, receiving, schema, api, work, watch };
  Tags.of(app).add("service", "guichet");
  Tags.of(app).add("stage", settings.stage);
  acknowledge(stacks, settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stacks;
};
export type GuichetStacks = ReturnType<typeof buildGuichet>;

/** The client's secret is made by hand, because ProConnect gives it (docs/deploy.md); read when a function is deployed. */
const proConnectOf = ({ stage, proConnect }: Settings) =>
  proConnect && {
    issuer: proConnect.issuer,
    clientId: proConnect.clientId,
    clientSecret: SecretValue.secretsManager(`guichet-${stage}/proconnect`, {
      ...(proConnect.secretVersion ? { versionId: proConnect.secretVersion } : {}),
    }).unsafeUnwrap(),
    signingAlgorithm: proConnect.signingAlgorithm,
  };

/** Its password is made by hand, because the second provider gives it (docs/deploy.md). */
const smtpRelayOf = ({ stage, smtpRelay }: Settings) =>
  smtpRelay && {
    host: smtpRelay.host,
    port: smtpRelay.port,
    user: smtpRelay.user,
    password: SecretValue.secretsManager(`guichet-${stage}/smtp-relay`, {
      ...(smtpRelay.secretVersion ? { versionId: smtpRelay.secretVersion } : {}),
    }).unsafeUnwrap(),
  };

/** What SACD registered us with is put down by hand, as JSON (docs/deploy.md). */
const sacdOf = ({ stage, sacd }: Settings) => {
  if (!sacd) return undefined;
  const field = (jsonField: string) =>
    SecretValue.secretsManager(`guichet-${stage}/sacd`, {
      jsonField,
      ...(sacd.secretVersion ? { versionId: sacd.secretVersion } : {}),
    }).unsafeUnwrap();
  return {
    baseUrl: sacd.baseUrl,
    consumerKey: field("consumerKey"),
    secretKey: field("secretKey"),
    provider: field("provider"),
    login: field("login"),
    password: field("password"),
  };
};

const surroundingsOf = (
  settings: Settings,
  data: DataStack,
  web: WebStack,
  mail: MailStack,
  code: Artefacts["code"],
): Surroundings => {
  const { clusterEndpoint, clusterResourceIdentifier } = data.cluster;
  const arn = (service: string, rest: string) =>
    `arn:aws:${service}:${settings.region}:${Aws.ACCOUNT_ID}:${rest}`;
  return {
    settings,
    network: data.network,
    outward: data.outward,
    environmentKey: data.key,
    code,
    deployment: {
      appOrigin: web.appOrigin,
      filesOrigin: web.filesOrigin,
      mailDomain: settings.mailDomain,
      mailRecords: [receivingRecord(settings), ...mail.records, ...web.encryptionRecords],
      hmacKeys: data.hmacKeys,
      entranceSecret: web.entranceSecret,
      database: {
        host: clusterEndpoint.hostname,
        port: "5432",
        name: databaseName,
        login: () => ({ DATABASE_AUTH: "iam" }),
      },
      bucketName: (name) => bucketNameOf(settings, name),
      queueUrl: (name) => data.queues[name].queueUrl,
      proConnect: proConnectOf(settings),
      companyDirectory: settings.companyDirectory,
      publicDirectory: settings.publicDirectory,
      addressService: settings.addressService,
      credentialsKey: data.credentialsKey.keyArn,
      ticketingAddress: data.outward.address,
      smtpRelay: smtpRelayOf(settings),
      sacd: sacdOf(settings),
      partnerDomains: settings.partnerDomains,
      sesSendRate: settings.sesSendRate,
    },
    places: {
      region: settings.region,
      arn,
      bucketArn: (name) => `arn:aws:s3:::${bucketNameOf(settings, name)}`,
      bucketKeyArn: (name) => (name === "site" ? undefined : data.key.keyArn),
      queueArn: (name) => queueArnOf(settings, name),
      databaseUserArn: (role) => arn("rds-db", `dbuser:${clusterResourceIdentifier}/${databaseUser(role)}`),
      credentialsKeyArn: data.credentialsKey.keyArn,
      domain: settings.domain,
      mailDomain: settings.mailDomain,
    },
  };
};
