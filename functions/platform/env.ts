import * as z from "zod/mini";
import type { BucketName, QueueName } from "../../infra/catalogue.ts";
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
  S3_ENDPOINT: z.optional(z.url()),
  SQS_ENDPOINT: z.optional(z.url()),
  SES_ENDPOINT: z.optional(z.url()),
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
});

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
  /** Issuer of the agents' identity provider; undefined where there is none. */
  proConnectIssuer: string | undefined;
  logLevel: LogLevel;
  /** What our distributions add to each request; functions that no browser reaches know none. */
  entranceSecret: string | undefined;
  /** Widens the limits of routes where one caller asks for many: load measures, the local run, tests. */
  rateLimitFactor: number;
  /** Local engines; absent in the cloud. */
  endpoints: { s3: string | undefined; sqs: string | undefined; ses: string | undefined };
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
  const named = (prefix: "BUCKET" | "QUEUE", name: string) => {
    const variable = `${prefix}_${name.toUpperCase().replaceAll("-", "_")}`;
    const value = source[variable];
    if (!value) throw new Error(`no right on it: ${variable} is not set (see infra/catalogue.ts)`);
    return value;
  };
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
    proConnectIssuer: e.PROCONNECT_ISSUER,
    logLevel: e.LOG_LEVEL ?? "info",
    entranceSecret: e.ENTRANCE_SECRET,
    rateLimitFactor: e.RATE_LIMIT_FACTOR,
    endpoints: { s3: e.S3_ENDPOINT, sqs: e.SQS_ENDPOINT, ses: e.SES_ENDPOINT },
    bucket: (name) => named("BUCKET", name),
    queue: (name) => named("QUEUE", name),
  };
};

/** What a function outside the private network knows of where it runs. */
export interface OutsideEnv extends Pick<Env, "appOrigin" | "entranceSecret" | "hmacKeys" | "logLevel"> {
  /** How the identity provider knows us; undefined where there is none. */
  proConnect:
    | { issuer: URL; clientId: string; clientSecret: string; algorithm: "RS256" | "ES256" }
    | undefined;
  companyDirectory: string | undefined;
}

/** Reads the environment of a function that runs outside the private network. */
export const readOutsideEnv = (source: Record<string, string | undefined> = process.env): OutsideEnv => {
  const e = read(OutsideEnvironment, source);
  const {
    PROCONNECT_ISSUER: issuer,
    PROCONNECT_CLIENT_ID: clientId,
    PROCONNECT_CLIENT_SECRET: clientSecret,
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
  };
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
