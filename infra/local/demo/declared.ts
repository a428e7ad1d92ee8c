import { agencyMail, documentName, mailRecord } from "../../../functions/modules/declarations/agency-mail.ts";
import { fingerprintOf } from "../../../functions/modules/declarations/freeze-version.ts";
import { sacdSystem, sacdXml } from "../../../functions/modules/declarations/sacd-xml.ts";
import { sacemDocument } from "../../../functions/modules/declarations/sacem-document.ts";
import { sha256 } from "../../../functions/platform/ids.ts";
import { sirenOf } from "../../../shared/access/siret.ts";
import { usualDeadlines } from "../../../shared/declarations/deadlines.ts";
import type { FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { declaredPerformances } from "../../../shared/declarations/freeze.ts";
import { sacdKeys } from "../../../shared/declarations/sacd-job.ts";
import { zonedInstant } from "../../../shared/declarations/zoned-time.ts";
import { writeXml } from "../../../shared/platform/xml.ts";
import { addLine, user, withOwnDraws } from "./journal-line.ts";
import { type DemoRows, dayOf, days, later, newId, type World } from "./world.ts";

const timeZone = "Europe/Paris";

type Show = DemoRows["show"][number];
type Transmission = DemoRows["transmission"][number];
/** What all rows of one declaration share. */
interface Told {
  show: Show;
  by: string;
  declarationId: string;
  versionId: string;
  frozen: FrozenDeclaration;
  fingerprint: string;
  sentAt: Date;
}

/**
 * A show that was told in time to SACEM, SACD and ASTP a week after its last performance, with what was sent, what was
 * answered, and what its declarant noted later. Documents are written by the code that writes those of the platform.
 */
export const declaredShow = async (
  given: World,
  externalId: string,
  declarant: { id: string; name: string; email: string },
): Promise<void> => {
  const world = withOwnDraws(given, 20_270_049);
  const show = world.rows.show.find((one) => one.externalId === externalId);
  if (!show?.lastPerformanceAt) throw new Error(`no ${externalId} in the demo`);
  const { organisationId } = show;
  const sentAt = atTen(show.lastPerformanceAt, 7);
  const declarationId = newId(world, sentAt);
  const versionId = newId(world, sentAt);
  const year = Number(dayOf(sentAt).slice(0, 4));
  const frozen = frozenOf(world, show, declarant, { number: declarationNumber(year, 1), at: sentAt });
  const fingerprint = fingerprintOf(frozen);
  world.rows.declarationCounter.push({ organisationId, year, last: 1 });
  world.rows.declaration.push({
    ...{ id: declarationId, organisationId, showId: show.id, year, seq: 1 },
    ...{ createdBy: declarant.id, createdAt: later(sentAt, -40 * minute) },
  });
  world.rows.declarationVersion.push({
    ...{ id: versionId, organisationId, declarationId, number: 1, state: "frozen" },
    ...{ form: frozen.form, frozen, frozenSha256: fingerprint, frozenAt: sentAt },
    ...{ updatedAt: sentAt, updatedBy: declarant.id },
  });
  for (const { id: performanceId } of frozen.performances)
    for (const body of frozen.form.bodies)
      world.rows.declaredPerformance.push({ organisationId, declarationId, performanceId, body });
  addLine(world, later(sentAt, -40 * minute), user(declarant.id), {
    ...{ action: "declaration.open", organisationId, aggregateId: show.id },
    target: { kind: "declaration", id: declarationId },
  });
  const told: Told = {
    ...{ show, by: declarant.id, declarationId, versionId, frozen, fingerprint, sentAt },
  };
  await toldSacem(world, told);
  toldSacd(world, told);
  toldAstp(world, told);
};

const minute = 60_000;
/** Ten o’clock of a working day, some days after an instant. */
const atTen = (from: Date, after: number): Date => {
  for (let more = 0; more < 7; more += 1) {
    const day = dayOf(later(from, (after + more) * days));
    const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
    const ten = zonedInstant(`${day}T10:04`, timeZone);
    if (ten && weekday !== 0 && weekday !== 6) return ten.at;
  }
  throw new Error("a week has a working day");
};

const frozenOf = (
  { rows }: World,
  show: Show,
  declarant: { name: string; email: string },
  { number, at }: { number: string; at: Date },
): FrozenDeclaration => {
  const organisation = rows.organisation.find(({ id }) => id === show.organisationId);
  const profile = rows.declarantProfile.find((one) => one.organisationId === show.organisationId);
  const venue = rows.place.find(({ id }) => id === show.defaultPlaceId);
  if (!organisation?.siret || !profile || !venue) throw new Error("who declares is not in the demo");
  const performances = rows.performance.filter(({ showId }) => showId === show.id);
  const { id, name, street, postalCode, city } = venue;
  const form: FrozenDeclaration["form"] = {
    bodies: show.expectedBodies ?? [],
    performanceType: show.performanceType ?? null,
    producer: { name: "Compagnie du Tricycle", siren: "009879230", country: null },
    place: { ...{ id, name, street: street ?? "", postalCode, city, country: "FR" }, timeZone },
    ...{ capacity: show.capacity ?? null, audience: "ALL", vat: 550 },
    expenses: { gross: 337_600, net: 320_000, vat: 550 },
    introductionFees: { gross: 42_200, net: 40_000, vat: 550 },
    circusExpenses: { gross: 0, net: 0, vat: null },
    ...{ expenseLines: [], cessionPrice: null, note: null },
    performances: performances.map((one) => ({
      performanceId: one.id,
      ...{ place: null, capacity: null, audience: null, vat: null },
      ...{ consumptions: null, catering: null, programSales: null, otherRevenues: null },
    })),
  };
  const retained = performances.map((one) => ({
    id: one.id,
    startAt: one.startAt.toISOString(),
    endAt: one.endAt?.toISOString() ?? null,
    ...{ paid: one.paid, free: one.free, gross: one.gross, net: one.net, vat: one.vat ?? null },
    lines: rows.saleLine
      .filter(({ performanceId }) => performanceId === one.id)
      .map(({ categoryName, unitPrice, vat, paid, free, gross, net }) => ({
        ...{ category: categoryName, unitPrice: unitPrice ?? null, vat, paid, free, gross, net },
      })),
  }));
  return {
    ...{ number, versionNumber: 1, frozenAt: at.toISOString() },
    organisation: {
      ...{ id: organisation.id, name: organisation.name, timeZone },
      ...{ siret: organisation.siret, siren: sirenOf(organisation.siret) },
      sacemClientNumber: profile.sacemClientNumber ?? null,
      sacdDeclarantId: profile.sacdDeclarantId ?? null,
      licenceNumbers: profile.licenceNumbers ?? [],
    },
    declarant: { name: declarant.name, email: declarant.email, quality: profile.signatory ?? null },
    sacemDeadline: usualDeadlines.SACEM,
    show: { id: show.id, name: show.name },
    ...{ form, performances: declaredPerformances(form, retained), files: [] },
  };
};

/** The row of what one body was told, and what the journal says of it. */
const transmissionOf = (
  world: World,
  told: Told,
  body: Body,
  set: Partial<Transmission> & Pick<Transmission, "state" | "updatedAt">,
): Transmission => {
  const { show, by, declarationId, versionId, frozen, sentAt } = told;
  const agency = world.rows.rightsAgency.find((one) => one.body === body);
  const row: Transmission = {
    ...{ id: newId(world, sentAt), organisationId: show.organisationId, declarationId },
    ...{ declarationVersionId: versionId, body, idempotencyKey: `${declarationId}:1:${body}` },
    ...{ agencyLabel: agency?.label ?? null, agencyEmail: agency?.email ?? null },
    performanceIds: frozen.performances.map(({ id }) => id),
    ...{ askedBy: by, createdAt: sentAt, ...set },
  };
  world.rows.transmission.push(row);
  note(world, told, row, set.state === "deposited" ? "transmission.prepare" : "transmission.ask", sentAt, {
    after: { body, number: 1 },
  });
  return row;
};

const note = (
  world: World,
  { show, by }: Told,
  { id, organisationId }: Transmission,
  action: string,
  at: Date,
  said: { before?: Record<string, unknown>; after: Record<string, unknown> },
  byHand = true,
) =>
  addLine(world, at, byHand ? user(by) : { kind: "job:declaration-jobs", id: null }, {
    ...{ action, organisationId, aggregateId: show.id, target: { kind: "transmission", id } },
    ...said,
  });

/** An object of the bucket of receipts, under the key of its transmission. */
const receipt = (
  world: World,
  { id, organisationId }: Transmission,
  name: string,
  text: Buffer,
  type: string,
) => {
  const key = `${organisationId}/${id}/${name}`;
  world.receipts.set(key, { content: text, type });
  return key;
};

/** The document by mail, taken a minute later; the delegation's « bien reçu » is noted by hand. */
const toldSacem = async (world: World, told: Told): Promise<void> => {
  const { frozen, fingerprint, sentAt, show } = told;
  const arrivedAt = later(sentAt, minute);
  const notedAt = atTen(sentAt, 3);
  const row = transmissionOf(world, told, "SACEM", {
    ...{ state: "accepted", updatedAt: notedAt, sentAt: arrivedAt },
  });
  const document = Buffer.from(await sacemDocument(frozen, fingerprint));
  const organisation = world.rows.organisation.find(({ id }) => id === show.organisationId);
  if (!organisation) throw new Error("a show is an organisation's");
  const letter = agencyMail(
    { appOrigin: "https://guichet.example" },
    { ...organisation, timeZone, services: organisation.services ?? [] },
    frozen,
    { body: "SACEM", rectifies: false },
  );
  const to = { email: row.agencyEmail ?? "", label: row.agencyLabel ?? null };
  const mail = mailRecord(letter, to, [{ name: documentName(frozen), sha256: sha256(document) }]);
  row.payloadKey = receipt(world, row, "declaration-1.pdf", document, "application/pdf");
  row.payloadSha256 = sha256(document);
  row.mailKey = receipt(world, row, "e-mail-1.txt", Buffer.from(mail), "text/plain; charset=utf-8");
  attempt(world, row, { step: "mail", startedAt: sentAt, endedAt: arrivedAt, answer: "delivered" });
  const sent = { before: { state: "queued" }, after: { state: "sent", body: "SACEM" } };
  note(world, told, row, "transmission.body_sent", arrivedAt, sent, false);
  const known = { before: { state: "sent" }, after: { state: "accepted", body: "SACEM" } };
  note(world, told, row, "transmission.record_accepted", notedAt, known);
};

/** XML to its web service, accepted at once. */
const toldSacd = (world: World, told: Told): void => {
  const { frozen, sentAt } = told;
  const answeredAt = later(sentAt, minute);
  const row = transmissionOf(world, told, "SACD", {
    ...{ state: "accepted", updatedAt: answeredAt, sentAt: answeredAt },
  });
  const xml = Buffer.from(sacdXml(frozen, { system: sacdSystem, at: sentAt, repVersion: 1 }));
  const leaf = (name: string, content: string) => ({ name, content });
  const answer = writeXml({
    name: "Declaration",
    content: [
      {
        name: "Header",
        content: [
          leaf("dec_ref", frozen.organisation.sacdDeclarantId ?? ""),
          leaf("dec_nb", String(frozen.performances.length)),
          leaf("sacd_date", dayOf(answeredAt).replaceAll("-", "/")),
        ],
      },
      {
        name: "Representations",
        content: frozen.performances.map(({ id }, at) => ({
          name: "Representation",
          content: [
            leaf("rep_ref_dec", `${frozen.show.id}_${id}`),
            leaf("numero", String(at + 1)),
            leaf("statut", "OK"),
          ],
        })),
      },
    ],
  });
  row.payloadKey = receipt(world, row, "declaration-1.xml", xml, "application/xml");
  row.payloadSha256 = sha256(xml);
  const { answer: key } = sacdKeys({ transmissionId: row.id, attempt: 1, payloadKey: row.payloadKey });
  world.receipts.set(key, { content: Buffer.from(answer), type: "text/plain" });
  row.receiptKey = key;
  const sent = { step: "api", startedAt: sentAt, endedAt: answeredAt, httpStatus: 200 } as const;
  attempt(world, row, { ...sent, answer: "answered" });
  const known = { before: { state: "queued" }, after: { state: "accepted", body: "SACD" } };
  note(world, told, row, "transmission.body_accepted", answeredAt, known, false);
};

/** Typed in its portal the same morning. */
const toldAstp = (world: World, told: Told): void => {
  const at = later(told.sentAt, 22 * minute);
  const reference = "DEC-004127";
  const row = transmissionOf(world, told, "ASTP", {
    ...{ state: "deposited", updatedAt: at, sentAt: at, depositedOn: dayOf(at), bodyReference: reference },
  });
  const after = { state: "deposited", body: "ASTP", on: dayOf(at), reference };
  note(world, told, row, "transmission.record_deposit", at, { before: { state: "to_deposit" }, after });
};

const attempt = (
  world: World,
  { id, organisationId }: Transmission,
  given: Omit<
    DemoRows["transmissionAttempt"][number],
    "organisationId" | "transmissionId" | "number" | "outcome"
  >,
) =>
  world.rows.transmissionAttempt.push({
    ...{ organisationId, transmissionId: id, number: 1, outcome: "ok" },
    ...given,
  });
