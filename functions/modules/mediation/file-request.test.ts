import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Receipt } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { sweepOutbox } from "../../platform/outbox.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openLink } from "../access/index.ts";
import { fileRequest } from "./file-request.ts";
import { openByAccessCode } from "./follow-up-access.ts";
import { aRequest, aVisitor, granted, refusalOf, writeLetters } from "./test-kit.ts";
import { writeLetter } from "./write-letter.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let visitor: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  await aMediator(database, town.id, { role: "manager", firstName: "Claire" });
  visitor = aVisitor(database);
});
/** A new network address on the same container. */
const anyone = (): Ctx => ({ ...visitor, credentials: { clientAddress: randomUUID() } });

const caseOf = async (receipt: Receipt) => {
  const [year, seq] = receipt.number.split("-").map(Number);
  const [row] =
    await admin`select * from cases where organisation_id = ${town.id} and year = ${year ?? 0} and seq = ${seq ?? 0}`;
  return row ?? {};
};
const mailsOf = async (caseId: string) => {
  await writeLetters(database, caseId);
  return admin`select m.template, m.subject, m.text, m.class, r.address, r.name from outgoing_message m
    join outgoing_recipient r on r.outgoing_message_id = m.id where m.target_id = ${caseId} order by m.created_at, m.id`;
};

