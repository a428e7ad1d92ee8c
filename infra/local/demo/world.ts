import type {
  claimFile,
  invitation,
  membership,
  organisation,
  platformAdministrator,
  secretLink,
  session,
  siretClaim,
  totpFactor,
  userAccount,
} from "../../../functions/modules/access/tables.ts";
import type {
  agencyDirectory,
  declarantProfile,
  figureCorrection,
  performance,
  place,
  rightsAgency,
  rightsAgencyMatch,
  saleLine,
  show,
  ticketingSource,
} from "../../../functions/modules/declarations/tables.ts";
import type {
  quarantineRecord,
  ticketingConnection,
  ticketingCredential,
} from "../../../functions/modules/declarations/tables-connections.ts";
import type {
  declaration,
  declarationCounter,
  declarationVersion,
  declaredPerformance,
  transmission,
  transmissionAttempt,
} from "../../../functions/modules/declarations/tables-declarations.ts";
import type {
  deliveryEvent,
  inboundMail,
  inboundTarget,
  intakeAddress,
  mailAttachment,
  mailSettings,
  outgoingMessage,
  outgoingRecipient,
  quarantine,
  replyAddress,
  replyTemplate,
} from "../../../functions/modules/mail/tables.ts";
import type {
  caseClosing,
  caseCounter,
  caseEntry,
  caseFile,
  cases,
  participant,
  party,
} from "../../../functions/modules/mediation/tables.ts";
import type {
  mediationSettings,
  savedView,
  surveyAnswer,
} from "../../../functions/modules/mediation/tables-office.ts";
import type {
  absence,
  caseLink,
  caseTag,
  caseTask,
  contact,
  independence,
  notification,
  tag,
} from "../../../functions/modules/mediation/tables-work.ts";
import type { HmacKey } from "../../../functions/platform/env.ts";
import type { auditEvent, storedFile } from "../../../functions/platform/tables.ts";
import { tokenFromBytes } from "../../../shared/mail/address.ts";
import type { DemoFile, FileKind } from "./files.ts";
import { idAt, type Random, seeded } from "./random.ts";

/** Rows of the demo, by table, in the order keys ask for. */
export interface DemoRows {
  organisation: (typeof organisation.$inferInsert)[];
  userAccount: (typeof userAccount.$inferInsert)[];
  membership: (typeof membership.$inferInsert)[];
  independence: (typeof independence.$inferInsert)[];
  absence: (typeof absence.$inferInsert)[];
  caseTask: (typeof caseTask.$inferInsert)[];
  tag: (typeof tag.$inferInsert)[];
  caseTag: (typeof caseTag.$inferInsert)[];
  caseLink: (typeof caseLink.$inferInsert)[];
  contact: (typeof contact.$inferInsert)[];
  notification: (typeof notification.$inferInsert)[];
  savedView: (typeof savedView.$inferInsert)[];
  surveyAnswer: (typeof surveyAnswer.$inferInsert)[];
  mediationSettings: (typeof mediationSettings.$inferInsert)[];
  platformAdministrator: (typeof platformAdministrator.$inferInsert)[];
  totpFactor: (typeof totpFactor.$inferInsert)[];
  session: (typeof session.$inferInsert)[];
  invitation: (typeof invitation.$inferInsert)[];
  siretClaim: (typeof siretClaim.$inferInsert)[];
  claimFile: (typeof claimFile.$inferInsert)[];
  intakeAddress: (typeof intakeAddress.$inferInsert)[];
  mailSettings: (typeof mailSettings.$inferInsert)[];
  replyTemplate: (typeof replyTemplate.$inferInsert)[];
  storedFile: (typeof storedFile.$inferInsert)[];
  caseCounter: (typeof caseCounter.$inferInsert)[];
  cases: (typeof cases.$inferInsert)[];
  party: (typeof party.$inferInsert)[];
  participant: (typeof participant.$inferInsert)[];
  secretLink: (typeof secretLink.$inferInsert)[];
  replyAddress: (typeof replyAddress.$inferInsert)[];
  inboundMail: (typeof inboundMail.$inferInsert)[];
  inboundTarget: (typeof inboundTarget.$inferInsert)[];
  mailAttachment: (typeof mailAttachment.$inferInsert)[];
  quarantine: (typeof quarantine.$inferInsert)[];
  outgoingMessage: (typeof outgoingMessage.$inferInsert)[];
  outgoingRecipient: (typeof outgoingRecipient.$inferInsert)[];
  deliveryEvent: (typeof deliveryEvent.$inferInsert)[];
  caseEntry: (typeof caseEntry.$inferInsert)[];
  caseFile: (typeof caseFile.$inferInsert)[];
  caseClosing: (typeof caseClosing.$inferInsert)[];
  declarantProfile: (typeof declarantProfile.$inferInsert)[];
  place: (typeof place.$inferInsert)[];
  ticketingSource: (typeof ticketingSource.$inferInsert)[];
  ticketingCredential: (typeof ticketingCredential.$inferInsert)[];
  ticketingConnection: (typeof ticketingConnection.$inferInsert)[];
  show: (typeof show.$inferInsert)[];
  performance: (typeof performance.$inferInsert)[];
  saleLine: (typeof saleLine.$inferInsert)[];
  figureCorrection: (typeof figureCorrection.$inferInsert)[];
  quarantineRecord: (typeof quarantineRecord.$inferInsert)[];
  agencyDirectory: (typeof agencyDirectory.$inferInsert)[];
  rightsAgency: (typeof rightsAgency.$inferInsert)[];
  rightsAgencyMatch: (typeof rightsAgencyMatch.$inferInsert)[];
  declarationCounter: (typeof declarationCounter.$inferInsert)[];
  declaration: (typeof declaration.$inferInsert)[];
  declarationVersion: (typeof declarationVersion.$inferInsert)[];
  declaredPerformance: (typeof declaredPerformance.$inferInsert)[];
  transmission: (typeof transmission.$inferInsert)[];
  transmissionAttempt: (typeof transmissionAttempt.$inferInsert)[];
  auditEvent: (typeof auditEvent.$inferInsert)[];
}

