import type { Node } from "constructs";
import * as z from "zod/mini";
import type { MtaStsMode } from "../mail-dns.ts";
import {
  type ConfiguredServices,
  configuredServices,
  optionalServiceSettings,
} from "../optional-services.ts";

/** What may differ from one deployment to another. Each field is a CDK context key (`-c stage=prod`). */
export interface Settings {
  /** Short name of the environment; part of every resource name. One AWS account per stage. */
  stage: string;
  /** Region of everything but CloudFront (global) and, where Paris cannot receive, of the mail door. */
  region: string;
  /** Region whose SES receives the mail. */
  inboundRegion: string;
  /** Two zones of the region, such as `eu-west-3a,eu-west-3b`; absent = its first two. SES has no endpoint in some. */
  zones?: string[];
  /** Verified sending domain, `D` in the mail texts. */
  domain: string;
  /** Receiving domain, `R`: always below `domain`. */
  mailDomain: string;
  /** Host of the app; absent = the name CloudFront gives. */
  appDomain?: string;
  /** Host of the files origin; absent = the name CloudFront gives. */
  filesDomain?: string;
  /** ACM certificate in us-east-1 for both hosts, and `mta-sts.<mailDomain>`; needed with `appDomain`. */
  certificateArn?: string;
  /** Where the alarms are mailed. */
  alarmEmail?: string;
  /** Mailbox of DMARC reports, outside the flow of cases. */
  dmarcReports: string;
  /** Whom security.txt names: `mailto:…` or `https://…`. */
  securityContact: string;
  /** `none` for two weeks of reports, then `quarantine`, then `reject`. */
  dmarcPolicy: "none" | "quarantine" | "reject";
  /** Hosts beside SES that may send for R, as SPF says them (`include:relais.example`): those of the SMTP fallback. */
  otherSenders: string[];
  /** Whether senders must encrypt towards R (RFC 8461): `testing` for two weeks of reports, then `enforce`; needs `appDomain`. */
  mtaSts: MtaStsMode;
  /** Schedules run once an hour at most, so that the database can really pause: for stages nobody waits on. */
  quiet: boolean;
  /** Reserves concurrency for the HTTP functions; a new account may not have enough of it yet. */
  reserveConcurrency: boolean;
  /** How many HMAC keys exist; raising it by one adds a key and keeps the old ones valid. */
  hmacKeyCount: number;
  /** ProConnect as it registered this deployment; absent = no button, agents sign in with a password. */
  proConnect?: {
    issuer: string;
    clientId: string;
    /** Version of the secret `guichet-<stage>/proconnect`: a new one makes a deployment read it again. */
    secretVersion?: string;
    signingAlgorithm: "RS256" | "ES256";
  };
  /** The second provider of sending, by SMTP with STARTTLS; absent = mails wait until SES is back. */
  smtpRelay?: {
    host: string;
    port: number;
    user: string;
    /** Version of the secret `guichet-<stage>/smtp-relay`: a new one makes a deployment read it again. */
    secretVersion?: string;
  };
  /** SACD's web service; absent = nothing is declared there. */
  sacd?: {
    baseUrl: string;
    /** Version of the secret `guichet-<stage>/sacd`: a new one makes a deployment read it again. */
    secretVersion?: string;
  };
  /** Domains of rights bodies that mails may reach; `*` = all, none by default: only production writes to agencies. */
  partnerDomains: readonly string[];
  /** Mails a second that SES lets this account send (its console says); four fifths of it are used. */
  sesSendRate: number;
  /** Visits, error reports and chat by other companies' servers; none by default. */
  services: ConfiguredServices;
  /** Origin of the State's directory of companies. */
  companyDirectory: string;
  /** Origin of the State's directory of public services. */
  publicDirectory: string;
  /** Origin of the national address service. */
  addressService: string;
  /** Largest database capacity, in ACU (about 2 GiB of memory each). */
  databaseMaxCapacity: number;
}