describe("filing a request", () => {
  it("makes a case with a number, a dated receipt by mail and a link that opens its page", async () => {
    const request = aRequest({ expectation: "L’annulation de la facture.", priorComplaint: "UNKNOWN" });
    const receipt = granted(await fileRequest(anyone(), town.slug, request));
    expect(receipt).toMatchObject({
      number: expect.stringMatching(/^\d{4}-\d{5}$/),
      timeZone: "Europe/Paris",
      sentBy: "Mme Amina Ferrand",
      email: request.requester.email,
      accessCode: null,
      files: [],
    });
    const row = await caseOf(receipt);
    expect(row).toMatchObject({
      channel: "WEB",
      status: "TO_PROCESS",
      subject: "En mars, j’ai reçu une facture de cantine pour ma fille, qui a quitté cette…",
      prior_complaint: "UNKNOWN",
      assignee_id: null,
    });
    const [mail, notice] = await mailsOf(row.id);
    expect(mail).toMatchObject({
      class: "notice",
      template: "mediation.receipt@1",
      subject: `[Dossier ${receipt.number}] Votre demande est enregistrée`,
      address: request.requester.email?.toLowerCase(),
    });
    expect(mail?.text).toContain("Bonjour Madame Ferrand,");
    expect(mail?.text).toContain(request.description);
    expect(mail?.text).toContain(receipt.followUpPath);
    expect(notice).toMatchObject({ template: "mediation.new_case@1" });
    expect(`${notice?.subject} ${notice?.text}`).not.toMatch(/Ferrand|cantine|courriel\.example/);

    const opened = granted(await openLink(anyone(), receipt.followUpPath.replace("/suivi#", "")));
    expect(opened.actor).toMatchObject({ caseId: row.id, codeVerified: false });
    const [audit] = await admin`select action, actor_kind from audit_event where target_id = ${row.id}`;
    expect(audit).toEqual({ action: "case.file", actor_kind: "visitor" });
  });

  it("mediation#6 the same key sent twice at once makes one case, one receipt mail and the same receipt", async () => {
    const request = aRequest();
    const other = aVisitor(database);
    const [first, second, third] = await Promise.all([
      fileRequest(anyone(), town.slug, request),
      fileRequest(other, town.slug, request),
      fileRequest(anyone(), town.slug, request),
    ]);
    const receipt = granted(first);
    expect(granted(second)).toEqual(receipt);
    expect(granted(third)).toEqual(receipt);
    const rows = await admin`select id from cases where filing_key = ${`form:${town.id}:${request.draftId}`}`;
    expect(rows).toHaveLength(1);
    const receipts = (await mailsOf(rows[0]?.id)).filter(
      ({ template }) => template === "mediation.receipt@1",
    );
    expect(receipts).toHaveLength(1);
  });

  it("mediation#6 500 parallel requests get 500 distinct consecutive numbers", async () => {
    const city = await anOrganisation(database);
    const containers = Array.from({ length: 10 }, () => aVisitor(database));
    const numbers = await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        const container = containers[index % containers.length] ?? visitor;
        const ctx = { ...container, credentials: { clientAddress: randomUUID() } };
        return granted(await fileRequest(ctx, city.slug, aRequest())).number;
      }),
    );
    const year = new Date().getFullYear();
    expect(numbers.toSorted()).toEqual(
      Array.from({ length: 500 }, (_, index) => `${year}-${String(index + 1).padStart(5, "0")}`),
    );
  }, 120_000);

  it("mediation#7 succeeds while the queue is down; the receipt leaves later, once", async () => {
    const broken = anyone();
    const request = aRequest();
    const ctx = { ...broken, env: { ...broken.env, queue: () => "http://127.0.0.1:1/000000000000/none" } };
    const receipt = granted(await fileRequest(ctx, town.slug, request));
    const row = await caseOf(receipt);
    const waiting = () => admin`
      select id from outbox where queue = 'case-letters' and body ->> 'caseId' = ${row.id} and sent_at is null`;
    expect(await waiting()).toHaveLength(1);
    await admin`update outbox set created_at = now() - interval '1 minute' where sent_at is null`;
    await sweepOutbox(database.worker());
    expect(await waiting()).toHaveLength(0);
    expect(await sweepOutbox(database.worker())).toBe(0);
    const sent = () => mailsOf(row.id);
    expect((await sent()).map(({ template }) => template)).toContain("mediation.receipt@1");
    const [letter] = await admin`select body from outbox where body ->> 'caseId' = ${row.id}`;
    const before = await sent();
    await writeLetter(database.worker(), letter?.body);
    expect(await sent()).toEqual(before);
  });

  it("mediation#9 normalises a phone, accepts a foreign one, refuses half a number with a sentence", async () => {
    const withPhone = (phone: string) =>
      fileRequest(anyone(), town.slug, aRequest({ requester: { lastName: "Ferrand", phone } }));
    const stored = async (phone: string) => {
      const row = await caseOf(granted(await withPhone(phone)));
      const [found] = await admin`select phone, phone_e_164 from party where case_id = ${row.id}`;
      return found;
    };
    expect(await stored("06 11 22 33 44")).toEqual({ phone: "06 11 22 33 44", phone_e_164: "+33611223344" });
    expect(await stored("+1 424 242 4242")).toMatchObject({ phone_e_164: "+14242424242" });
    expect(refusalOf(await withPhone("0611"))).toMatchObject({
      code: "invalid",
      fields: [{ path: "requester.phone", message: expect.stringContaining("4 chiffres sur 10") }],
    });
    expect(refusalOf(await withPhone("+1 111 111 1111"))).toMatchObject({
      fields: [{ path: "requester.phone", message: expect.stringContaining("n’existe pas") }],
    });
  });

  it("mediation#9 only a postal address is enough: the receipt carries an access code that opens the page", async () => {
    const request = aRequest({
      requester: { lastName: "Ferrand", line1: "27 rue des Tanneurs", postalCode: "18990", city: "Valbrune" },
    });
    const receipt = granted(await fileRequest(anyone(), town.slug, request));
    expect(receipt.email).toBeNull();
    expect(receipt.accessCode).toMatch(/^[A-HJKMNP-Z2-9]{12}$/);
    expect(granted(await fileRequest(anyone(), town.slug, request))).toEqual(receipt);
    const accessCode = `${receipt.accessCode?.slice(0, 4)} ${receipt.accessCode?.slice(4).toLowerCase()}`;
    const opened = granted(await openByAccessCode(anyone(), { number: receipt.number, accessCode }));
    expect(opened.actor.codeVerified).toBe(true);
    expect(refusalOf(await openByAccessCode(anyone(), { number: "2001-00001", accessCode })).reason).toBe(
      "code_wrong",
    );
  });

  it("shows the same link on a retry after the server's key was rotated", async () => {
    const request = aRequest();
    const receipt = granted(await fileRequest(anyone(), town.slug, request));
    const ctx = anyone();
    const rotated = {
      ...ctx,
      env: {
        ...ctx.env,
        hmacKeys: [...ctx.env.hmacKeys, { version: 2, secret: Buffer.from("another key") }],
      },
    };
    expect(granted(await fileRequest(rotated, town.slug, request))).toEqual(receipt);
  });

  it("numbers by the year of registration in the organisation's own zone", async () => {
    const island = await anOrganisation(database, { timeZone: "Indian/Reunion" });
    database.setNow(new Date("2026-12-31T21:30:00Z"));
    try {
      const receipt = granted(await fileRequest(anyone(), island.slug, aRequest()));
      expect(receipt).toMatchObject({ number: "2027-00001", timeZone: "Indian/Reunion" });
    } finally {
      database.setNow(undefined);
    }
  });
});

