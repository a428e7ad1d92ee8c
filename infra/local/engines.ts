import { randomBytes } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { DnsRecord } from "../../shared/mail/dns.ts";
import { type BucketName, type BucketSpec, buckets } from "../catalogue.ts";
import { startAddressService } from "./address-service/server.ts";
import { startCompanyDirectory } from "./company-directory/server.ts";
import { type Keys, mailboxFolder, s3Folder } from "./data-folder.ts";
import { agents } from "./demo/organisations.ts";
import { accountsWithCodes, otherPeople } from "./demo/other-people.ts";
import { type RunningDns, startDns } from "./dns/server.ts";
import { peopleOf } from "./identity-provider/people.ts";
import { type RunningIdentityProvider, startIdentityProvider } from "./identity-provider/server.ts";
import { type RunningKms, startKms } from "./kms/server.ts";
import { type RunningMailbox, startMailbox } from "./mailbox/server.ts";
import { openMailbox } from "./mailbox/store.ts";
import type { Ports } from "./port-plan.ts";
import { loopback } from "./ports.ts";
import { startPublicDirectory } from "./public-directory/server.ts";
import { type LocalQueues, type QueuedMessage, startQueues } from "./queues.ts";
import { type RunningRelay, startRelay } from "./relay/server.ts";
import { type RunningS3, startS3 } from "./s3/server.ts";
import { type RunningSacd, startSacd } from "./sacd/server.ts";
import { type RunningScanner, startScanner } from "./scanner/scanner.ts";
import type { RunningService } from "./searched-service.ts";
import { type RunningSes, startSes } from "./ses/server.ts";
import { type RunningSmtp, startSmtp } from "./smtp/server.ts";
import { startVendors, type TicketingVendors } from "./ticketing/vendors.ts";

export interface EnginesOptions {
  dataDir: string;
  ports: Ports;
  region: string;
  /** Verified sending domain; it covers the receiving domain, which is below it. */
  domain: string;
  mailDomain: string;
  /** What the public DNS says of both, at the start. */
  mailRecords: readonly DnsRecord[];
  keys: Keys;
  appOrigin: string;
  visibilitySeconds?: number;
}

export interface Engines {
  s3: RunningS3;
  s3Client: S3Client;
  queues: LocalQueues;
  /** Looks at every kept file, and can be late, down or wrong on command. */
  scanner: RunningScanner;
  /** With its switches: throttling, outage, late or doubled events and the rest. */
  ses: RunningSes;
  /** Receives mail, by SMTP or from this process. */
  smtp: RunningSmtp;
  /** The second provider, with its own switches. */
  relay: RunningRelay;
  mailbox: RunningMailbox;
  /** Stands for ProConnect, and the client it knows us by. */
  identityProvider: RunningIdentityProvider;
  proConnectClient: { id: string; secret: string };
  companyDirectory: RunningService;
  publicDirectory: RunningService;
  addressService: RunningService;
  /** The key service, for codes of ticketing accounts. */
  kms: RunningKms;
  /** The six ticketing vendors, with their scenarios. */
  vendors: TicketingVendors;
  /** SACD's web service, with its scenarios. */
  sacd: RunningSacd;
  /** The public DNS, whose records can be spoiled. */
  dns: RunningDns;
  /** Stops all; returns what was still queued. */
  stop: () => Promise<QueuedMessage[]>;
}

/** Name of a catalogue bucket on this machine. */
export const bucketName = (name: BucketName) => `guichet-local-${name}`;

/**
 * Starts what AWS would run: S3 and the scanner of its files, SQS, SES with its receiving side on SMTP, and the mailbox
 * that shows what was sent; and whom Guichet speaks to on the Internet: the second provider of sending, ProConnect and
 * the directories of companies and of addresses.
 * A mail that SES sends to one of our own addresses, or that an absent person answers, comes back in.
 */