/** One raw mail to build and keep, as SES would have put it in the bucket. */
export interface RawMail {
  /** Row that gets its size and hash. */
  row: typeof inboundMail.$inferInsert;
  from: string;
  fromName: string | undefined;
  to: string;
  subject: string;
  text: string;
  html: string | undefined;
  inReplyTo: string | undefined;
  headers: Record<string, string>;
  files: readonly DemoFile[];
  at: Date;
  /** The exact bytes, when they are not made of the rest. */
  bytes?: Buffer | undefined;
}

export interface World {
  random: Random;
  /** Draws that depend on the hour of `now`, apart from all others: these are the same at any hour. */
  hours: Random;
  now: Date;
  mailDomain: string;
  hmacKeys: readonly HmacKey[];
  files: ReadonlyMap<string, DemoFile>;
  rows: DemoRows;
  raws: RawMail[];
  /** Files to put in the bucket `files`, by key. */
  kept: Map<string, DemoFile>;
  /** What was sent to bodies and answered, to put in the bucket `receipts`, by key. */
  receipts: Map<string, { content: Buffer; type: string }>;
  /** Id of an organisation or a person of organisations.ts, by slug or address. */
  ids: Map<string, string>;
}

export const minutes = 60_000;
export const days = 86_400_000;
export const later = (at: Date, milliseconds: number) => new Date(at.getTime() + milliseconds);

export const latest = (one: Date, other: Date) => (one > other ? one : other);
export const earliest = (one: Date, other: Date) => (one < other ? one : other);

