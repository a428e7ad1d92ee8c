import { type DnsRecord, dnsRecordLine } from "../shared/mail/dns.ts";
import type { BucketName, QueueName } from "./catalogue.ts";
import {
  bucketVariable,
  type DatabaseRole,
  databaseUser,
  type FunctionName,
  functionSpecs,
  mail,
  queueVariable,
} from "./catalogue.ts";

/** Where the resources of one deployment are. Values may be CDK tokens: they are passed through untouched. */
export interface Deployment {
  /** Origin of the app, such as `https://guichet.example` (no slash at the end). */
  appOrigin: string;
  /** Origin that serves /frames; never the same host as the app. */
  filesOrigin: string;
  /** Domain whose addresses receive mail. */
  mailDomain: string;
  /** Records that mail depends on, as they should be published. */
  mailRecords: readonly DnsRecord[];
  /** Keys of derived tokens, `1:<base64>[,2:<base64>]`; the last one is current. */
  hmacKeys: string;
  /** What the distributions add to each request, so that functions answer nobody who goes around them. */
  entranceSecret: string;
  database: {
    host: string;
    port: string;
    name: string;
    /** How a role logs in: `{ DATABASE_AUTH: "iam" }` in the cloud, `{ DATABASE_PASSWORD }` locally. */
    login: (role: DatabaseRole) => Record<string, string>;
  };
  bucketName: (name: BucketName) => string;
  queueUrl: (name: QueueName) => string;
  /** The identity provider of agents, as it registered us; absent when this deployment has none. */
  proConnect?:
    | { issuer: string; clientId: string; clientSecret: string; signingAlgorithm: string }
    | undefined;
  /** Origin of the directory of companies; absent where registrations are not checked against one. */
  companyDirectory?: string;
  /** Origin of the directory of public services; absent where no published address proves anything. */
  publicDirectory?: string;
  /** Origin of the national address service; absent where nothing is suggested. */
  addressService?: string;
  /** The second provider of sending; absent when this deployment has none. `ca`: authority to trust besides the usual ones. */
  smtpRelay?: { host: string; port: number; user: string; password: string; ca?: string } | undefined;
  /** SACD's web service and what it registered us with; absent when this deployment cannot declare there. */
  sacd?: SacdAccess | undefined;
  /** Key of ticketing credentials. */
  credentialsKey: string;
  /** Address ticketing vendors see us by; absent where it is not fixed. */
  ticketingAddress?: string;
  /** Vendors of this machine, by provider, and shops by their host; absent in the cloud. */
  ticketingPlaces?: TicketingPlaces;
  /** Domains of rights bodies that mails may reach; absent = none but those that end nowhere. */
  partnerDomains?: readonly string[];
  /** Mails a second that SES lets us send; absent = not counted. */
  sesSendRate?: number;
  /** Local engines; absent in the cloud, where the SDK finds the real ones. */
  endpoints?: { s3: string; sqs: string; ses: string; dns: string; kms: string };
}

/** How SACD knows us. */
interface SacdAccess {
  baseUrl: string;
  consumerKey: string;
  secretKey: string;
  provider: string;
  login: string;
  password: string;
}

/** Where ticketing vendors are instead of on the Internet. */
export interface TicketingPlaces {
  vendors: Readonly<Record<string, string>>;
  shops: Readonly<Record<string, string>>;
}

/**
 * The environment of one function, computed from its catalogue rights and nothing else, so that the cloud and the
 * local run cannot differ: a function never hears of a bucket, queue or database it has no right on.
 * What the Lambda runtime itself sets (AWS_REGION, credentials, AWS_LAMBDA_*) is not part of it.
 */
