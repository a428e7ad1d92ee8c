import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningSacd, sacdAccount, startSacd } from "../../../infra/local/sacd/server.ts";
import type { DeclarationForm, FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import type { DeclarationView } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readOutsideEnv } from "../../platform/env.ts";
import { readObject } from "../../platform/files.ts";
import { sha256, uuidV7 } from "../../platform/ids.ts";
import { makeLog } from "../../platform/log.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aPlatformAdministrator, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { sendToSacd } from "../sacd/jobs.ts";
import { recordDeposit, resendFiles, retryTransmission, sendAgain } from "./act-on-transmission.ts";
import { cancelDraft } from "./cancel-draft.ts";
import { readDeclaration } from "./declaration-view.ts";
import { grandeSalle, taxed } from "./declared-samples.ts";
import { findAgencies } from "./find-agency.ts";
import { fingerprintOf } from "./freeze-version.ts";
import { listDeclarations } from "./list-declarations.ts";
import { loadAgencies, previewAgencies, readDirectories } from "./load-agencies.ts";
import { openDeclaration } from "./open-declaration.ts";
import { openVersion } from "./open-version.ts";
import { preview, sheetFile } from "./preview.ts";
import { proofsArchive } from "./proofs-archive.ts";
import { linkToProof, readTransmission } from "./read-transmission.ts";
import { remindOfUncertain } from "./remind-of-uncertain.ts";
import { saveForm } from "./save-form.ts";
import { showHistory } from "./show-history.ts";
import { splitByPlace } from "./split-by-place.ts";
import { aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";
import { deliveryChanged } from "./transmission-delivery.ts";
import { transmit } from "./transmit.ts";
import { workOnDeclaration } from "./transmit-job.ts";

const database = testDatabase();
let sacd: RunningSacd;
beforeAll(async () => {
  sacd = await startSacd({ port: 0, host: "127.0.0.1" });
});
afterAll(() => sacd.stop());

/** A theatre that proved its SIRET, with its numbers, an agency for its place, and a show that is over. */
const aReadyTheatre = async (given: { verified?: boolean; performances?: number } = {}) => {
  const { admin } = database;
  const { id, ctx } = await aTheatre(database, { role: "declarant" });
  const siret = String(10_000_000_000_000 + Math.floor(Math.random() * 1e13));
  await admin`update organisation set siret = ${siret} where id = ${id}`;
  await admin`insert into siret_claim (id, organisation_id, siret, status)
    values (${uuidV7(new Date())}, ${id}, ${siret}, ${given.verified === false ? "unverified" : "verified"})`;
  await admin`insert into declarant_profile (organisation_id, sacem_client_number, sacd_declarant_id, updated_at)
    values (${id}, '0048217', '730418', now())`;
  const show = await aShow(database, id, {
    performanceType: "THEATRE_AND_STORYTELLING_AND_MIME",
    performances: Array.from({ length: given.performances ?? 2 }, (_, n) => ({
      startAt: new Date(Date.UTC(2026, 1, 25 + n, 19, 30)).toISOString(),
    })),
  });
  return { id, ctx, show };
};

const filled = (form: DeclarationForm, bodies: Body[]): DeclarationForm => ({
  ...form,
  bodies,
  producer: { name: "Compagnie Les Passe-Murailles", siren: "988678900", country: null },
  place: grandeSalle,
  capacity: 180,
  expenses: taxed(633000, 600000),
  introductionFees: taxed(42200, 40000),
  circusExpenses: taxed(0, 0),
});

const aFilledDraft = async (ctx: Ctx, showId: string, bodies: Body[]): Promise<DeclarationView> => {
  const opened = granted(await openDeclaration(ctx, { showId }));
  const form = filled(opened.current.form, bodies);
  granted(await saveForm(ctx, opened.id, { version: opened.current.version, form }));
  return granted(await readDeclaration(ctx, opened.id));
};

const agencies = async (body: Body, matches: readonly string[], label = "Délégation de Montclar") => {
  const { admin } = database;
  await admin`insert into agency_directory (body, directory_version, loaded_at) values (${body}, 1, now())
    on conflict (body) do nothing`;
  const id = uuidV7(new Date());
  await admin`insert into rights_agency (id, body, directory_version, label, email)
    values (${id}, ${body}, 1, ${label}, ${`${randomUUID()}@agence.example`})`;
  for (const match of matches)
    await admin`insert into rights_agency_match (body, directory_version, match, agency_id)
      values (${body}, 1, ${match}, ${id}) on conflict (body, directory_version, match) do update set agency_id = ${id}`;
};

const outside = () => ({
  env: readOutsideEnv({
    ...process.env,
    ...{ SACD_BASE_URL: sacd.url, SACD_CONSUMER_KEY: sacdAccount.consumerKey },
    ...{ SACD_SECRET_KEY: sacdAccount.secretKey, SACD_PROVIDER: sacdAccount.provider },
    ...{ SACD_LOGIN: sacdAccount.login, SACD_PASSWORD: sacdAccount.password },
  }),
  log: makeLog({}, () => {}),
  now: () => new Date(),
});

/** What queues do: the worker writes and hands over, SACD is asked, the worker applies its answer. */
const runSacd = async (transmissionId: string, deliveries = 1): Promise<void> => {
  const worker = database.worker();
  await workOnDeclaration(worker, { transmissionId });
  const [asked] = await database.admin<{ body: { attempt: number } }[]>`select body from outbox
    where queue = 'sacd' and body ->> 'transmissionId' = ${transmissionId} order by created_at desc limit 1`;
  for (let times = 0; times < deliveries; times++) await sendToSacd(outside(), JSON.stringify(asked?.body));
  for (let times = 0; times < deliveries; times++)
    await workOnDeclaration(worker, { transmissionId, attempt: asked?.body.attempt });
};

/** What the mail module says of the mail of a transmission. */
const mailIs = async (transmissionId: string, to: "sent" | "hard_bounced" | "failed"): Promise<void> => {
  const [row] = await database.admin<{ mail: string }[]>`
    select outbound_mail_id as mail from transmission where id = ${transmissionId}`;
  const worker = database.worker();
  granted(
    await mutate(worker, async (tx) => ({
      result: null,
      permission: permit(true),
      ...(await deliveryChanged(tx, worker, {
        ...{ outgoingMessageId: row?.mail ?? "", targetId: transmissionId, to, reason: undefined },
      })),
    })),
  );
};

const sendTo = async (ctx: Ctx, of: DeclarationView, body: Body) =>
  granted(await transmit(ctx, of.id, { body, version: of.current.version }));

test("declarations#15 SACD refuses, SACEM stays sent; the number is mended and version 2 goes to SACD alone", async () => {
  await agencies("SACEM", ["48990"]);
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACEM", "SACD"]);
  const toSacem = await sendTo(ctx, draft, "SACEM");
  await workOnDeclaration(database.worker(), { transmissionId: toSacem.id });
  await mailIs(toSacem.id, "sent");
  const told = granted(await readTransmission(ctx, toSacem.id));
  expect(told).toMatchObject({ state: "sent", delivery: { state: "queued" } });
  expect(told.proofs.map(({ kind }) => kind)).toEqual(["payload", "mail"]);
  const mail = await fetch(granted(await linkToProof(ctx, toSacem.id, "mail")).url);
  expect(await mail.text()).toMatch(/^De\u00a0: .*Objet\u00a0: Nouvelle déclaration SACEM - .*SHA-256/s);
  sacd.play({ unknownDeclarant: true });
  const toSacd = await sendTo(ctx, draft, "SACD");
  await runSacd(toSacd.id);
  const refused = granted(await readTransmission(ctx, toSacd.id));
  expect(refused).toMatchObject({ state: "rejected", errors: [{ path: "profile.sacdDeclarantId" }] });
  expect(refused.acts).toContain("edit");
  sacd.play({});
  const again = granted(await openVersion(ctx, draft.id, { why: "edit", bodies: ["SACD"] }));
  expect(again.current).toMatchObject({ number: 2, state: "draft", form: { bodies: ["SACD"] } });
  const second = await sendTo(ctx, again, "SACD");
  await runSacd(second.id);
  const end = granted(await readDeclaration(ctx, draft.id));
  expect(
    end.transmissions.map(({ body, state, versionNumber }) => `${body} ${state} ${versionNumber}`),
  ).toEqual(["SACD accepted 2", "SACD rejected 1", "SACEM sent 1"]);
  expect(end.bodies.find(({ body }) => body === "SACEM")?.transmission?.state).toBe("sent");
});

test("declarations#16 SACD accepted, then the mail of the files fails: the mail alone is sent again", async () => {
  await agencies("SACD", ["48"], "Agence de Montclar");
  const { id, ctx, show } = await aReadyTheatre();
  const { admin } = database;
  const fileId = uuidV7(new Date());
  const hash = sha256(Buffer.from("contrat"));
  await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${fileId}, ${id}, ${hash}, 7, 'application/pdf', ${`${id}/${hash}`}, 'clean')`;
  await admin`insert into show_file (id, organisation_id, show_id, type, file_name, stored_file_id, added_by)
    values (${uuidV7(new Date())}, ${id}, ${show.id}, 'ARTISTIC_CONTRACT', 'contrat.pdf', ${fileId}, ${uuidV7(new Date())})`;
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  const sent = await sendTo(ctx, draft, "SACD");
  const before = sacd.taken().length;
  await runSacd(sent.id);
  expect(granted(await readTransmission(ctx, sent.id))).toMatchObject({
    state: "accepted",
    attachments: "queued",
  });
  await workOnDeclaration(database.worker(), { transmissionId: sent.id });
  await mailIs(sent.id, "failed");
  const failed = granted(await readTransmission(ctx, sent.id));
  expect(failed).toMatchObject({
    state: "accepted",
    attachments: "failed",
    acts: expect.arrayContaining(["resend_files"]),
  });
  granted(await resendFiles(ctx, sent.id, { version: failed.version }));
  await workOnDeclaration(database.worker(), { transmissionId: sent.id });
  await mailIs(sent.id, "sent");
  expect(granted(await readTransmission(ctx, sent.id))).toMatchObject({
    state: "accepted",
    attachments: "sent",
  });
  const mails = await admin`select subject, reply_to from outgoing_message where target_id = ${sent.id}`;
  expect(mails).toHaveLength(2);
  expect(mails[0]?.subject).toMatch(
    /^Nouvelle déclaration SACD - Le Pain des étoiles - La Lanterne - DEC-\d{4}-\d{4}$/,
  );
  expect(sacd.taken().length - before).toBe(1);
});

test("declarations#17 a connection cut once the declaration had left is uncertain: nothing goes again until a declarant says so", async () => {
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  sacd.play({ fault: "cut" });
  const before = sacd.taken().length;
  const sent = await sendTo(ctx, draft, "SACD");
  // The queue delivers it twice: nothing more leaves.
  await runSacd(sent.id, 2);
  const uncertain = granted(await readTransmission(ctx, sent.id));
  expect(uncertain).toMatchObject({ state: "uncertain", acts: ["send_again", "record_accepted"] });
  expect(sacd.taken().length - before).toBe(1);
  await workOnDeclaration(database.worker(), { transmissionId: sent.id });
  expect(sacd.taken().length - before).toBe(1);
  await remindsOnceAWeek(sent.id);
  sacd.play({});
  granted(await sendAgain(ctx, sent.id, { version: uncertain.version }));
  await runSacd(sent.id);
  expect(granted(await readTransmission(ctx, sent.id)).state).toBe("accepted");
  // The same references: SACD sees that it is the same declaration.
  expect(sacd.taken().at(-1)).toBe(sacd.taken().at(-2));
  const [note] =
    await database.admin`select actor_id from audit_event where action = 'transmission.send_again' and target_id = ${sent.id}`;
  expect(note?.actor_id).toBe(ctx.actor.kind === "user" ? ctx.actor.userId : "");
});

/** Days after a sending whose result is unknown, whoever may say is told: the third day, then a week later. */
const remindsOnceAWeek = async (transmissionId: string): Promise<void> => {
  const worker = database.worker();
  const after = (days: number) => ({ ...worker, now: () => new Date(Date.now() + days * 86_400_000) });
  const subjects = async () =>
    (
      await database.admin<{ subject: string }[]>`select m.subject from outgoing_message m
        join transmission t on m.subject like '%résultat inconnu depuis%' and m.organisation_id = t.organisation_id
        where t.id = ${transmissionId} order by m.created_at`
    ).map(({ subject }) => subject);
  await remindOfUncertain(after(1));
  expect(await subjects()).toEqual([]);
  for (const days of [3, 4, 10]) await remindOfUncertain(after(days));
  const [first, second, ...more] = await subjects();
  expect([first, second, more]).toEqual([
    expect.stringMatching(/^Déclaration DEC-\d{4}-\d{4}, résultat inconnu depuis 3 jours\u00a0: SACD$/),
    expect.stringContaining("depuis 10 jours"),
    [],
  ]);
};

test("what surely did not arrive is tried again by itself, then waits for a person; a refused sign-in waits at once", async () => {
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  sacd.play({ fault: "down" });
  const sent = await sendTo(ctx, draft, "SACD");
  for (let attempt = 1; attempt <= 4; attempt++) await runSacd(sent.id);
  expect(granted(await readTransmission(ctx, sent.id)).state).toBe("queued");
  await runSacd(sent.id);
  const failed = granted(await readTransmission(ctx, sent.id));
  expect(failed).toMatchObject({
    state: "failed",
    acts: expect.arrayContaining(["retry", "edit", "cancel"]),
  });
  sacd.play({ fault: "login" });
  granted(await retryTransmission(ctx, sent.id, { version: failed.version }));
  await runSacd(sent.id);
  const refused = granted(await readTransmission(ctx, sent.id));
  expect(refused.state).toBe("failed");
  sacd.play({});
  granted(await retryTransmission(ctx, sent.id, { version: refused.version }));
  await runSacd(sent.id);
  expect(granted(await readTransmission(ctx, sent.id)).state).toBe("accepted");
});

test("declarations#18 one refused of three: the two others are never told again, the warning is shown", async () => {
  const { ctx, show } = await aReadyTheatre({ performances: 3 });
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  sacd.play({
    verdicts: [
      { at: 0, statut: "WARNING", champ: "salle_jauge", message: "Jauge élevée" },
      { at: 1, statut: "KO", champ: "rep_mt_billets", message: "Montant refusé" },
    ],
  });
  const sent = await sendTo(ctx, draft, "SACD");
  await runSacd(sent.id);
  const [, second] = show.performances;
  expect(granted(await readTransmission(ctx, sent.id))).toMatchObject({
    state: "rejected",
    errors: [{ performanceId: second, path: `form.performances.${second}.net` }],
    warnings: [{ message: "Jauge élevée" }],
  });
  sacd.play({});
  const again = granted(await openVersion(ctx, draft.id, { why: "edit", bodies: ["SACD"] }));
  expect(granted(await preview(ctx, draft.id, "SACD"))).toMatchObject({
    ...{ performanceCount: 1, performanceIds: [second] },
    xml: expect.stringContaining("<dec_nb>1</dec_nb>"),
  });
  const resent = await sendTo(ctx, again, "SACD");
  await runSacd(resent.id);
  expect(granted(await readTransmission(ctx, resent.id)).state).toBe("accepted");
  const last = sacd.taken().at(-1) ?? "";
  expect(last.match(/<rep_ref_dec>/g)).toHaveLength(1);
  expect(last).toContain(`${show.id}_${second}`);
  expect(last).toContain("<rep_version>1</rep_version>");
});

test("a body that was not told yet goes on in the next version; a version that is given up leaves what was sent", async () => {
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACD", "ASTP"]);
  sacd.play({ unknownDeclarant: true });
  const sent = await sendTo(ctx, draft, "SACD");
  await runSacd(sent.id);
  sacd.play({});
  const again = granted(await openVersion(ctx, draft.id, { why: "edit", bodies: ["SACD"] }));
  expect(again.current.form.bodies).toEqual(["SACD", "ASTP"]);
  // Nobody waits for a body that was not chosen, or waits no more for one that was told.
  const form = { ...again.current.form, bodies: ["ASTP" as const], performanceType: "DANCE" as const };
  granted(await saveForm(ctx, draft.id, { version: again.current.version, form }));
  const [chosen] = await database.admin`
    select performance_type, expected_bodies from show where id = ${show.id}`;
  expect(chosen).toEqual({ performance_type: "DANCE", expected_bodies: ["ASTP", "SACD"] });
  granted(await cancelDraft(ctx, draft.id, { version: again.current.version + 1 }));
  const back = granted(await readDeclaration(ctx, draft.id));
  expect(back.current).toMatchObject({ number: 1, state: "frozen" });
  expect(back.bodies.find(({ body }) => body === "ASTP")).toMatchObject({ chosen: true, ready: true });
  const third = granted(await openVersion(ctx, draft.id, { why: "edit", bodies: ["SACD"] }));
  expect(third.current).toMatchObject({ number: 3, createdFrom: 1 });
});

test("declarations#19 two declarants at once make one transmission, and both see it", async () => {
  await agencies("SACEM", ["48990"]);
  const { id, ctx, show } = await aReadyTheatre();
  const other = await aMember(database, id, "manager");
  const draft = await aFilledDraft(ctx, show.id, ["SACEM"]);
  const asked = { body: "SACEM" as const, version: draft.current.version };
  const [one, two] = await Promise.all([transmit(ctx, draft.id, asked), transmit(other, draft.id, asked)]);
  expect(granted(one).id).toBe(granted(two).id);
  const rows = await database.admin`select id from transmission where declaration_id = ${draft.id}`;
  expect(rows).toHaveLength(1);
});

test("declarations#20 an unknown postal code sends nothing and locks nothing; once the directory knows it, it leaves", async () => {
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACEM"]);
  const reunion = { ...grandeSalle, postalCode: "97400", timeZone: "Indian/Reunion" };
  const form = { ...draft.current.form, place: reunion };
  const saved = granted(await saveForm(ctx, draft.id, { version: draft.current.version, form }));
  // What is stored already is written no more, in whatever order its fields come.
  const turned = Object.fromEntries(Object.entries(saved.current.form).toReversed()) as DeclarationForm;
  const again = granted(await saveForm(ctx, draft.id, { version: saved.current.version, form: turned }));
  expect(again.current.version).toBe(saved.current.version);
  const asked = { body: "SACEM" as const, version: saved.current.version };
  expect(refusalOf(await transmit(ctx, draft.id, asked))).toMatchObject({ reason: "agency_not_found" });
  expect(granted(await readDeclaration(ctx, draft.id)).current.state).toBe("draft");
  const [told] = await database.admin`select 1 as one from outbox
    where queue = 'declaration-jobs' and body ->> 'postalCode' = '97400'`;
  expect(told?.one).toBe(1);
  await agencies("SACEM", ["97400"], "Délégation de l’océan");
  expect(granted(await transmit(ctx, draft.id, asked))).toMatchObject({
    agencyLabel: "Délégation de l’océan",
  });
  // SACD: the longest prefix wins.
  await agencies("SACD", ["97"], "Agence d’outre-mer");
  await agencies("SACD", ["974"], "Agence de l’île");
  await agencies("SACD", ["97400"], "Agence de la ville");
  const known = await findAgencies(database.worker().db, "SACD", ["97400", "97410"]);
  expect(known.get("97400")?.label).toBe("Agence de la ville");
  expect(known.get("97410")?.label).toBe("Agence de l’île");
});

test("declarations#23 figures change after sending: the proof does not, the difference shows, a rectification says version 2", async () => {
  const { ctx, show } = await aReadyTheatre();
  const { admin } = database;
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  const sent = await sendTo(ctx, draft, "SACD");
  await runSacd(sent.id);
  const [kept] = await admin<{ key: string; hash: string }[]>`
    select payload_key as key, payload_sha256 as hash from transmission where id = ${sent.id}`;
  const [first] = show.performances;
  await admin`update performance set gross = gross + 1500, net = net + 1422, paid = paid + 1 where id = ${first ?? ""}`;
  const bytes = await readObject(database.worker().env, "receipts", kept?.key ?? "", 1_000_000);
  expect(sha256(bytes ?? Buffer.alloc(0))).toBe(kept?.hash);
  const [frozen] = await admin<{ content: FrozenDeclaration; hash: string }[]>`
    select frozen as content, frozen_sha256 as hash from declaration_version
    where declaration_id = ${draft.id} and number = 1`;
  expect(frozen && fingerprintOf(frozen.content)).toBe(frozen?.hash);
  const changed = granted(await readDeclaration(ctx, draft.id));
  expect(changed.changed).toMatchObject([{ performanceId: first, sent: { paid: 1 }, now: { paid: 2 } }]);
  const next = granted(await openVersion(ctx, draft.id, { why: "rectify", bodies: ["SACD"] }));
  expect(granted(await readTransmission(ctx, sent.id)).state).toBe("accepted");
  const corrected = await sendTo(ctx, next, "SACD");
  expect(corrected.correctsId).toBe(sent.id);
  await runSacd(corrected.id);
  expect(sacd.taken().at(-1)).toContain("<rep_version>2</rep_version>");
  expect(granted(await readTransmission(ctx, sent.id)).state).toBe("corrected");
  expect(granted(await readDeclaration(ctx, draft.id)).changed).toEqual([]);
  const { lines } = granted(await showHistory(ctx, show.id, {}));
  expect(lines.filter(({ what }) => what === "a reçu l’accord de l’organisme")).toHaveLength(2);
  const archive = granted(await proofsArchive(ctx, draft.id));
  expect(archive.name).toMatch(/^DEC-\d{4}-\d{4} - preuves\.zip$/);
  const listed = Buffer.from(archive.bytes).toString("utf8");
  for (const version of [1, 2])
    for (const name of ["Déclaration SACD.xml", "Réponse SACD.txt"])
      expect(listed).toContain(`version ${version}/${name}`);
  const { ctx: stranger } = await aTheatre(database, { role: "manager" });
  expect(refusalOf(await proofsArchive(stranger, draft.id)).code).toBe("notFound");
});

test("declarations#25 who did not prove the SIRET fills and looks, and cannot send", async () => {
  const { ctx, show } = await aReadyTheatre({ verified: false });
  const draft = await aFilledDraft(ctx, show.id, ["ASTP"]);
  const asked = { body: "ASTP" as const, version: draft.current.version };
  expect(refusalOf(await transmit(ctx, draft.id, asked))).toMatchObject({ reason: "siret_unverified" });
  const shown = granted(await preview(ctx, draft.id, "ASTP"));
  expect(shown.blockers).toMatchObject([{ reason: "siret_unverified" }]);
});

/** A file this person sent for the show, found clean: its ticket. */
const anUpload = async (ctx: Ctx, organisationId: string, showId: string): Promise<string> => {
  const [fileId, ticketId] = [uuidV7(new Date()), uuidV7(new Date())];
  const hash = sha256(Buffer.from(ticketId));
  const owner = `show:${showId}:${ctx.actor.kind === "user" ? ctx.actor.userId : ""}`;
  await database.admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${fileId}, ${organisationId}, ${hash}, 7, 'application/pdf', ${`${organisationId}/${hash}`}, 'clean')`;
  await database.admin`insert into upload_ticket (id, organisation_id, owner, name, size, key, stored_file_id)
    values (${ticketId}, ${organisationId}, ${owner}, 'accuse.pdf', 7, ${ticketId}, ${fileId})`;
  return ticketId;
};

test("a portal's sheet waits for a person, who records the deposit; a preparer may not", async () => {
  const { id, ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["ASTP"]);
  const waiting = await sendTo(ctx, draft, "ASTP");
  expect(waiting).toMatchObject({ state: "to_deposit", acts: expect.arrayContaining(["record_deposit"]) });
  const editor = await aMember(database, id, "editor");
  const { bytes, name } = granted(await sheetFile(ctx, draft.id, "ASTP", "xlsx"));
  expect(name).toBe("ASTP - Le Pain des étoiles.xlsx");
  const { readXlsx } = await import("hucre/xlsx");
  const { sheets } = await readXlsx(bytes);
  expect(sheets[0]?.rows.find(([label]) => label === "Recette HT")?.[1]).toBeGreaterThan(0);
  const paper = granted(await sheetFile(ctx, draft.id, "ASTP", "pdf"));
  expect(Buffer.from(paper.bytes).subarray(0, 5).toString()).toBe("%PDF-");
  const file = await anUpload(ctx, id, show.id);
  const said = { version: waiting.version, on: "2026-03-02", reference: "ASTP-1", file };
  expect(refusalOf(await recordDeposit(editor, waiting.id, said)).code).toBe("forbidden");
  expect(granted(await recordDeposit(ctx, waiting.id, said))).toMatchObject({
    ...{ state: "deposited", depositedOn: "2026-03-02", bodyReference: "ASTP-1" },
    proofs: [{ kind: "deposit", name: "accuse.pdf" }],
  });
  expect(granted(await readDeclaration(editor, draft.id)).recorded).toMatchObject([
    { transmissionId: waiting.id, act: "record_deposit", by: expect.stringMatching(/\S+ \S+/) },
  ]);
  const { url } = granted(await linkToProof(ctx, waiting.id, "deposit"));
  expect(decodeURIComponent(url)).toContain("accuse.pdf");
  const { ctx: stranger } = await aTheatre(database, { role: "manager" });
  expect(refusalOf(await linkToProof(stranger, waiting.id, "deposit")).code).toBe("notFound");
});

test("the preview of SACD shows each field under its own name, and a stale save gets what is stored", async () => {
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  const shown = granted(await preview(ctx, draft.id, "SACD"));
  expect(shown.missing).toEqual([]);
  expect(shown.header.find(({ field }) => field === "dec_nb")?.value).toBe("2");
  expect(shown.rows.find(({ field }) => field === "rep_mt_depenses")?.values).toEqual(["6000", null]);
  expect(shown.xml).toContain("<dec_ref>730418</dec_ref>");
  const stale = refusalOf(await saveForm(ctx, draft.id, { version: 1, form: draft.current.form }));
  expect(stale).toMatchObject({ code: "conflict", reason: "version_differs" });
  expect(JSON.parse(stale.facts?.form ?? "{}").capacity).toBe(180);
  const wrong = { ...draft.current.form, expenses: taxed(1000, 2000) };
  expect(
    refusalOf(await saveForm(ctx, draft.id, { version: draft.current.version, form: wrong })).fields,
  ).toMatchObject([{ path: "form.expenses.net" }, { path: "form.expenses.net" }]);
});

test("somebody else’s declaration does not exist", async () => {
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACD"]);
  const stranger = await aTheatre(database, { role: "manager" });
  expect(refusalOf(await readDeclaration(stranger.ctx, draft.id)).code).toBe("notFound");
  expect(refusalOf(await transmit(stranger.ctx, draft.id, { body: "SACD", version: 1 })).code).toBe(
    "notFound",
  );
});

test("a list of agencies is compared, refused with its faults, loaded as a version; only the platform may", async () => {
  const keeper = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
  const { version } = await readVersion(keeper);
  const csv = "Département;mail\n48;agence48@sacd.example\n2A/2B;sud@sacd.example\n";
  expect(granted(await previewAgencies(keeper, { body: "SACD", csv }))).toMatchObject({
    directoryVersion: version,
  });
  const asked = { body: "SACD" as const, csv, directoryVersion: version };
  expect(
    refusalOf(await loadAgencies(keeper, { ...asked, csv: `${csv}48;autre@sacd.example\n` })),
  ).toMatchObject({
    ...{ reason: "faults", fields: [{ path: "csv.4" }] },
  });
  const { ctx } = await aTheatre(database, { role: "manager" });
  expect(refusalOf(await loadAgencies(ctx, asked)).code).toMatch(/notFound|forbidden/);
  granted(await loadAgencies(keeper, asked));
  expect(granted(await previewAgencies(keeper, { body: "SACD", csv }))).toMatchObject({
    ...{ directoryVersion: version + 1, added: [], removed: [], moved: [], unchanged: 2 },
  });
  expect(refusalOf(await loadAgencies(keeper, asked))).toMatchObject({ reason: "version_differs" });
});

const readVersion = async (keeper: Ctx) => {
  const { directories } = granted(await readDirectories(keeper));
  return { version: directories.find(({ body }) => body === "SACD")?.directoryVersion ?? 0 };
};

test("performances under another delegation are said, and one declaration per place goes each to its own", async () => {
  await agencies("SACEM", ["48990"]);
  await agencies("SACEM", ["63990"], "Délégation de Valmorte");
  const { ctx, show } = await aReadyTheatre();
  const draft = await aFilledDraft(ctx, show.id, ["SACEM"]);
  const [first, second] = draft.current.form.performances.map(({ performanceId }) => performanceId);
  const away = { ...grandeSalle, name: "Salle des fêtes", postalCode: "63990", city: "Valmorte" };
  const form = {
    ...draft.current.form,
    performances: draft.current.form.performances.map((own) =>
      own.performanceId === second ? { ...own, place: away } : own,
    ),
  };
  const saved = granted(await saveForm(ctx, draft.id, { version: draft.current.version, form }));
  const sacem = saved.bodies.find(({ body }) => body === "SACEM");
  expect(sacem).toMatchObject({
    ready: true,
    elsewhere: [{ agency: "Délégation de Valmorte", performanceIds: [second] }],
  });
  const stale = { version: draft.current.version };
  expect(refusalOf(await splitByPlace(ctx, draft.id, stale))).toMatchObject({ reason: "version_differs" });
  const kept = granted(await splitByPlace(ctx, draft.id, { version: saved.current.version }));
  expect(kept.current.form.performances).toMatchObject([{ performanceId: first }]);
  expect(kept.bodies.find(({ body }) => body === "SACEM")?.elsewhere).toEqual([]);
  const { lines } = granted(
    await listDeclarations(ctx, { organisation: draft.organisationId, show: show.id }),
  );
  const other = lines.find(({ id }) => id !== draft.id);
  const there = granted(await readDeclaration(ctx, other?.id ?? ""));
  expect(there.current.form).toMatchObject({
    ...{ place: { name: "Salle des fêtes" }, expenses: { gross: 0, net: 0 } },
    performances: [{ performanceId: second, place: null }],
  });
  expect(granted(await preview(ctx, there.id, "SACEM"))).toMatchObject({
    ...{ missing: [], blockers: [], mail: { agency: "Délégation de Valmorte" } },
  });
  // Nothing is left to split.
  granted(await splitByPlace(ctx, there.id, { version: there.current.version }));
});

test("declarations#27 thirty megabytes of files: the largest go as links, the document and the rest in the mail", async () => {
  await agencies("SACEM", ["48990"]);
  const { id, ctx, show } = await aReadyTheatre();
  for (let n = 0; n < 6; n++) {
    const fileId = uuidV7(new Date());
    const hash = sha256(Buffer.from(`file ${n}`));
    await database.admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
      values (${fileId}, ${id}, ${hash}, ${5 * 1024 * 1024}, 'application/pdf', ${`${id}/${hash}`}, 'clean')`;
    await database.admin`insert into show_file (id, organisation_id, show_id, type, file_name, stored_file_id, added_by)
      values (${uuidV7(new Date())}, ${id}, ${show.id}, 'OTHER', ${`piece-${n}.pdf`}, ${fileId}, ${uuidV7(new Date())})`;
  }
  const draft = await aFilledDraft(ctx, show.id, ["SACEM"]);
  const shown = granted(await preview(ctx, draft.id, "SACEM"));
  expect(shown.files.filter(({ asLink }) => asLink)).toHaveLength(5);
  const sent = await sendTo(ctx, draft, "SACEM");
  await workOnDeclaration(database.worker(), { transmissionId: sent.id });
  const [mail] = await database.admin<{ attachments: { name: string; link?: true }[]; reply_to: string }[]>`
    select m.attachments, m.reply_to from outgoing_message m join transmission t on t.outbound_mail_id = m.id where t.id = ${sent.id}`;
  expect(mail?.attachments.filter(({ link }) => link)).toHaveLength(5);
  expect(mail?.attachments.find(({ link }) => !link)?.name).toBe(
    "Déclaration SACEM - le-pain-des-etoiles.pdf",
  );
  expect(mail?.reply_to).toMatch(/@/);
  // The queue delivers it again: one mail, and one copy for who declares.
  await workOnDeclaration(database.worker(), { transmissionId: sent.id });
  const mails =
    await database.admin`select class from outgoing_message where target_id = ${sent.id} order by class`;
  expect(mails.map((one) => one.class)).toEqual(["notice", "partner"]);
});
