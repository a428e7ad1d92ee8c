import { randomUUID } from "node:crypto";
import { strFromU8, unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AccessChoice,
  AccessData,
  type AccessReview,
} from "../../../shared/mediation/access-request.ts";
import { keepFile, readObject } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openedPdf } from "../../platform/test-kit/opened-pdf.ts";
import { accessReview, askAccess, saveAccess } from "./access-request.ts";
import { eraseCase } from "./erase-case.ts";
import { prepareErasure } from "./privacy.ts";
import { linkToJob } from "./read-jobs.ts";
import { runJob } from "./run-job.ts";
import { aCase, anEntry, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Awaited<ReturnType<typeof signedIn>>;
let asManager: Awaited<ReturnType<typeof signedIn>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  manager = await aMediator(database, town.id, { role: "manager" });
  asClaire = await signedIn(database, claire);
  asManager = await signedIn(database, manager);
});

const reason = "Demande d’accès reçue par courrier";
const aDocument = async (to: CaseInTest, name: string, visibility: string, scan = "clean") => {
  const { key, sha256 } = await keepFile(
    database.worker(),
    town.id,
    Buffer.from(`contenu ${randomUUID()}`),
    "application/pdf",
  );
  const stored = randomUUID();
  await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${stored}, ${town.id}, ${sha256}, 10, 'application/pdf', ${key}, ${scan})`;
  await admin`insert into case_file (id, organisation_id, case_id, stored_file_id, name, source, visibility, position, decision)
    values (gen_random_uuid(), ${town.id}, ${to.found.id}, ${stored}, ${name}, 'REQUESTER', ${visibility}, 0, 'kept')`;
};
/** A case where everybody said something. */
const aToldCase = async (email = `nadege.${randomUUID().slice(0, 8)}@courriel.example`) => {
  const to = await aCase(database, town, {
    assigneeId: claire.id,
    requester: { email, emailCanonical: email },
    participants: [{ email: "service.eaux@ville.example", name: "Service des eaux", side: "ADMINISTRATION" }],
  });
  const { id } = to.found;
  await admin`update cases set final_conclusion = 'Conclusion gardée pour nous' where id = ${id}`;
  await admin`insert into party (id, organisation_id, case_id, role, kind, first_name, last_name, email, email_canonical,
      phone, country, preferred_contact, rep_kind, search_text)
    values (gen_random_uuid(), ${town.id}, ${id}, 'REPRESENTATIVE', 'NATURAL', 'Karim', 'Brac', 'k.brac@courriel.example',
      'k.brac@courriel.example', '06 99 88 77 66', 'FR', 'EMAIL', 'RELATIVE', ' karim brac')`;
  await anEntry(database, to.found, {
    subject: "Ma facture",
    text: `Mon voisin Karim Brac (k.brac@courriel.example, 06 99 88 77 66) peut témoigner. Écrivez-moi à ${email}.`,
    participantId: to.participantId,
  });
  await anEntry(database, to.found, { direction: "OUT", subject: "Votre demande", text: "Bien reçu." });
  await anEntry(database, to.found, {
    kind: "note",
    side: null,
    direction: null,
    text: "Elle semble fâchée",
  });
  await anEntry(database, to.found, { side: "ADMINISTRATION", text: "Confidence du service" });
  await aDocument(to, "partage.pdf", "SHARED");
  await aDocument(to, "reserve.pdf", "REQUESTER_ONLY");
  await aDocument(to, "interne.pdf", "INTERNAL");
  await aDocument(to, "service.pdf", "ADMINISTRATION_ONLY");
  return { ...to, email };
};
/** What the review proposes, as it would be sent unchanged. */
const proposed = ({ cases, mask }: AccessReview): AccessChoice => {
  const given = cases.filter((one) => one.given);
  const chosen = (of: "people" | "entries" | "documents") =>
    given.flatMap((one) => one[of].filter((item) => item.given).map(({ id }) => id));
  return {
    shown: cases.flatMap((one) => [one, ...one.people, ...one.entries, ...one.documents].map(({ id }) => id)),
    cases: given.map(({ id }) => id),
    people: chosen("people"),
    entries: chosen("entries"),
    documents: chosen("documents"),
    mask,
  };
};
const reviewOf = async (to: CaseInTest) => granted(await accessReview(asManager, to.found.id));
const archiveOf = async (to: CaseInTest, chosen: AccessChoice) => {
  const { id } = granted(await askAccess(asManager, { caseId: to.found.id, reason, ...chosen }));
  await runJob(database.worker(), { jobId: id });
  const [job] = await admin`select state, file_key, result from background_job where id = ${id}`;
  expect(job?.state).toBe("done");
  const bytes = await readObject(database.env, "exports", String(job?.file_key), 10_000_000);
  const files = unzipSync(new Uint8Array(bytes ?? []));
  const json = strFromU8(files["donnees.json"] ?? new Uint8Array());
  const { words } = await openedPdf(files["donnees.pdf"] ?? new Uint8Array());
  return { id, job, json, words, data: AccessData.parse(JSON.parse(json)), paths: Object.keys(files) };
};

describe("an answer to an access request", () => {
  it("holds the person's data, what they wrote and were written, and their documents; nothing of anybody else", async () => {
    const to = await aToldCase();
    const { data, json, words, paths } = await archiveOf(to, proposed(await reviewOf(to)));
    const [one] = data.cases;
    expect(one?.requester).toMatchObject({ lastName: "Thibaudot", email: to.email });
    expect(one?.exchanges.map(({ subject, author }) => [subject, author])).toEqual([
      ["Ma facture", "Nadège Thibaudot"],
      ["Votre demande", expect.any(String)],
    ]);
    expect(one?.exchanges[0]?.text).toBe(
      `Mon voisin [masqué] ([masqué], [masqué]) peut témoigner. Écrivez-moi à ${to.email}.`,
    );
    expect(paths.filter((path) => path.startsWith("documents/")).map((path) => path.split("/")[2])).toEqual([
      "partage.pdf",
      "reserve.pdf",
    ]);
    for (const said of ["Bien reçu.", to.email, "partage.pdf"]) expect(words).toContain(said);
    for (const kept of [
      "fâchée",
      "Confidence",
      "gardée pour nous",
      "interne.pdf",
      "service.pdf",
      "Brac",
      "k.brac@courriel.example",
      "service.eaux@ville.example",
      "06 99 88 77 66",
    ]) {
      expect(json).not.toContain(kept);
      expect(words).not.toContain(kept);
    }
  });

  it("reaches the other cases of that person, and proposes none of a namesake by telephone alone", async () => {
    const first = await aToldCase();
    const second = await aToldCase(first.email);
    await admin`update party set phone_e_164 = '+33699112233' where case_id = ${first.found.id} and role = 'REQUESTER'`;
    const neighbour = await aCase(database, town, {
      requester: { phoneE164: "+33699112233", firstName: "Marc", lastName: "Olivier" },
    });
    const review = await reviewOf(first);
    expect(new Map(review.cases.map(({ id, given }) => [id, given]))).toEqual(
      new Map([
        [first.found.id, true],
        [second.found.id, true],
        [neighbour.found.id, false],
      ]),
    );
    expect(review.mask).toContain("Marc Olivier");
    const { data } = await archiveOf(first, proposed(review));
    expect(data.cases).toHaveLength(2);
  });

  it("gives exactly what was ticked: no more than the chosen case, and a note when somebody chose it", async () => {
    const to = await aToldCase();
    const other = await aToldCase(to.email);
    const review = await reviewOf(to);
    const note = review.cases
      .find(({ id }) => id === to.found.id)
      ?.entries.find(({ kind }) => kind === "note");
    const all = proposed(review);
    const { data } = await archiveOf(to, {
      ...all,
      cases: [to.found.id],
      entries: [note?.id ?? ""],
      documents: [],
    });
    expect(data.cases.map(({ exchanges, documents }) => [exchanges.length, documents.length])).toEqual([
      [1, 0],
    ]);
    expect(data.cases[0]?.exchanges[0]?.text).toBe("Elle semble fâchée");
    expect(other.found.id).not.toBe(to.found.id);
  });

  it("names a document that the antivirus stopped instead of giving it", async () => {
    const to = await aToldCase();
    await aDocument(to, "virus.pdf", "SHARED", "threat");
    const { job, words, paths } = await archiveOf(to, proposed(await reviewOf(to)));
    expect(job?.result).toMatchObject({ left: ["virus.pdf"] });
    expect(paths.join()).not.toContain("virus");
    expect(words).toMatch(/virus\.pdf, absent/);
  });

  it("is looked at by handlers, given by managers, with a reason in the history; others find or may do nothing", async () => {
    const to = await aToldCase();
    const review = granted(await accessReview(asClaire, to.found.id));
    const asked = { caseId: to.found.id, reason, ...proposed(review) };
    expect(refusalOf(await askAccess(asClaire, asked))).toMatchObject({ code: "forbidden" });
    const hugo = await signedIn(database, await aMediator(database, town.id));
    await expect(accessReview(hugo, to.found.id)).rejects.toThrow("not_handler");
    const abroad = await aMediator(database, (await anOrganisation(database)).id, { role: "manager" });
    const stranger = await signedIn(database, abroad);
    await expect(accessReview(stranger, to.found.id)).rejects.toThrow("not_found");
    const { id } = await archiveOf(to, proposed(review));
    const [note] = await admin`select after, personal from audit_event
      where action = 'case.access_request' and aggregate_id = ${to.found.id}`;
    expect(note).toMatchObject({ after: { reason, cases: 1 }, personal: ["reason"] });
    expect(granted(await linkToJob(asManager, id)).url).toContain("acces-");
    expect(refusalOf(await linkToJob(asClaire, id))).toMatchObject({ code: "notFound" });
  });

  it("keeps what a handler chose for the manager who gives it, with who and when; only what came since is proposed", async () => {
    const to = await aToldCase();
    const review = granted(await accessReview(asClaire, to.found.id));
    expect(review.saved).toBeNull();
    const [here] = review.cases;
    const note = here?.entries.find(({ kind }) => kind === "note")?.id ?? "";
    const shared = here?.documents.find(({ name }) => name === "partage.pdf")?.id ?? "";
    const { documents, entries, ...rest } = proposed(review);
    const chosen = {
      ...rest,
      entries: [...entries, note],
      documents: documents.filter((id) => id !== shared),
      mask: ["Karim Brac", "06 99 88 77 66", "la voisine du dessus"],
    };
    const saved = granted(await saveAccess(asClaire, { caseId: to.found.id, version: 0, ...chosen }));
    expect(saved.saved).toMatchObject({ by: "Claire Vasseur", version: 1 });
    await anEntry(database, to.found, { subject: "Depuis", text: "Une suite." });
    await aDocument(to, "venu-depuis.pdf", "SHARED");

    const read = granted(await accessReview(asManager, to.found.id));
    expect(read.saved).toEqual(saved.saved);
    expect(read.mask).toEqual(chosen.mask);
    const asSaved = proposed(read);
    const names = read.cases[0]?.documents.filter(({ given }) => given).map(({ name }) => name);
    expect(names).toEqual(["reserve.pdf", "venu-depuis.pdf"]);
    expect(asSaved.entries).toContain(note);
    const { data, paths } = await archiveOf(to, asSaved);
    expect(data.cases[0]?.exchanges.map(({ subject }) => subject)).toContain("Depuis");
    expect(paths.join()).not.toContain("partage.pdf");
    const [history] = await admin`select actor_id, after from audit_event
      where action = 'case.access_choice' and aggregate_id = ${to.found.id}`;
    expect(history).toEqual({ actor_id: claire.id, after: { cases: 1, entries: 3, documents: 1 } });
  });

  it("of two who choose at once one is kept; the other is told who, and loses nothing", async () => {
    const to = await aToldCase();
    const chosen = proposed(await reviewOf(to));
    const save = (ctx: typeof asClaire, documents: string[]) =>
      saveAccess(ctx, { caseId: to.found.id, version: 0, ...chosen, documents });
    const answers = await Promise.all([save(asClaire, []), save(asManager, chosen.documents)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const lost = answers.find(({ ok }) => !ok);
    expect(lost && refusalOf(lost)).toMatchObject({ code: "conflict", reason: "version_differs" });
    expect(await admin`select version from access_choice where case_id = ${to.found.id}`).toEqual([
      { version: 1 },
    ]);
  });

  it("is not hindered by a legal hold, which only keeps from erasing", async () => {
    const to = await aToldCase();
    await admin`update cases set legal_hold = true where id = ${to.found.id}`;
    const review = granted(await accessReview(asClaire, to.found.id));
    granted(await saveAccess(asClaire, { caseId: to.found.id, version: 0, ...proposed(review) }));
    const { data } = await archiveOf(to, proposed(await reviewOf(to)));
    expect(data.cases).toHaveLength(1);
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${to.found.id}`;
    await expect(
      prepareErasure(asManager, { caseId: to.found.id, scope: "case", reason: "Demande d’effacement" }),
    ).resolves.toMatchObject({ ok: false, refusal: { reason: "legal_hold" } });
  });

  it("mediation#34 shows a handler no word chosen over a restricted case they must not know of", async () => {
    const to = await aToldCase();
    const hidden = await aCase(database, town, {
      restricted: true,
      requester: { email: to.email, emailCanonical: to.email, lastName: "Tenue-Secrète" },
    });
    const chosen = proposed(await reviewOf(to));
    expect(chosen.mask.join()).toContain("Tenue-Secrète");
    granted(await saveAccess(asManager, { caseId: to.found.id, version: 0, ...chosen }));
    const seen = granted(await accessReview(await signedIn(database, claire), to.found.id));
    expect(JSON.stringify(seen)).not.toContain("Secrète");
    expect(seen.cases.map(({ id }) => id)).not.toContain(hidden.found.id);
  });

  it("goes with the case it was chosen for, and with any other it speaks of", async () => {
    const to = await aToldCase();
    const other = await aToldCase(to.email);
    granted(
      await saveAccess(asManager, { caseId: to.found.id, version: 0, ...proposed(await reviewOf(to)) }),
    );
    await eraseCase(database.worker(), other.found.id, "retention");
    expect(await admin`select case_id from access_choice where case_id = ${to.found.id}`).toEqual([]);
  });

  it("refuses what is not of this person", async () => {
    const to = await aToldCase();
    const stranger = await aToldCase();
    const theirs = (await reviewOf(stranger)).cases[0]?.entries[0]?.id ?? "";
    const chosen = proposed(await reviewOf(to));
    expect(
      refusalOf(await askAccess(asManager, { caseId: to.found.id, reason, ...chosen, entries: [theirs] })),
    ).toMatchObject({ code: "invalid" });
  });
});
