import { createHash } from "node:crypto";
import { getTableName } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import postgres from "postgres";
import * as access from "../../../functions/modules/access/tables.ts";
import * as declarations from "../../../functions/modules/declarations/tables.ts";
import * as connections from "../../../functions/modules/declarations/tables-connections.ts";
import * as declaring from "../../../functions/modules/declarations/tables-declarations.ts";
import * as mail from "../../../functions/modules/mail/tables.ts";
import * as mediation from "../../../functions/modules/mediation/tables.ts";
import * as mediationOffice from "../../../functions/modules/mediation/tables-office.ts";
import * as mediationWork from "../../../functions/modules/mediation/tables-work.ts";
import { readHmacKeys } from "../../../functions/platform/env.ts";
import { auditEvent, storedFile } from "../../../functions/platform/tables.ts";
import { accounts, type DemoAccount } from "./accounts.ts";
import { caseJournal } from "./case-journal.ts";
import { tellCase } from "./cases.ts";
import { demoFiles } from "./files.ts";
import { mailWords } from "./mail-words.ts";
import { holdMails } from "./mails.ts";
import { monday } from "./monday.ts";
import { organisationJournal } from "./organisation-journal.ts";
import { people } from "./people-rows.ts";
import { makePlans, type Plan } from "./plans.ts";
import { seeded } from "./random.ts";
import { specialMails } from "./special-mails.ts";
import { theatre } from "./theatre.ts";
import { type DemoRows, newWorld, type RawMail, type World } from "./world.ts";

/** Where the demo goes: an empty, migrated database and the buckets of the local S3. */
export interface DemoTarget {
  /** Connection address of the owner of the tables, who is above row-level security. */
  databaseUrl: string;
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  /** Names of the buckets `mail-raw`, `files` and `receipts`. */
  buckets: { mailRaw: string; files: string; receipts: string };
  mailDomain: string;
  /** As HMAC_KEYS: follow-up links of the demo are those the platform would derive. */
  hmacKeys: string;
  /** Dates are counted back from here; absent = now. */
  now?: Date;
}

/** Tables in the order their keys ask for. */
const tables = {
  organisation: access.organisation,
  userAccount: access.userAccount,
  membership: access.membership,
  independence: mediationWork.independence,
  platformAdministrator: access.platformAdministrator,
  totpFactor: access.totpFactor,
  session: access.session,
  invitation: access.invitation,
  siretClaim: access.siretClaim,
  claimFile: access.claimFile,
  intakeAddress: mail.intakeAddress,
  mailSettings: mail.mailSettings,
  replyTemplate: mail.replyTemplate,
  storedFile,
  caseCounter: mediation.caseCounter,
  cases: mediation.cases,
  party: mediation.party,
  participant: mediation.participant,
  secretLink: access.secretLink,
  replyAddress: mail.replyAddress,
  inboundMail: mail.inboundMail,
  inboundTarget: mail.inboundTarget,
  mailAttachment: mail.mailAttachment,
  quarantine: mail.quarantine,
  outgoingMessage: mail.outgoingMessage,
  outgoingRecipient: mail.outgoingRecipient,
  deliveryEvent: mail.deliveryEvent,
  caseEntry: mediation.caseEntry,
  caseFile: mediation.caseFile,
  caseClosing: mediation.caseClosing,
  absence: mediationWork.absence,
  caseTask: mediationWork.caseTask,
  tag: mediationWork.tag,
  caseTag: mediationWork.caseTag,
  caseLink: mediationWork.caseLink,
  contact: mediationWork.contact,
  notification: mediationWork.notification,
  savedView: mediationOffice.savedView,
  surveyAnswer: mediationOffice.surveyAnswer,
  mediationSettings: mediationOffice.mediationSettings,
  declarantProfile: declarations.declarantProfile,
  place: declarations.place,
  ticketingSource: declarations.ticketingSource,
  ticketingCredential: connections.ticketingCredential,
  ticketingConnection: connections.ticketingConnection,
  show: declarations.show,
  performance: declarations.performance,
  saleLine: declarations.saleLine,
  figureCorrection: declarations.figureCorrection,
  quarantineRecord: connections.quarantineRecord,
  agencyDirectory: declarations.agencyDirectory,
  rightsAgency: declarations.rightsAgency,
  rightsAgencyMatch: declarations.rightsAgencyMatch,
  declarationCounter: declaring.declarationCounter,
  declaration: declaring.declaration,
  declarationVersion: declaring.declarationVersion,
  declaredPerformance: declaring.declaredPerformance,
  transmission: declaring.transmission,
  transmissionAttempt: declaring.transmissionAttempt,
  auditEvent,
} as const satisfies Record<keyof DemoRows, PgTable>;