export const environmentOf = (name: FunctionName, deployment: Deployment): Record<string, string> => {
  const { appOrigin, filesOrigin, mailDomain, hmacKeys, database, endpoints } = deployment;
  const environment: Record<string, string> = {
    APP_ORIGIN: appOrigin,
    FILES_ORIGIN: filesOrigin,
    MAIL_DOMAIN: mailDomain,
    HMAC_KEYS: hmacKeys,
  };
  if (functionSpecs[name].trigger.kind === "http") environment.ENTRANCE_SECRET = deployment.entranceSecret;
  for (const right of functionSpecs[name].rights) {
    if ("database" in right) {
      environment.DATABASE_HOST = database.host;
      environment.DATABASE_PORT = database.port;
      environment.DATABASE_NAME = database.name;
      environment.DATABASE_USER = databaseUser(right.database);
      Object.assign(environment, database.login(right.database));
    } else if ("bucket" in right) {
      environment[bucketVariable(right.bucket)] = deployment.bucketName(right.bucket);
      if (endpoints) environment.S3_ENDPOINT = endpoints.s3;
    } else if ("queue" in right) {
      environment[queueVariable(right.queue)] = deployment.queueUrl(right.queue);
      if (endpoints) environment.SQS_ENDPOINT = endpoints.sqs;
    } else if ("identityProvider" in right) {
      if (deployment.proConnect)
        Object.assign(environment, proConnectVariables(right.can, deployment.proConnect));
    } else if ("dns" in right) {
      environment.MAIL_RECORDS = deployment.mailRecords.map(dnsRecordLine).join("\n");
      if (endpoints) environment.DNS_SERVER = endpoints.dns;
    } else if ("addressService" in right) {
      if (deployment.addressService) environment.ADDRESS_SERVICE = deployment.addressService;
    } else if ("companyDirectory" in right) {
      if (deployment.companyDirectory) environment.COMPANY_DIRECTORY = deployment.companyDirectory;
    } else if ("publicDirectory" in right) {
      if (deployment.publicDirectory) environment.PUBLIC_DIRECTORY = deployment.publicDirectory;
    } else if ("sacd" in right) {
      if (deployment.sacd) Object.assign(environment, sacdVariables(deployment.sacd));
    } else if ("ticketing" in right) {
      if (deployment.ticketingAddress) environment.TICKETING_ADDRESS = deployment.ticketingAddress;
      if (deployment.ticketingPlaces)
        environment.TICKETING_PLACES = JSON.stringify(deployment.ticketingPlaces);
    } else if ("credentials" in right) {
      environment.CREDENTIALS_KEY = deployment.credentialsKey;
      if (endpoints) environment.KMS_ENDPOINT = endpoints.kms;
    } else if ("smtpRelay" in right) {
      if (deployment.smtpRelay)
        Object.assign(environment, relayVariables(right.smtpRelay, deployment.smtpRelay));
    } else {
      if (right.ses === "send") {
        environment.SES_CONFIGURATION_SET = mail.configurationSet;
        environment.SES_SECURITY_CONFIGURATION_SET = mail.securityConfigurationSet;
        if (deployment.partnerDomains?.length)
          environment.PARTNER_DOMAINS = deployment.partnerDomains.join(" ");
        if (deployment.sesSendRate) environment.SES_SEND_RATE = String(deployment.sesSendRate);
      }
      if (endpoints) environment.SES_ENDPOINT = endpoints.ses;
    }
  }
  return environment;
};

const proConnectVariables = (can: "exchange" | "offer", given: NonNullable<Deployment["proConnect"]>) => ({
  PROCONNECT_ISSUER: given.issuer,
  ...(can === "exchange" && {
    PROCONNECT_CLIENT_ID: given.clientId,
    PROCONNECT_CLIENT_SECRET: given.clientSecret,
    PROCONNECT_SIGNING_ALGORITHM: given.signingAlgorithm,
  }),
});

const sacdVariables = (given: SacdAccess) => ({
  SACD_BASE_URL: given.baseUrl,
  SACD_CONSUMER_KEY: given.consumerKey,
  SACD_SECRET_KEY: given.secretKey,
  SACD_PROVIDER: given.provider,
  SACD_LOGIN: given.login,
  SACD_PASSWORD: given.password,
});

const relayVariables = (can: "send" | "offer", given: NonNullable<Deployment["smtpRelay"]>) => ({
  SMTP_RELAY_HOST: given.host,
  ...(can === "send" && {
    SMTP_RELAY_PORT: String(given.port),
    SMTP_RELAY_USER: given.user,
    SMTP_RELAY_PASSWORD: given.password,
    ...(given.ca && { SMTP_RELAY_CA: given.ca }),
  }),
});
