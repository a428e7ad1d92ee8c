import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { addNote } from "./add-note.ts";
import { editBlock } from "./edit-block.ts";
import { platformItems } from "./platform-lists.ts";
import { readCase } from "./read-case.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asSamira: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  const samira = await aMediator(database, town.id, {
    role: "manager",
    firstName: "Samira",
    lastName: "Benali",
  });
  asClaire = await signedIn(database, claire);
  asSamira = await signedIn(database, samira);
});

const mine = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });
const item = (code: string) => platformItems.find((one) => one.code === code)?.id ?? "";
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const lettersOf = (caseId: string, template: string) => admin`
  select r.address, m.text from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
  where m.target_id = ${caseId} and m.template like ${`${template}@%`} order by m.id`;

describe("two people on one block", () => {
  it("mediation#5 the second save is refused with both values, who changed it and when; a note in between is no conflict", async () => {
    const { found } = await mine();
    granted(
      await addNote(asSamira, {
        caseId: found.id,
        idempotencyKey: crypto.randomUUID(),
        text: "À rappeler mardi.",
      }),
    );
    const saved = granted(
      await editBlock(asSamira, "dispute", {
        caseId: found.id,
        version: 1,
        changes: { courtPending: "NO", subject: "Facture d’eau" },
      }),
    );
    expect(saved).toMatchObject({ subject: "Facture d’eau", courtPending: "NO", version: 2 });
    const refusal = refusalOf(
      await editBlock(asClaire, "dispute", {
        caseId: found.id,
        version: 1,
        changes: { subject: "Facture de mars" },
      }),
    );
    expect(refusal).toMatchObject({
      code: "conflict",
      reason: "version_differs",
      facts: { by: "Samira Benali", version: "2", values: JSON.stringify({ subject: "Facture d’eau" }) },
    });
    expect(Date.parse(refusal.facts?.at ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(granted(await readCase(asClaire, found.id)).subject).toBe("Facture d’eau");
  });

  it("only what was sent changes, and the journal says from what to what", async () => {
    const { found } = await mine();
    granted(
      await editBlock(asClaire, "dispute", {
        caseId: found.id,
        version: 1,
        changes: { priorComplaint: "YES", priorComplaintOn: parisDay(-20), priorAnswer: "UNKNOWN" },
      }),
    );
    const after = granted(
      await editBlock(asClaire, "dispute", {
        caseId: found.id,
        version: 2,
        changes: { priorComplaint: "NO" },
      }),
    );
    expect(after).toMatchObject({ priorComplaint: "NO", priorComplaintOn: null, priorAnswer: null });
    const [note] = await admin`select before, after, personal from audit_event
      where target_id = ${found.id} and action = 'case.dispute' order by at desc limit 1`;
    expect(note).toEqual({
      before: { priorComplaint: "YES", priorComplaintOn: parisDay(-20), priorAnswer: "UNKNOWN" },
      after: { priorComplaint: "NO", priorComplaintOn: null, priorAnswer: null },
      personal: [],
    });
  });

  it("a colleague who does not handle the case changes nothing", async () => {
    const { found } = await mine();
    const hugo = await signedIn(
      database,
      await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" }),
    );
    for (const [block, changes] of [
      ["dispute", { subject: "Autre" }],
      ["assessment", { competent: true }],
    ] as const)
      expect(refusalOf(await editBlock(hugo, block, { caseId: found.id, version: 1, changes })).reason).toBe(
        "not_handler",
      );
  });
});

describe("competence and admissibility", () => {
  it("mediation#26 a third party set, then competence set to yes: it goes and the domain stays", async () => {
    const { found } = await mine();
    const edit = (version: number, changes: object) =>
      editBlock(asClaire, "assessment", { caseId: found.id, version, changes });
    const sent = granted(
      await edit(1, {
        competent: false,
        domainId: item("water.facture-fuite"),
        thirdPartyId: item("mediators.mediation-de-l-eau"),
      }),
    );
    expect(sent.synthesis).toMatchObject({
      competent: false,
      domain: { label: "Facture, fuite", parent: "Eau et assainissement" },
      thirdParty: { label: "Médiation de l’eau", parent: "Médiateurs et conciliateurs" },
    });
    const kept = granted(await edit(2, { competent: true }));
    expect(kept.synthesis).toMatchObject({
      competent: true,
      domain: { label: "Facture, fuite" },
      thirdParty: null,
    });
    const [note] = await admin`select before, after from audit_event
      where target_id = ${found.id} and action = 'case.assess' order by at desc limit 1`;
    expect(note).toEqual({
      before: { competent: false, thirdParty: "Médiateurs et conciliateurs › Médiation de l’eau" },
      after: { competent: true, thirdParty: null },
    });
    expect(
      refusalOf(await edit(3, { thirdPartyId: item("mediators.mediation-de-l-eau") })).fields?.[0]?.path,
    ).toBe("thirdPartyId");
    expect(
      refusalOf(await edit(3, { competent: false, thirdPartyId: item("mediators") })).fields?.[0]?.message,
    ).toContain("groupe");
  });

  it("mediation#26 the database refuses a third party beside a competent mediator too", async () => {
    const { found } = await mine();
    await expect(
      admin`update cases set competent = true, third_party_id = ${item("social.caf")} where id = ${found.id}`,
    ).rejects.toThrow(/case_third_party_not_competent/);
  });

  it("a reason goes with « Irrecevable » and leaves with it", async () => {
    const { found } = await mine();
    const edit = (version: number, changes: object) =>
      editBlock(asClaire, "assessment", { caseId: found.id, version, changes });
    expect(
      granted(await edit(1, { admissibility: "INADMISSIBLE", inadmissibilityReason: "TOO_LATE" })).synthesis,
    ).toMatchObject({ admissibility: "INADMISSIBLE", inadmissibilityReason: "TOO_LATE" });
    expect(granted(await edit(2, { admissibility: "ADMISSIBLE" })).synthesis).toMatchObject({
      inadmissibilityReason: null,
    });
  });
});

describe("legal dates", () => {
  it("their order is checked, and none lies in the future", async () => {
    const { found } = await mine({ receivedAt: daysAgo(30) });
    const edit = (changes: object) => editBlock(asClaire, "dates", { caseId: found.id, version: 1, changes });
    const faults = refusalOf(
      await edit({
        mediationAgreedOn: parisDay(-40),
        mediationEndedOn: parisDay(-10),
        firstMeetingOn: parisDay(-5),
      }),
    ).fields;
    expect(faults?.map(({ path }) => path)).toEqual(["mediationAgreedOn", "mediationEndedOn"]);
    expect(refusalOf(await edit({ partiesInformedOn: parisDay(3) })).fields?.[0]?.path).toBe(
      "partiesInformedOn",
    );
  });

  it("a first date is noted in silence; correcting it asks why and sends a dated corrected receipt", async () => {
    const { found, email } = await mine({ receivedAt: daysAgo(30) });
    const edit = (version: number, changes: object, reason?: string) =>
      editBlock(asClaire, "dates", { caseId: found.id, version, changes, reason });
    granted(await edit(1, { mediationAgreedOn: parisDay(-20) }));
    expect(await lettersOf(found.id, "mediation.corrected_receipt")).toHaveLength(0);
    expect(refusalOf(await edit(2, { mediationAgreedOn: parisDay(-18) })).fields?.[0]?.path).toBe("reason");
    granted(await edit(2, { mediationAgreedOn: parisDay(-18) }, "Erreur de saisie"));
    const letters = await lettersOf(found.id, "mediation.corrected_receipt");
    expect(letters.map(({ address }) => address)).toEqual([email]);
    expect(letters[0]?.text).toContain("au lieu du");
    expect(letters[0]?.text).not.toContain("Erreur de saisie");
  });

  it("the day of the referral moves back with a reason, to the parties by mail, or by post without e-mail", async () => {
    const { found, email } = await mine();
    const reception = { receivedOn: parisDay(-12), receivedTime: null, channel: "MAIL" } as const;
    const edit = (caseId: string, reason?: string) =>
      editBlock(asClaire, "reception", { caseId, version: 1, changes: reception, reason });
    expect(refusalOf(await edit(found.id)).fields?.[0]?.path).toBe("reason");
    const moved = granted(await edit(found.id, "Courrier retrouvé"));
    expect(moved).toMatchObject({ channel: "MAIL", synthesis: { receivedPrecision: "DAY" } });
    expect((await lettersOf(found.id, "mediation.corrected_receipt")).map(({ address }) => address)).toEqual([
      email,
    ]);
    const future = editBlock(asClaire, "reception", {
      caseId: found.id,
      version: 2,
      changes: { receivedOn: parisDay(2), receivedTime: null },
      reason: "Essai refusé",
    });
    expect(refusalOf(await future).fields?.[0]?.path).toBe("receivedOn");

    const posted = await mine({ requester: { email: null, emailCanonical: null } });
    granted(await edit(posted.found.id, "Courrier retrouvé"));
    const [task] = await admin`select kind, title from case_task where case_id = ${posted.found.id}`;
    expect(task).toEqual({ kind: "send_letter", title: "Envoyer par courrier le récépissé corrigé" });
  });
});

describe("the requester", () => {
  it("a phone is kept as typed and as called; one that cannot exist is refused", async () => {
    const { found } = await mine();
    const edit = (changes: object) =>
      editBlock(asClaire, "requester", { caseId: found.id, version: 1, changes });
    expect(refusalOf(await edit({ phone: "0611" })).fields?.[0]?.path).toBe("phone");
    granted(await edit({ phone: "06 11 22 33 44", requesterType: "INDIVIDUAL" }));
    const [who] =
      await admin`select phone, phone_e_164, requester_type from party where case_id = ${found.id}`;
    expect(who).toEqual({
      phone: "06 11 22 33 44",
      phone_e_164: "+33611223344",
      requester_type: "INDIVIDUAL",
    });
  });

  it("mediation#16 Anna@Ex.example and anna@ex.example are one person; another address moves them, unverified", async () => {
    const email = `anna.${crypto.randomUUID().slice(0, 6)}@ex.example`;
    const { found, participantId } = await mine({ requester: { email, emailCanonical: email } });
    const people = () =>
      admin`select id, email, verification from participant where case_id = ${found.id} order by id`;
    await admin`update participant set verification = 'verified' where id = ${participantId}`;
    const shouted = `Anna${email.slice(4).replace("ex.example", "Ex.example")}`;
    granted(
      await editBlock(asClaire, "requester", { caseId: found.id, version: 1, changes: { email: shouted } }),
    );
    expect(await people()).toEqual([{ id: participantId, email: shouted, verification: "verified" }]);
    const moved = `anna.${crypto.randomUUID().slice(0, 6)}@ailleurs.example`;
    granted(
      await editBlock(asClaire, "requester", { caseId: found.id, version: 2, changes: { email: moved } }),
    );
    expect(await people()).toEqual([{ id: participantId, email: moved, verification: "unverified" }]);
    const taken = await mine({
      participants: [{ email: "h.dorval@regie.example", side: "ADMINISTRATION" }],
    });
    const refused = await editBlock(asClaire, "requester", {
      caseId: taken.found.id,
      version: 1,
      changes: { email: "h.dorval@regie.example" },
    });
    expect(refusalOf(refused).fields?.[0]?.path).toBe("email");
  });
});

describe("a closed case", () => {
  it("mediation#15 only a manager edits it, says why, and the day it was closed stays", async () => {
    const { found } = await mine();
    const [closed] =
      await admin`update cases set status = 'CLOSED', outcome = 'OTHER', closed_at = now() - interval '3 days',
      closed_by = ${claire.id}, mediation_ended_on = current_date where id = ${found.id} returning closed_at`;
    const edit = (ctx: Ctx, reason?: string) =>
      editBlock(ctx, "conclusion", {
        caseId: found.id,
        version: 1,
        changes: { finalConclusion: "La régie a remboursé." },
        reason,
      });
    expect(refusalOf(await edit(asClaire, "Je complète")).reason).toBe("already_closed");
    expect(refusalOf(await edit(asSamira)).fields?.[0]?.path).toBe("reason");
    const after = granted(await edit(asSamira, "Je complète"));
    expect(after).toMatchObject({
      status: "CLOSED",
      closedAt: closed?.closed_at.toISOString(),
      synthesis: { finalConclusion: "La régie a remboursé." },
    });
  });

  it("mediation#15 the database refuses a closed case without its outcome or its day", async () => {
    const { found } = await mine();
    for (const column of [
      "outcome = 'OTHER', closed_at = now()",
      "status = 'CLOSED'",
      "status = 'CLOSED', closed_at = now()",
    ])
      await expect(admin.unsafe(`update cases set ${column} where id = '${found.id}'`)).rejects.toThrow(
        /case_closed_has_outcome/,
      );
  });
});