const tellCases = (world: World): void => {
  const plans = makePlans(world);
  const counters = new Map<string, { slug: string; year: number; last: number }>();
  for (const { organisation, year, seq } of plans) {
    counters.set(`${organisation.slug} ${year}`, { slug: organisation.slug, year, last: seq });
  }
  for (const { slug, year, last } of counters.values()) {
    world.rows.caseCounter.push({ organisationId: world.ids.get(slug) ?? "", year, last });
  }
  const { random } = world;
  const tell = (plan: Plan, mergedInto: string | null) => {
    world.random = seeded(plan.seed);
    return tellCase(world, plan, mergedInto);
  };
  const merged = plans.filter(({ status }) => status === "MERGED");
  const survivors = new Map<string, string>();
  for (const plan of plans) {
    if (plan.status === "MERGED") continue;
    const id = tell(plan, null);
    if (plan.status === "WAITING_FOR_ADMINISTRATION") survivors.set(plan.organisation.slug, id);
  }
  for (const plan of merged) tell(plan, survivors.get(plan.organisation.slug) ?? null);
  world.random = random;
};

const buildRaw = async (mailOf: RawMail): Promise<Buffer> =>
  mailOf.bytes ??
  new MailComposer({
    from: mailOf.fromName ? { name: mailOf.fromName, address: mailOf.from } : mailOf.from,
    to: mailOf.to,
    subject: mailOf.subject,
    text: mailOf.text,
    html: mailOf.html,
    date: mailOf.at,
    inReplyTo: mailOf.inReplyTo,
    headers: mailOf.headers,
    attachments: mailOf.files.map(({ name, content, type }) => ({
      filename: name,
      content,
      contentType: type,
    })),
  })
    .compile()
    .build();

/** Runs `work` on every item, `width` at a time. */
const eachOf = async <T>(items: readonly T[], width: number, work: (item: T) => Promise<unknown>) => {
  const left = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of left) await work(item);
    }),
  );
};

const putObjects = async (world: World, { s3, buckets }: DemoTarget): Promise<void> => {
  const { PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const { endpoint, region, ...credentials } = s3;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const put = (Bucket: string, Key: string, Body: Buffer, ContentType: string) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
  try {
    await eachOf([...world.kept], 16, ([key, file]) => put(buckets.files, key, file.content, file.type));
    await eachOf([...world.receipts], 16, ([key, { content, type }]) =>
      put(buckets.receipts, key, content, type),
    );
    await eachOf(world.raws, 16, async (raw) => {
      const bytes = await buildRaw(raw);
      raw.row.rawSize = bytes.length;
      raw.row.rawSha256 = createHash("sha256").update(bytes).digest("hex");
      await put(buckets.mailRaw, raw.row.rawKey, bytes, "message/rfc822");
    });
  } finally {
    client.destroy();
  }
};

const insertAll = async (world: World, databaseUrl: string): Promise<void> => {
  const client = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await drizzle(client, { casing: "snake_case" }).transaction(async (tx) => {
      for (const name of Object.keys(tables) as (keyof DemoRows)[]) {
        // One table and its own rows: TypeScript cannot follow the pair through a loop.
        const table: PgTable = tables[name];
        const rows = world.rows[name] as Record<string, unknown>[];
        for (let start = 0; start < rows.length; start += 200) {
          await tx
            .insert(table)
            .values(rows.slice(start, start + 200))
            .catch((cause: unknown) => {
              throw new Error(`demo rows of ${getTableName(table)} from ${start}`, { cause });
            });
        }
      }
    });
  } finally {
    await client.end();
  }
};

/** The whole story, told as of `now`: rows and objects, nothing written yet. */
export const demoWorld = async (
  told: Pick<DemoTarget, "mailDomain" | "hmacKeys" | "now">,
): Promise<World> => {
  const world = newWorld({
    now: told.now ?? new Date(),
    mailDomain: told.mailDomain,
    hmacKeys: readHmacKeys(told.hmacKeys),
    files: await demoFiles(),
  });
  await people(world);
  tellCases(world);
  monday(world);
  await specialMails(world);
  holdMails(world);
  await theatre(world);
  organisationJournal(world);
  mailWords(world);
  caseJournal(world);
  return world;
};

/**
 * Fills an empty platform with three organisations, twelve agents and 300 cases in every state, a theatre and its shows,
 * with their mails, files, failed deliveries and held mail; with those who show what accounts can be (other-people.ts), and the journal
 * all of it would have left. Always the same, save dates, which are counted back from `now`; nobody in it is real.
 * Objects first, then all rows in one transaction: a stop half-way leaves an empty database.
 * Returns the accounts to show.
 */
export const loadDemo = async (target: DemoTarget): Promise<readonly DemoAccount[]> => {
  const world = await demoWorld(target);
  await putObjects(world, target);
  await insertAll(world, target.databaseUrl);
  return accounts;
};
