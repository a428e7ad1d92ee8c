import * as z from "zod/mini";
import type { BucketName, QueueName } from "../../infra/catalogue.ts";
import { type DnsRecord, readDnsRecords } from "../../shared/mail/dns.ts";
import type { LogLevel } from "./log.ts";

const Text = z.string().check(z.minLength(1));

/** What every function is told. */
const common = {
  APP_ORIGIN: z.url(),
  HMAC_KEYS: z.string().check(z.regex(/^\d+:[A-Za-z0-9+/=]+(,\d+:[A-Za-z0-9+/=]+)*$/)),
  LOG_LEVEL: z.optional(z.enum(["info", "warn", "error", "silent"])),
  ENTRANCE_SECRET: z.optional(Text),
};

const Environment = z.object({
  ...common,
  FILES_ORIGIN: z.url(),
  MAIL_DOMAIN: Text,
  AWS_REGION: Text,
  DATABASE_HOST: Text,
  DATABASE_PORT: z.coerce.number(),
  DATABASE_NAME: Text,
  DATABASE_USER: Text,
  DATABASE_PASSWORD: z.optional(Text),
  DATABASE_AUTH: z.optional(z.literal("iam")),
  SES_CONFIGURATION_SET: z.optional(Text),
  SES_SECURITY_CONFIGURATION_SET: z.optional(Text),
  PARTNER_DOMAINS: z._default(z.string(), ""),
  SES_SEND_RATE: z.optional(z.coerce.number().check(z.positive())),
  SMTP_RELAY_HOST: z.optional(Text),
  S3_ENDPOINT: z.optional(z.url()),
  SQS_ENDPOINT: z.optional(z.url()),
  SES_ENDPOINT: z.optional(z.url()),
  MAIL_RECORDS: z.optional(Text),
  DNS_SERVER: z.optional(Text),
  RATE_LIMIT_FACTOR: z._default(z.coerce.number().check(z.gte(1)), 1),
  PROCONNECT_ISSUER: z.optional(z.url()),
});

/** Functions that speak to the Internet, and so know no database (infra/catalogue.ts, runsOutside). */
const OutsideEnvironment = z.object({
  ...common,
  PROCONNECT_ISSUER: z.optional(z.url()),
  PROCONNECT_CLIENT_ID: z.optional(Text),
  PROCONNECT_CLIENT_SECRET: z.optional(Text),
  PROCONNECT_SIGNING_ALGORITHM: z.optional(z.enum(["RS256", "ES256"])),
  COMPANY_DIRECTORY: z.optional(z.url()),
  PUBLIC_DIRECTORY: z.optional(z.url()),
  ADDRESS_SERVICE: z.optional(z.url()),
  AWS_REGION: z._default(Text, "none"),
  S3_ENDPOINT: z.optional(z.url()),
  SQS_ENDPOINT: z.optional(z.url()),
  KMS_ENDPOINT: z.optional(z.url()),
  CREDENTIALS_KEY: z.optional(Text),
  TICKETING_ADDRESS: z.optional(Text),
  TICKETING_PLACES: z.optional(Text),
  SACD_BASE_URL: z.optional(z.url()),
  SACD_CONSUMER_KEY: z.optional(Text),
  SACD_SECRET_KEY: z.optional(Text),
  SACD_PROVIDER: z.optional(Text),
  SACD_LOGIN: z.optional(Text),
  SACD_PASSWORD: z.optional(Text),
  SMTP_RELAY_HOST: z.optional(Text),
  SMTP_RELAY_PORT: z._default(z.coerce.number(), 587),
  SMTP_RELAY_USER: z.optional(Text),
  SMTP_RELAY_PASSWORD: z.optional(Text),
  SMTP_RELAY_CA: z.optional(Text),
});

const Places = z._default(z.record(z.string(), z.url()), {});
const TicketingPlaces = z.object({ vendors: Places, shops: Places });

/** One secret of the HMAC ring: derived tokens say which version made them. */
export interface HmacKey {
  version: number;
  secret: Buffer;
}

