import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { RegisterCase } from "../../../shared/mediation/registering.ts";
import { unknownNames } from "../../../shared/mediation/similar.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { caseTicket } from "./case-ticket.ts";
import { openByAccessCode } from "./follow-up-access.ts";
import { readCase } from "./read-case.ts";
import { registerCase } from "./register-case.ts";
import { keepRegistrationDraft, readRegistrationDraft } from "./registration-draft.ts";
import { aVisitor, granted, refusalOf, signedIn, writeLetters } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let asClaire: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  asClaire = await signedIn(database, await aMediator(database, town.id));
});

/** What this person's API sees at another moment. */
const at = (ctx: Ctx, instant: string): Ctx => ({ ...ctx, now: () => new Date(instant) });
const aReferral = (changed: Partial<RegisterCase> = {}): RegisterCase => ({
  organisation: town.id,
  key: randomUUID(),
  channel: "MAIL",
  receivedOn: "2026-11-02",
  requester: { kind: "NATURAL", firstName: "Nadège", lastName: "Thibaudot", city: "Valbrune" },
  representatives: [],
  description: "La facture de mars compte des repas qui n’ont pas été pris.",
  files: [],
  sendReceipt: true,
  ...changed,
});
const mailsOf = (caseId: string) => admin`
  select m.template, m.text, r.address from outgoing_message m
  join outgoing_recipient r on r.outgoing_message_id = m.id where m.target_id = ${caseId} order by m.id`;