const hostName = z
  .string()
  .check(z.regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "not a host name"));
const regionName = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "not a region"));
/** Context given on the command line is text; in cdk.json it may be a real boolean or number. */
const flag = z.pipe(
  z.union([z.boolean(), z.enum(["true", "false"])]),
  z.transform((value) => String(value) === "true"),
);
const count = (least: number, most: number) => z.coerce.number().check(z.int(), z.gte(least), z.lte(most));

const contextSchema = z.strictObject({
  stage: z._default(z.string().check(z.regex(/^[a-z][a-z0-9]{1,11}$/, "2 to 12 letters or digits")), "prod"),
  region: z._default(regionName, "eu-west-3"),
  inboundRegion: z.optional(regionName),
  zones: z.optional(
    z.pipe(
      z.string().check(z.regex(/^[a-z0-9-]+,[a-z0-9-]+$/, "two zones, with a comma between")),
      z.transform((text) => text.split(",")),
    ),
  ),
  domain: z._default(hostName, "guichet.example"),
  mailDomain: z.optional(hostName),
  appDomain: z.optional(hostName),
  filesDomain: z.optional(hostName),
  certificateArn: z.optional(z.string().check(z.startsWith("arn:aws:acm:us-east-1:"))),
  alarmEmail: z.optional(z.email()),
  dmarcReports: z.optional(z.email()),
  securityContact: z.optional(
    z.string().check(z.regex(/^(mailto:|https:\/\/)\S+$/, "a mailto: or https: address")),
  ),
  dmarcPolicy: z._default(z.enum(["none", "quarantine", "reject"]), "none"),
  otherSenders: z.pipe(
    z._default(
      z.string().check(z.regex(/^((include|a|mx|ip4|ip6):[a-z0-9.:/_-]+( |$))*$/, "words of SPF")),
      "",
    ),
    z.transform((text) => text.split(" ").filter((part) => part !== "")),
  ),
  mtaSts: z._default(z.enum(["off", "testing", "enforce"]), "off"),
  quiet: z._default(flag, false),
  reserveConcurrency: z._default(flag, true),
  hmacKeyCount: z._default(count(1, 9), 1),
  databaseMaxCapacity: z._default(count(1, 64), 4),
  proConnectIssuer: z.optional(z.url({ protocol: /^https$/ })),
  proConnectClientId: z.optional(z.string().check(z.minLength(1))),
  proConnectSecretVersion: z.optional(z.string().check(z.minLength(32))),
  proConnectSigningAlgorithm: z._default(z.enum(["RS256", "ES256"]), "RS256"),
  smtpRelayHost: z.optional(hostName),
  smtpRelayPort: z._default(count(1, 65_535), 587),
  smtpRelayUser: z.optional(z.string().check(z.minLength(1))),
  smtpRelaySecretVersion: z.optional(z.string().check(z.minLength(32))),
  sacdBaseUrl: z.optional(z.url({ protocol: /^https$/ })),
  sacdSecretVersion: z.optional(z.string().check(z.minLength(32))),
  partnerDomains: z.pipe(
    z._default(z.string().check(z.regex(/^(\*|([a-z0-9.-]+( |$))*)$/, "domains, or *")), ""),
    z.transform((text) => text.split(" ").filter((part) => part !== "")),
  ),
  // What AWS gives an account that leaves the sandbox; in it: 1.
  sesSendRate: z._default(count(1, 1000), 14),
  companyDirectory: z._default(z.url({ protocol: /^https$/ }), "https://recherche-entreprises.api.gouv.fr"),
  publicDirectory: z._default(z.url({ protocol: /^https$/ }), "https://api-lannuaire.service-public.fr"),
  addressService: z._default(z.url({ protocol: /^https$/ }), "https://data.geopf.fr"),
  ...optionalServiceSettings,
});
type Context = z.input<typeof contextSchema>;