/** What a function knows of where it runs. Parsed once per container. */
export interface Env {
  appOrigin: string;
  filesOrigin: string;
  mailDomain: string;
  region: string;
  /** Oldest first; the last one signs. */
  hmacKeys: readonly HmacKey[];
  database: { host: string; port: number; name: string; user: string; password: string | undefined };
  sesConfigurationSet: string | undefined;
  /** That of mails about accounts, which a complaint does not stop. */
  sesSecurityConfigurationSet: string | undefined;
  /** Domains of rights bodies that mails may reach: `*` = all; those that end nowhere are always reached. */
  partnerDomains: readonly string[];
  /** Mails a second that SES lets us send; undefined = not counted. */
  sesSendRate: number | undefined;
  /** Whether mails may go by a second provider. */
  hasRelay: boolean;
  /** Issuer of the agents' identity provider; undefined where there is none. */
  proConnectIssuer: string | undefined;
  logLevel: LogLevel;
  /** What our distributions add to each request; functions that no browser reaches know none. */
  entranceSecret: string | undefined;
  /** Widens the limits of routes where one caller asks for many: load measures, the local run, tests. */
  rateLimitFactor: number;
  /** Records that mail depends on, as they should be published; empty where a function has no use of them. */
  mailRecords: readonly DnsRecord[];
  /** Local engines; absent in the cloud. */
  endpoints: {
    s3: string | undefined;
    sqs: string | undefined;
    ses: string | undefined;
    dns: string | undefined;
  };
  /** Name of a bucket this function has a right on; throws for any other. */
  bucket(name: BucketName): string;
  /** URL of a queue this function may send to; throws for any other. */
  queue(name: QueueName): string;
}

/** The ring of `1:<base64>[,2:<base64>]`. */
export const readHmacKeys = (ring: string): HmacKey[] =>
  ring.split(",").map((part) => {
    const colon = part.indexOf(":");
    return { version: Number(part.slice(0, colon)), secret: Buffer.from(part.slice(colon + 1), "base64") };
  });

/** Reads the environment the catalogue gives each function; throws on what is missing, naming variables, never values. */
export const readEnv = (source: Record<string, string | undefined> = process.env): Env => {
  const e = read(Environment, source);
  return {
    appOrigin: e.APP_ORIGIN,
    filesOrigin: e.FILES_ORIGIN,
    mailDomain: e.MAIL_DOMAIN,
    region: e.AWS_REGION,
    hmacKeys: readHmacKeys(e.HMAC_KEYS),
    database: {
      host: e.DATABASE_HOST,
      port: e.DATABASE_PORT,
      name: e.DATABASE_NAME,
      user: e.DATABASE_USER,
      password: e.DATABASE_PASSWORD,
    },
    sesConfigurationSet: e.SES_CONFIGURATION_SET,
    sesSecurityConfigurationSet: e.SES_SECURITY_CONFIGURATION_SET,
    partnerDomains: e.PARTNER_DOMAINS.split(" ").filter((domain) => domain !== ""),
    sesSendRate: e.SES_SEND_RATE,
    hasRelay: e.SMTP_RELAY_HOST !== undefined,
    proConnectIssuer: e.PROCONNECT_ISSUER,
    logLevel: e.LOG_LEVEL ?? "info",
    entranceSecret: e.ENTRANCE_SECRET,
    rateLimitFactor: e.RATE_LIMIT_FACTOR,
    mailRecords: readDnsRecords(e.MAIL_RECORDS ?? ""),
    endpoints: { s3: e.S3_ENDPOINT, sqs: e.SQS_ENDPOINT, ses: e.SES_ENDPOINT, dns: e.DNS_SERVER },
    ...placesIn(source),
  };
};

/** Where buckets and queues are; throws for one that the function has no right on. */
const placesIn = (source: Record<string, string | undefined>): Pick<Env, "bucket" | "queue"> => {
  const named = (prefix: "BUCKET" | "QUEUE", name: string) => {
    const variable = `${prefix}_${name.toUpperCase().replaceAll("-", "_")}`;
    const value = source[variable];
    if (!value) throw new Error(`no right on it: ${variable} is not set (see infra/catalogue.ts)`);
    return value;
  };
  return { bucket: (name) => named("BUCKET", name), queue: (name) => named("QUEUE", name) };
};