describe("a case registered for somebody", () => {
  it("mediation#10 counts a letter of 28 December in its year, numbers it in the next, and its receipt says both dates", async () => {
    const now = "2027-01-04T09:12:00Z";
    const email = `nadege.${randomUUID().slice(0, 8)}@courriel.example`;
    const { caseId } = granted(
      await registerCase(
        at(asClaire, now),
        aReferral({ receivedOn: "2026-12-28", requester: { kind: "NATURAL", lastName: "Thibaudot", email } }),
      ),
    );
    const [row] = await admin`select * from cases where id = ${caseId}`;
    expect(row).toMatchObject({
      year: 2027,
      channel: "MAIL",
      received_precision: "DAY",
      status: "TO_PROCESS",
    });
    expect(row?.received_at).toEqual(new Date("2026-12-27T23:00:00Z"));
    expect(row?.registered_at).toEqual(new Date(now));

    await writeLetters(database, caseId);
    const [receipt] = await mailsOf(caseId);
    expect(receipt).toMatchObject({ template: "mediation.receipt@1", address: email });
    expect(receipt?.text).toContain("lundi 28\u00a0décembre 2026");
    expect(receipt?.text).toContain("lundi 4\u00a0janvier 2027 à 10\u00a0h\u00a012");
    expect(receipt?.text).not.toContain("0\u00a0h\u00a000");

    const ticket = granted(await caseTicket(at(asClaire, now), caseId));
    expect(ticket).toMatchObject({ receivedPrecision: "DAY", receivedAt: "2026-12-27T23:00:00.000Z" });
    expect(ticket.registeredAt).toBe(new Date(now).toISOString());
  });

  it("refuses a date in the future, and asks before one more than a year back", async () => {
    const tomorrow = parisDay(2);
    expect(refusalOf(await registerCase(asClaire, aReferral({ receivedOn: tomorrow }))).fields).toEqual([
      { path: "receivedOn", message: "Cette date est dans le futur. Vérifiez l’année." },
    ]);
    const old = aReferral({ receivedOn: "2020-01-06" });
    expect(refusalOf(await registerCase(asClaire, old)).reason).toBe("old_date");
    expect((await registerCase(asClaire, { ...old, oldDateConfirmed: true })).ok).toBe(true);
  });

  it("needs a name or that nobody knows it, and checks only what was given", async () => {
    const nameless = aReferral({ requester: { kind: "NATURAL", email: "pas-une-adresse", phone: "0611" } });
    const { fields } = refusalOf(await registerCase(asClaire, nameless));
    expect(fields?.map(({ path }) => path)).toEqual([
      "requester.lastName",
      "requester.email",
      "requester.phone",
    ]);
    const { caseId } = granted(
      await registerCase(asClaire, aReferral({ requester: { kind: "NATURAL", unknown: true } })),
    );
    const found = granted(await readCase(asClaire, caseId));
    expect(found.parties[0]?.name).toBe(unknownNames.registered);
  });

  it("mediation#6 is registered once however often the same draft is sent", async () => {
    const referral = aReferral();
    const [one, two] = await Promise.all([
      registerCase(asClaire, referral),
      registerCase({ ...(await signedInAgain()) }, referral),
    ]);
    expect(granted(one).caseId).toBe(granted(two).caseId);
    expect(granted(await registerCase(asClaire, referral)).caseId).toBe(granted(one).caseId);
  });

  it("gives a code that opens the follow-up page with its number, with or without address", async () => {
    const { caseId } = granted(await registerCase(asClaire, aReferral()));
    const { number, accessCode } = granted(await caseTicket(asClaire, caseId));
    const opened = granted(
      await openByAccessCode(aVisitor(database), { number, accessCode: accessCode ?? "" }),
    );
    expect(opened.actor).toMatchObject({ caseId, codeVerified: true });
    const seen = await admin`select action from audit_event where target_id = ${caseId} order by id`;
    expect(seen.map(({ action }) => action)).toContain("case.ticket");
  });

  it("sends no receipt when the agent hands it over, and tells the agents all the same", async () => {
    const email = `n.${randomUUID().slice(0, 8)}@courriel.example`;
    const requester = { kind: "NATURAL" as const, lastName: "Thibaudot", email };
    const { caseId } = granted(await registerCase(asClaire, aReferral({ requester, sendReceipt: false })));
    await writeLetters(database, caseId);
    expect((await mailsOf(caseId)).filter(({ address }) => address === email)).toEqual([]);
  });

  it("keeps up to three people who act for the requester, with their mandate", async () => {
    const representatives = ["Ardouin", "Vernois", "Salmon"].map((lastName, index) => ({
      lastName,
      kind: "LAWYER" as const,
      mandateState: "PROVIDED" as const,
      ...(index === 0 ? { email: "maitre@cabinet.example" } : {}),
    }));
    const { caseId } = granted(await registerCase(asClaire, aReferral({ representatives })));
    const rows = await admin`select last_name, mandate_state from party
      where case_id = ${caseId} and role = 'REPRESENTATIVE' order by id`;
    expect(rows.map(({ last_name: name, mandate_state: state }) => [name, state])).toEqual([
      ["Ardouin", "PROVIDED"],
      ["Vernois", "PROVIDED"],
      ["Salmon", "PROVIDED"],
    ]);
    await writeLetters(database, caseId);
    expect((await mailsOf(caseId)).map(({ address }) => address)).toContain("maitre@cabinet.example");
  });

  it("is for those who may register, in their own organisation", async () => {
    const reader = await signedIn(database, await aMediator(database, town.id, { role: "reader" }));
    expect(refusalOf(await registerCase(reader, aReferral())).code).toBe("forbidden");
    const elsewhere = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, elsewhere.id));
    expect((await registerCase(stranger, aReferral())).ok).toBe(false);
  });

  it("keeps what is typed for its author alone, until it is registered", async () => {
    const key = randomUUID();
    const input = { description: "En cours" };
    granted(await keepRegistrationDraft(asClaire, { organisation: town.id, key, input }));
    expect(granted(await readRegistrationDraft(asClaire, town.id))).toMatchObject({ key, input });
    const colleague = await signedIn(database, await aMediator(database, town.id));
    expect(granted(await readRegistrationDraft(colleague, town.id)).input).toEqual({});
    granted(await registerCase(asClaire, aReferral({ key })));
    expect(granted(await readRegistrationDraft(asClaire, town.id)).input).toEqual({});
  });
});

const signedInAgain = async () => {
  const { actor } = asClaire;
  if (actor.kind !== "user") throw new Error("nobody is signed in");
  return signedIn(database, { id: actor.userId });
};