/**
 * Regions where SES sends but does not receive: the sending table of the AWS General Reference ("Amazon SES
 * endpoints and quotas") less its receiving table. docs/deploy.md says how to check before a first deployment.
 */
const withoutReceiving = new Set([
  "ap-south-2",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "me-central-1",
  "us-gov-east-1",
  "us-gov-west-1",
]);

/** Region that receives for a region: itself, else Ireland, the oldest receiving region of the Union. */
export const receivingRegionFor = (region: string): string =>
  withoutReceiving.has(region) ? "eu-west-1" : region;

/**
 * Settings from raw context values. Refuses unknown values, a receiving domain outside the sending one
 * (its mails would not align, mail.md §4.1), an app domain without its certificate, and half of ProConnect, Matomo or
 * the second provider.
 */
export const parseSettings = (context: Context): Settings => {
  const {
    proConnectIssuer: issuer,
    proConnectClientId: clientId,
    proConnectSecretVersion: secretVersion,
    proConnectSigningAlgorithm: signingAlgorithm,
    smtpRelayHost: relayHost,
    smtpRelayPort: relayPort,
    smtpRelayUser: relayUser,
    smtpRelaySecretVersion: relaySecretVersion,
    sacdBaseUrl,
    sacdSecretVersion,
    matomoUrl,
    matomoSite,
    sentryDsn,
    chatScript,
    chatOrigins,
    ...given
  } = contextSchema.parse(context);
  if (Boolean(issuer) !== Boolean(clientId))
    throw new Error("proConnectIssuer and proConnectClientId go together: ProConnect gives both");
  if (Boolean(relayHost) !== Boolean(relayUser))
    throw new Error("smtpRelayHost and smtpRelayUser go together: the second provider gives both");
  const settings: Settings = {
    ...given,
    ...(issuer && clientId
      ? { proConnect: { issuer, clientId, signingAlgorithm, ...(secretVersion ? { secretVersion } : {}) } }
      : {}),
    ...(relayHost && relayUser
      ? {
          smtpRelay: {
            ...{ host: relayHost, port: relayPort, user: relayUser },
            ...(relaySecretVersion ? { secretVersion: relaySecretVersion } : {}),
          },
        }
      : {}),
    ...(sacdBaseUrl
      ? { sacd: { baseUrl: sacdBaseUrl, ...(sacdSecretVersion ? { secretVersion: sacdSecretVersion } : {}) } }
      : {}),
    services: configuredServices({ matomoUrl, matomoSite, sentryDsn, chatScript, chatOrigins }),
    inboundRegion: given.inboundRegion ?? receivingRegionFor(given.region),
    mailDomain: given.mailDomain ?? `courrier.${given.domain}`,
    filesDomain: given.filesDomain ?? (given.appDomain && `fichiers.${given.appDomain}`),
    dmarcReports: given.dmarcReports ?? `dmarc@${given.domain}`,
    securityContact: given.securityContact ?? `mailto:securite@${given.domain}`,
  };
  if (!settings.mailDomain.endsWith(`.${settings.domain}`))
    throw new Error(`mailDomain must be a sub-domain of ${settings.domain}`);
  if (settings.appDomain && !settings.certificateArn)
    throw new Error("appDomain needs certificateArn: an ACM certificate of us-east-1 for both hosts");
  if (settings.mtaSts !== "off" && !settings.appDomain)
    throw new Error("mtaSts needs appDomain, and a certificate that also names mta-sts.<mailDomain>");
  if (settings.appDomain && settings.filesDomain === settings.appDomain)
    throw new Error("filesDomain must not be the app's host: the files origin is another origin on purpose");
  return settings;
};

/** Settings from the CDK context (`-c name=value`, or cdk.json). */
export const settingsFromContext = (node: Node): Settings =>
  parseSettings(
    Object.fromEntries(
      Object.keys(contextSchema.shape)
        .map((key) => [key, node.tryGetContext(key)])
        .filter(([, value]) => value !== undefined),
    ),
  );