export const startEngines = async (options: EnginesOptions): Promise<Engines> => {
  const { dataDir, ports, region, keys, mailDomain } = options;
  const host = loopback;
  const credentials = { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey };
  const running: Array<{ stop: () => Promise<unknown> }> = [];
  const started = <T extends { stop: () => Promise<unknown> }>(engine: T): T => {
    running.push(engine);
    return engine;
  };
  const stopAll = async () => {
    for (const engine of running.splice(0).reverse()) await engine.stop();
  };
  let scanner: RunningScanner | undefined;
  try {
    const s3 = started(
      await startS3({
        port: ports.s3,
        host,
        dataDir: s3Folder(dataDir),
        credentials,
        region,
        buckets: (Object.keys(buckets) as BucketName[]).map((name) => s3Bucket(name, options.appOrigin)),
        onEvent: (event) => scanner?.look(event),
      }),
    );
    const s3Client = new S3Client({ region, endpoint: s3.url, credentials, forcePathStyle: true });
    const queues = await startQueues({
      port: ports.sqs,
      region,
      credentials,
      ...(options.visibilitySeconds ? { visibilitySeconds: options.visibilitySeconds } : {}),
    });
    let left: QueuedMessage[] = [];
    started({
      stop: async () => {
        left = await queues.stop();
      },
    });
    scanner = started(
      startScanner({
        s3: s3Client,
        bucket: bucketName("files"),
        region,
        publish: async (event) => {
          await queues.client.send(
            new SendMessageCommand({ QueueUrl: queues.url("file-scans"), MessageBody: event }),
          );
        },
      }),
    );
    const smtp = started(
      await startSmtp({
        port: ports.smtp,
        host,
        mailDomain,
        s3: { endpoint: s3.url, credentials, region, bucket: bucketName("mail-raw") },
        publish: queues.publish,
      }),
    );
    const store = await openMailbox(mailboxFolder(dataDir));
    const ses = started(
      await startSes({
        port: ports.ses,
        host,
        credentials,
        region,
        verifiedDomains: [options.domain],
        mailDomain,
        mailbox: store,
        publish: queues.publish,
        deliverInbound: async (envelope, raw) => {
          await smtp.accept(envelope, raw);
        },
      }),
    );
    const relay = started(
      await startRelay({
        port: ports.relay,
        host,
        mailDomain,
        mailbox: store,
        deliverInbound: async (envelope, raw) => {
          await smtp.accept(envelope, raw);
        },
      }),
    );
    const mailbox = started(
      await startMailbox({
        port: ports.mailbox,
        host,
        mailbox: store,
        smtp: { host, port: smtp.port },
        codes: accountsWithCodes,
      }),
    );
    const proConnectClient = { id: "guichet-local", secret: randomBytes(24).toString("base64url") };
    const identityProvider = started(
      await startIdentityProvider({
        port: ports.identity,
        host,
        appOrigin: options.appOrigin,
        client: proConnectClient,
        people: peopleOf([...agents, ...otherPeople.filter(({ leftDaysAgo }) => leftDaysAgo === undefined)]),
      }),
    );
    const dns = started(await startDns(options.mailRecords));
    const companyDirectory = started(await startCompanyDirectory({ port: ports.directory, host }));
    const publicDirectory = started(await startPublicDirectory({ port: ports.publicServices, host }));
    const addressService = started(await startAddressService({ port: ports.addresses, host }));
    const kms = started(await startKms({ port: ports.kms, host, credentials, region, key: keys.kms }));
    const vendors = started(await startVendors(ports, host));
    const sacd = started(await startSacd({ port: ports.sacd, host }));
    const stop = async () => {
      s3Client.destroy();
      await stopAll();
      return left;
    };
    return {
      ...{ s3, s3Client, queues, scanner, smtp, ses, relay, mailbox },
      ...{ identityProvider, proConnectClient, companyDirectory, publicDirectory },
      ...{ addressService, dns, kms, vendors, sacd },
      stop,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
};

const s3Bucket = (name: BucketName, appOrigin: string) => {
  const { cors, expireDays }: BucketSpec = buckets[name];
  return {
    name: bucketName(name),
    ...(cors ? { cors: { allowedOrigins: [appOrigin] } } : {}),
    // Kept files are what the scanner watches.
    ...(name === "files" ? { notify: true } : {}),
    ...(expireDays ? { expireDays } : {}),
  };
};