/** What a function outside the private network knows of where it runs. */
export interface OutsideEnv
  extends Pick<
    Env,
    "appOrigin" | "entranceSecret" | "hmacKeys" | "logLevel" | "region" | "bucket" | "queue"
  > {
  /** How the identity provider knows us; undefined where there is none. */
  proConnect:
    | { issuer: URL; clientId: string; clientSecret: string; algorithm: "RS256" | "ES256" }
    | undefined;
  companyDirectory: string | undefined;
  publicDirectory: string | undefined;
  /** Origin of the national address service; undefined = nothing is suggested. */
  addressService: string | undefined;
  /** SACD's web service; undefined where nothing is declared there. */
  sacd:
    | {
        baseUrl: string;
        consumerKey: string;
        secretKey: string;
        provider: string;
        login: string;
        password: string;
      }
    | undefined;
  /** The second provider of sending. `ca`: authority to trust besides the usual ones. */
  smtpRelay:
    | { host: string; port: number; user: string; password: string; ca: string | undefined }
    | undefined;
  /** Key of ticketing credentials; undefined where nothing is sealed or opened. */
  credentialsKey: string | undefined;
  /** Address ticketing vendors see us by. */
  ticketingAddress: string | undefined;
  /** Vendors that stand on this machine, by provider, and shops by their host; none in the cloud. */
  ticketingPlaces: z.infer<typeof TicketingPlaces>;
  /** Local engines; absent in the cloud. */
  endpoints: { s3: string | undefined; sqs: string | undefined; kms: string | undefined };
}

/** Reads the environment of a function that runs outside the private network. */
export const readOutsideEnv = (source: Record<string, string | undefined> = process.env): OutsideEnv => {
  const e = read(OutsideEnvironment, source);
  const {
    PROCONNECT_ISSUER: issuer,
    PROCONNECT_CLIENT_ID: clientId,
    PROCONNECT_CLIENT_SECRET: clientSecret,
    SMTP_RELAY_HOST: host,
    SMTP_RELAY_USER: user,
    SMTP_RELAY_PASSWORD: password,
  } = e;
  return {
    appOrigin: e.APP_ORIGIN,
    hmacKeys: readHmacKeys(e.HMAC_KEYS),
    logLevel: e.LOG_LEVEL ?? "info",
    entranceSecret: e.ENTRANCE_SECRET,
    proConnect:
      issuer && clientId && clientSecret
        ? {
            issuer: new URL(issuer),
            clientId,
            clientSecret,
            algorithm: e.PROCONNECT_SIGNING_ALGORITHM ?? "RS256",
          }
        : undefined,
    companyDirectory: e.COMPANY_DIRECTORY,
    publicDirectory: e.PUBLIC_DIRECTORY,
    addressService: e.ADDRESS_SERVICE,
    region: e.AWS_REGION,
    sacd: sacdOf(e),
    smtpRelay:
      host && user && password
        ? { host, port: e.SMTP_RELAY_PORT, user, password, ca: e.SMTP_RELAY_CA }
        : undefined,
    credentialsKey: e.CREDENTIALS_KEY,
    ticketingAddress: e.TICKETING_ADDRESS,
    ticketingPlaces: TicketingPlaces.parse(JSON.parse(e.TICKETING_PLACES ?? "{}")),
    endpoints: { s3: e.S3_ENDPOINT, sqs: e.SQS_ENDPOINT, kms: e.KMS_ENDPOINT },
    ...placesIn(source),
  };
};

const sacdOf = (e: z.infer<typeof OutsideEnvironment>): OutsideEnv["sacd"] => {
  const baseUrl = e.SACD_BASE_URL;
  const { SACD_CONSUMER_KEY: consumerKey, SACD_SECRET_KEY: secretKey, SACD_PROVIDER: provider } = e;
  const { SACD_LOGIN: login, SACD_PASSWORD: password } = e;
  return baseUrl && consumerKey && secretKey && provider && login && password
    ? { baseUrl, consumerKey, secretKey, provider, login, password }
    : undefined;
};

const read = <S extends z.ZodMiniType>(
  schema: S,
  source: Record<string, string | undefined>,
): z.output<S> => {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))];
  throw new Error(`environment variables missing or unreadable: ${names.join(", ")}`);
};