export const newWorld = (given: {
  now: Date;
  mailDomain: string;
  hmacKeys: readonly HmacKey[];
  files: ReadonlyMap<string, DemoFile>;
}): World => ({
  ...given,
  random: seeded(20_270_042),
  hours: seeded(42_070_272),
  rows: {
    organisation: [],
    userAccount: [],
    membership: [],
    independence: [],
    absence: [],
    caseTask: [],
    tag: [],
    caseTag: [],
    caseLink: [],
    contact: [],
    notification: [],
    savedView: [],
    surveyAnswer: [],
    mediationSettings: [],
    platformAdministrator: [],
    totpFactor: [],
    session: [],
    invitation: [],
    siretClaim: [],
    claimFile: [],
    intakeAddress: [],
    mailSettings: [],
    replyTemplate: [],
    storedFile: [],
    caseCounter: [],
    cases: [],
    party: [],
    participant: [],
    secretLink: [],
    replyAddress: [],
    inboundMail: [],
    inboundTarget: [],
    mailAttachment: [],
    quarantine: [],
    outgoingMessage: [],
    outgoingRecipient: [],
    deliveryEvent: [],
    caseEntry: [],
    caseFile: [],
    caseClosing: [],
    declarantProfile: [],
    place: [],
    ticketingSource: [],
    ticketingCredential: [],
    ticketingConnection: [],
    show: [],
    performance: [],
    saleLine: [],
    figureCorrection: [],
    quarantineRecord: [],
    agencyDirectory: [],
    rightsAgency: [],
    rightsAgencyMatch: [],
    declarationCounter: [],
    declaration: [],
    declarationVersion: [],
    declaredPerformance: [],
    transmission: [],
    transmissionAttempt: [],
    auditEvent: [],
  },
  raws: [],
  kept: new Map(),
  receipts: new Map(),
  ids: new Map(),
});

export const newId = (world: World, at: Date) => idAt(world.random, at);
export const newToken = (world: World) => tokenFromBytes(world.random.bytes(16));

/** Id of an organisation or agent that was made before. */
export const idOf = (world: World, key: string): string => {
  const id = world.ids.get(key);
  if (!id) throw new Error(`no ${key} in the demo`);
  return id;
};

export const fileOf = (world: World, kind: FileKind): DemoFile => {
  const file = world.files.get(kind);
  if (!file) throw new Error(`no file ${kind} in the demo`);
  return file;
};

/** The row of a kept file: one per organisation and content, as the platform keeps them. */
export const keep = (world: World, organisationId: string, file: DemoFile, at: Date): string => {
  const key = `${organisationId}/${file.sha256}`;
  const known = world.rows.storedFile.find((row) => row.key === key);
  if (known) return known.id;
  const id = newId(world, at);
  world.rows.storedFile.push({
    id,
    organisationId,
    sha256: file.sha256,
    size: file.content.length,
    type: file.type,
    key,
    scan: "clean",
    createdAt: at,
  });
  world.kept.set(key, file);
  return id;
};

/** What follows an instant, for what is done by now: never in the future. */
export const soonAfter = (world: World, at: Date, milliseconds: number): Date =>
  earliest(later(at, milliseconds), later(world.now, -minutes));

const parisHour = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Paris",
  weekday: "short",
  hour: "2-digit",
  hourCycle: "h23",
});

/** The nearest earlier moment an office is open (Paris, Monday to Friday, 8 to 18 h), never before `floor`. */
export const atTheOffice = (world: World, at: Date, floor: Date): Date => {
  let moment = at;
  for (let tries = 0; tries < 100; tries += 1) {
    const parts = Object.fromEntries(parisHour.formatToParts(moment).map(({ type, value }) => [type, value]));
    const hour = Number(parts.hour);
    if (!["Sat", "Sun"].includes(parts.weekday ?? "") && hour >= 8 && hour < 18) break;
    moment = later(moment, -world.hours.between(40, 120) * minutes);
  }
  return moment > floor ? moment : later(floor, world.hours.between(7, 50) * minutes);
};

// Made once: a formatter costs far more than what it writes, and thousands of dates are told.
const longParis = new Intl.DateTimeFormat("fr-FR", {
  timeZone: "Europe/Paris",
  dateStyle: "full",
  timeStyle: "short",
});
const dayParis = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" });

/** `jeudi 5 mars 2026 à 14 h 20`, as mails quote dates. */
export const inWords = (at: Date) => longParis.format(at);

/** The calendar day of an instant in Paris, `2026-03-05`. */
export const dayOf = (at: Date) => dayParis.format(at);

const counted = new WeakMap<World, Map<string, number>>();
/** True for one in `n` of what it is asked for: counted, not drawn, so that the demo shows some at any hour. */
export const oneIn = (n: number, what: string, world: World): boolean => {
  const counts = counted.get(world) ?? new Map<string, number>();
  counted.set(world, counts);
  const count = (counts.get(what) ?? 0) + 1;
  counts.set(what, count);
  return count % n === 2;
};