describe("someone who acts for another", () => {
  const representative = {
    lastName: "Castaing",
    firstName: "Paul",
    email: "paul.castaing@courriel.example",
    kind: "RELATIVE" as const,
    requesterAgrees: true,
  };
  it("receives the receipt and the link; the person is told a request was filed in their name", async () => {
    const request = aRequest({ onBehalf: "PERSON", representative });
    const receipt = granted(await fileRequest(anyone(), town.slug, request));
    expect(receipt).toMatchObject({ sentBy: "Paul Castaing", email: representative.email });
    const row = await caseOf(receipt);
    const mails = await mailsOf(row.id);
    expect(mails.map(({ template, address }) => [template, address])).toEqual(
      expect.arrayContaining([
        ["mediation.receipt@1", representative.email],
        ["mediation.filed_for_you@1", request.requester.email],
      ]),
    );
    const parties =
      await admin`select role, mandate_state, agreed_by_requester from party where case_id = ${row.id} order by role`;
    expect(parties).toEqual([
      { role: "REPRESENTATIVE", mandate_state: "NOT_PROVIDED", agreed_by_requester: true },
      { role: "REQUESTER", mandate_state: null, agreed_by_requester: null },
    ]);
  });
  it("must be reachable; the person they act for need not be", async () => {
    const unreachable = aRequest({
      onBehalf: "PERSON",
      requester: { lastName: "Ferrand" },
      representative: { lastName: "Castaing", kind: "RELATIVE", requesterAgrees: true },
    });
    expect(refusalOf(await fileRequest(anyone(), town.slug, unreachable)).fields).toEqual([
      { path: "representative.contact", message: expect.any(String) },
    ]);
    const reachable = aRequest({ onBehalf: "PERSON", requester: { lastName: "Ferrand" }, representative });
    expect(granted(await fileRequest(anyone(), town.slug, reachable)).email).toBe(representative.email);
  });
});

describe("what is refused, and how", () => {
  it("an unknown organisation is not found", async () => {
    expect(refusalOf(await fileRequest(anyone(), "nulle-part", aRequest())).code).toBe("notFound");
  });

  it("every wrong field comes back at once, with its sentence", async () => {
    const request = aRequest({
      onBehalf: "ORGANISATION",
      requester: { lastName: "Ferrand", email: "amina.ferrand@courriel", siret: "123" },
      contestedDecisionOn: "2999-01-01",
      priorComplaint: "NO",
      priorAnswer: "YES",
    });
    const { fields } = refusalOf(await fileRequest(anyone(), town.slug, request));
    expect(fields?.map(({ path }) => path).toSorted()).toEqual([
      "contestedDecisionOn",
      "priorAnswer",
      "requester.email",
      "requester.legalName",
      "requester.siret",
    ]);
  });

  it("the same requester with the same text within a day is told so, and the number is mailed again, once", async () => {
    const request = aRequest();
    const receipt = granted(await fileRequest(anyone(), town.slug, request));
    const shout = { ...request.requester, email: request.requester.email?.toUpperCase() };
    const again = () =>
      fileRequest(anyone(), town.slug, { ...request, requester: shout, draftId: randomUUID() });
    expect(refusalOf(await again())).toMatchObject({ code: "conflict", reason: "already_filed" });
    expect(JSON.stringify(refusalOf(await again()))).not.toContain(receipt.number);
    const mails = await mailsOf((await caseOf(receipt)).id);
    expect(mails.filter(({ subject }) => subject.includes("Votre demande est enregistrée"))).toHaveLength(2);
    const other = granted(
      await fileRequest(
        anyone(),
        town.slug,
        aRequest({ requester: request.requester, description: "Un tout autre sujet, cette fois." }),
      ),
    );
    expect(other.number).not.toBe(receipt.number);
  });

  it.each([
    ["the invisible field is filled", { website: "https://spam.example" }],
    ["nobody fills a form this fast", { filledInMs: 2999 }],
  ])("a robot is refused kindly: %s", async (_why, changed) => {
    const request = aRequest(changed);
    const refusal = refusalOf(await fileRequest(anyone(), town.slug, request));
    expect(refusal).toMatchObject({
      code: "invalid",
      reason: "looks_automatic",
      detail: expect.stringContaining("Rien n’est perdu"),
    });
    const kept = granted(
      await fileRequest(anyone(), town.slug, { ...request, website: "", filledInMs: 5000 }),
    );
    expect(kept.number).toBeTruthy();
  });

  it("more than ten an hour from one address must wait; a retry of a filed request never does", async () => {
    const ctx = anyone();
    const first = aRequest();
    const receipt = granted(await fileRequest(ctx, town.slug, first));
    for (let count = 1; count < 10; count += 1) granted(await fileRequest(ctx, town.slug, aRequest()));
    expect(refusalOf(await fileRequest(ctx, town.slug, aRequest()))).toMatchObject({
      code: "limited",
      detail: expect.stringMatching(/Trop de demandes.*appelez le 02 61 91 01 42/),
      retryAfterSeconds: expect.any(Number),
    });
    expect(granted(await fileRequest(ctx, town.slug, first))).toEqual(receipt);
  });

  it("a closed form says the organisation's message until its date", async () => {
    const closed = await anOrganisation(database, {
      settings: {
        mediation: {
          title: "médiateur",
          intro: "Bonjour.",
          accepts: [],
          refers: [],
          privacy: "Vos réponses servent à traiter votre demande.",
          dueDays: null,
          formClosed: { until: "2999-12-31", message: "Les demandes en ligne reprennent en janvier." },
        },
      },
    });
    expect(refusalOf(await fileRequest(anyone(), closed.slug, aRequest()))).toMatchObject({
      reason: "form_closed",
      detail: "Les demandes en ligne reprennent en janvier.",
    });
  });
});
