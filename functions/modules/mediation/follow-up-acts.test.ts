import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { enterLink } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { openLink } from "../access/index.ts";
import { answerByPage } from "./answer-by-page.ts";
import { askOwnEmail, changeOwnContact, confirmNewEmail } from "./change-own-contact.ts";
import { decideMandate, endRepresentation } from "./decide-mandate.ts";
import { fileRequest } from "./file-request.ts";
import { followUpView, linkView } from "./follow-up-view.ts";
import { objectToFiling } from "./object-to-filing.ts";
import { readCaseAs } from "./read-case.ts";
import { sendMessage } from "./send-message.ts";
import {
  aCase,
  anEntry,
  aRequest,
  aVisitor,
  type CaseInTest,
  granted,
  refusalOf,
  signedIn,
  writeLetters,
} from "./test-kit.ts";
import { withdrawByPage } from "./withdraw-by-page.ts";
import { keepCase, withdrawCase } from "./withdraw-case.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
});

const mine = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });
/** A browser that followed a follow-up link and gave its code. */
const holding = async (token: string): Promise<Ctx> => {
  const visitor = aVisitor(database);
  const link = granted(await openLink(visitor, token));
  const hash = hashSecret(link.secret);
  await admin`update link_session set code_verified = true where token_hash = ${hash}`;
  return enterLink({ ...visitor, credentials: { linkHash: hash, clientAddress: randomUUID() } });
};
const mailsOf = (caseId: string, template: string) =>
  admin<{ text: string; subject: string; address: string }[]>`
    select m.text, m.subject, r.address from outgoing_message m
    join outgoing_recipient r on r.outgoing_message_id = m.id
    where m.target_id = ${caseId} and m.template = ${template} order by m.id`;
const tokenIn = (text: string | undefined, prefix: string) =>
  new RegExp(`/suivi#${prefix}([\\w-]{43})`).exec(text ?? "")?.[1] ?? "";

describe("a request that is given up", () => {
  it("is dated at once, proved by mail, told to the handler and left to close, once", async () => {
    const to = await mine({ status: "WAITING_FOR_ADMINISTRATION" });
    const ctx = await holding(to.secret.token);
    const reason = "Le service a corrigé la facture.";
    const [first, second] = await Promise.all([
      withdrawByPage(ctx, { reason }),
      withdrawByPage(ctx, { reason }),
    ]);
    const view = granted(first);
    granted(second);
    expect(view.link).toMatchObject({ status: "FINALISING", withdrawnAt: expect.any(String) });
    expect(view.own.canWithdraw).toBe(false);
    expect(view.entries.filter(({ fact }) => fact === "Demande retirée")).toHaveLength(1);
    await writeLetters(database, to.found.id);
    await writeLetters(database, to.found.id);
    const proofs = await mailsOf(to.found.id, "mediation.withdrawal_proof@1");
    expect(proofs.map(({ address }) => address)).toEqual([to.email]);
    expect(proofs[0]?.subject).toMatch(/^\[Dossier \d{4}-\d{5}\] /);
    expect(proofs[0]?.text).toContain(to.secret.token);
    const tasks = await admin`select kind, done_at from case_task where case_id = ${to.found.id}`;
    expect(tasks).toEqual([{ kind: "close_withdrawn", done_at: null }]);
    const [news] = await admin`select kind, user_id from notification where case_id = ${to.found.id}`;
    expect(news).toEqual({ kind: "withdrawal", user_id: claire.id });
    const notices = await mailsOf(to.found.id, "mediation.withdrawal@1");
    expect(notices.map(({ address }) => address)).toEqual([claire.email]);
    expect(notices[0]?.text).not.toMatch(/Thibaudot|facture/);
  });

  it("goes on when the mediator takes it back, as it was before; not once it is closed", async () => {
    const to = await mine({ status: "CONTACT_ADMINISTRATION" });
    const agent = await signedIn(database, claire);
    const today = parisDay();
    const given = { caseId: to.found.id, on: today, reason: "Par téléphone" };
    const withdrawn = granted(await withdrawCase(agent, { ...given, version: 1 }));
    expect(withdrawn).toMatchObject({ status: "ABOUT_TO_CLOSE", version: 2 });
    await writeLetters(database, to.found.id);
    expect(refusalOf(await withdrawCase(agent, { ...given, version: 2 })).reason).toBe("already_withdrawn");
    expect(refusalOf(await keepCase(agent, { caseId: to.found.id, version: 1 })).reason).toBe(
      "version_differs",
    );
    const kept = granted(await keepCase(agent, { caseId: to.found.id, version: 2 }));
    expect(kept.status).toBe("CONTACT_ADMINISTRATION");
    const open = await admin`select id from case_task where case_id = ${to.found.id} and done_at is null`;
    expect(open).toEqual([]);
    expect(granted(await linkView(await holding(to.secret.token))).withdrawnAt).toBeNull();
  });

  it("is not noted in the future, before the referral, nor by a colleague who does not handle it", async () => {
    const to = await mine();
    const agent = await signedIn(database, claire);
    const given = { caseId: to.found.id, version: 1, reason: "" };
    for (const on of ["2031-01-01", "2001-01-01"]) {
      expect(refusalOf(await withdrawCase(agent, { ...given, on })).fields?.[0]?.path).toBe("on");
    }
    const other = await signedIn(database, await aMediator(database, town.id));
    const today = parisDay();
    expect(refusalOf(await withdrawCase(other, { ...given, on: today })).code).toBe("forbidden");
  });
});

describe("contact data", () => {
  it("change at once for telephone and address, with what was before in the history", async () => {
    const to = await mine();
    const ctx = await holding(to.secret.token);
    const changed = granted(
      await changeOwnContact(ctx, {
        phone: "06 11 22 33 44",
        line1: "2 rue Neuve",
        postalCode: "01000",
        city: "Valbrune",
      }),
    );
    expect(changed.own.contact).toMatchObject({ phone: "06 11 22 33 44", city: "Valbrune" });
    const [row] = await admin`select phone_e_164, postal_code from party where id = ${to.partyId}`;
    expect(row).toEqual({ phone_e_164: "+33611223344", postal_code: "01000" });
    const wrong = refusalOf(await changeOwnContact(ctx, { phone: "0611" }));
    expect(wrong.fields?.[0]).toMatchObject({ path: "phone", message: expect.stringContaining("incomplet") });
    const half = refusalOf(await changeOwnContact(ctx, { line1: "2 rue Neuve" }));
    expect(half.fields?.map(({ path }) => path)).toContain("postalCode");
    const journal = await admin`select before, after from audit_event
      where aggregate_id = ${to.found.id} and action = 'follow_up.contact'`;
    expect(journal).toHaveLength(1);
    expect(journal[0]).toMatchObject({ before: { city: null }, after: { city: "Valbrune" } });
    const stale = await withdrawCase(await signedIn(database, claire), {
      ...{ caseId: to.found.id, version: 1, reason: "" },
      on: parisDay(),
    });
    expect(refusalOf(stale).reason).toBe("version_differs");
  });

  it("follow to another address only once it was confirmed from there; the old one is warned", async () => {
    const to = await mine();
    const ctx = await holding(to.secret.token);
    const wanted = `nadege.${randomUUID().slice(0, 8)}@ailleurs.example`;
    const asked = granted(await askOwnEmail(ctx, { email: wanted }));
    expect(asked.own.contact).toMatchObject({ email: to.email, pendingEmail: wanted });
    await writeLetters(database, to.found.id);
    const [there] = await mailsOf(to.found.id, "mediation.new_address@1");
    expect(there?.address).toBe(wanted);
    expect(there?.text).not.toContain(to.secret.token);
    const [warned] = await mailsOf(to.found.id, "mediation.address_warning@1");
    expect(warned?.address).toBe(to.email);
    expect(warned?.text).not.toContain(wanted);

    const token = tokenIn(there?.text, "courriel\\.");
    granted(await confirmNewEmail(aVisitor(database), token));
    expect(refusalOf(await confirmNewEmail(aVisitor(database), token)).reason).toBe("link_used");
    await writeLetters(database, to.found.id);
    const [row] = await admin`select p.email, p.pending_email, a.email as written_to, a.verification
      from party p join participant a on a.party_id = p.id where p.id = ${to.partyId}`;
    expect(row).toEqual({ email: wanted, pending_email: null, written_to: wanted, verification: "verified" });
    const [note] = await admin`select before from audit_event
      where aggregate_id = ${to.found.id} and action = 'party.change_email'`;
    expect(note).toBeDefined();
    expect(JSON.stringify(database.logged)).not.toContain(token);
  });

  it("a second wish kills the link of the first", async () => {
    const to = await mine();
    const ctx = await holding(to.secret.token);
    granted(await askOwnEmail(ctx, { email: "premiere@ailleurs.example" }));
    await writeLetters(database, to.found.id);
    granted(await askOwnEmail(ctx, { email: "seconde@ailleurs.example" }));
    await writeLetters(database, to.found.id);
    const [first] = await mailsOf(to.found.id, "mediation.new_address@1");
    granted(await confirmNewEmail(aVisitor(database), tokenIn(first?.text, "courriel\\.")));
    await writeLetters(database, to.found.id);
    const [row] = await admin`select email from party where id = ${to.partyId}`;
    expect(row).toEqual({ email: to.email });
  });
});

/** A case filed by somebody for somebody else, with the link each was sent. */
const filedForAnother = async () => {
  const representative = `rep.${randomUUID().slice(0, 8)}@courriel.example`;
  const request = aRequest({
    onBehalf: "PERSON",
    representative: {
      kind: "RELATIVE",
      firstName: "Bruno",
      lastName: "Marchal",
      email: representative,
      requesterAgrees: true,
    },
  });
  const receipt = granted(await fileRequest(aVisitor(database), town.slug, request));
  const [found] = await admin`select id, version from cases where organisation_id = ${town.id}
    and filing_key = ${`form:${town.id}:${request.draftId}`}`;
  await admin`update cases set assignee_id = ${claire.id} where id = ${found?.id}`;
  await writeLetters(database, found?.id);
  const parties = await admin`select id, role from party where case_id = ${found?.id}`;
  const idOf = (role: string): string => parties.find((one) => one.role === role)?.id;
  const [told] = await mailsOf(found?.id, "mediation.filed_for_you@1");
  return {
    caseId: found?.id as string,
    representative: idOf("REPRESENTATIVE"),
    token: receipt.followUpPath.split("#")[1] ?? "",
    objection: tokenIn(told?.text, "opposition\\."),
    requesterEmail: request.requester.email ?? "",
    representativeEmail: representative,
  };
};
const versionOf = async (caseId: string) => {
  const [row] = await admin`select version from cases where id = ${caseId}`;
  return row?.version as number;
};

describe("somebody who files for another", () => {
  it("mediation#11 sees only what they filed; the exchanges once verified; nothing at all once ended", async () => {
    const filed = await filedForAnother();
    await anEntry(database, { id: filed.caseId, organisationId: town.id } as CaseInTest["found"], {
      direction: "OUT",
      authorUserId: claire.id,
      text: "CONFIDENTIEL",
    });
    const ctx = await holding(filed.token);
    const before = granted(await followUpView(ctx));
    expect(JSON.stringify(before)).not.toContain("CONFIDENTIEL");
    expect(before.own).toMatchObject({ role: "REPRESENTATIVE", readsExchanges: false, canWithdraw: false });
    expect(refusalOf(await withdrawByPage(ctx, { reason: "" })).reason).toBe("mandate_needed");
    granted(await answerByPage(ctx, { idempotencyKey: randomUUID(), text: "Le mandat suit.", files: [] }));
    const own = granted(await followUpView(ctx)).entries.filter(({ kind }) => kind === "message");
    expect(own.map(({ text }) => text)).toEqual(["Le mandat suit."]);

    const agent = await signedIn(database, claire);
    const decide = async (state: "VERIFIED" | "PROVIDED") =>
      decideMandate(agent, {
        ...{ caseId: filed.caseId, partyId: filed.representative, fileId: null, correspondence: "BOTH" },
        ...{ state, version: await versionOf(filed.caseId) },
      });
    expect(refusalOf(await decide("PROVIDED")).fields?.[0]?.path).toBe("fileId");
    granted(await decide("VERIFIED"));
    expect(JSON.stringify(granted(await followUpView(ctx)))).toContain("CONFIDENTIEL");

    granted(
      await endRepresentation(agent, {
        ...{ caseId: filed.caseId, partyId: filed.representative },
        ...{ version: await versionOf(filed.caseId), reason: "Mandat retiré par la requérante" },
      }),
    );
    expect(refusalOf(await followUpView(ctx)).reason).toBe("link_closed");
    expect(refusalOf(await openLink(aVisitor(database), filed.token)).reason).toBe("link_revoked");
  });

  it("gets no letter meant for the requester until the mandate is verified", async () => {
    const filed = await filedForAnother();
    const agent = await signedIn(database, claire);
    const view = granted(await readCaseAs(agent, filed.caseId));
    const at = (email: string) => view.participants.find((one) => one.email === email)?.id ?? "";
    expect(view.participants.map(({ speaks, getsLetters }) => [speaks, getsLetters]).toSorted()).toEqual([
      ["no_mandate", false],
      ["yes", true],
    ]);
    const letter = (recipients: string[], more = {}) =>
      sendMessage(agent, {
        ...{ caseId: filed.caseId, idempotencyKey: randomUUID(), recipients, subject: "Votre demande" },
        ...{ text: "Bonjour", files: [], lastSeenEntryId: null, despiteNewer: true, ...more },
      });
    const refusal = refusalOf(await letter([at(filed.representativeEmail)]));
    expect(refusal).toMatchObject({ code: "conflict", reason: "mandate_not_verified" });
    granted(await letter([at(filed.requesterEmail)]));
    granted(await letter([at(filed.representativeEmail)], { despiteMandate: true }));
    await admin`update party set ended_at = now() where id = ${filed.representative}`;
    const ended = await letter([at(filed.representativeEmail)], { despiteMandate: true });
    expect(refusalOf(ended).reason).toBe("representation_ended");
  });

  it("a lawyer reads the exchanges where the organisation asks them for no mandate", async () => {
    const filed = await filedForAnother();
    await admin`update party set rep_kind = 'LAWYER' where id = ${filed.representative}`;
    const ctx = await holding(filed.token);
    expect(granted(await followUpView(ctx)).own.readsExchanges).toBe(false);
    await admin`insert into mediation_settings (organisation_id, settings, updated_at)
      values (${town.id}, '{"lawyersNeedNoMandate": true}', now())
      on conflict (organisation_id) do update set settings = excluded.settings`;
    expect(granted(await followUpView(ctx)).own.readsExchanges).toBe(true);
    await admin`delete from mediation_settings where organisation_id = ${town.id}`;
  });

  it("mediation#12 the requester objects: handlers see it, the representative learns nothing", async () => {
    const filed = await filedForAnother();
    const reason = "Je n’ai rien demandé à mon frère.";
    granted(await objectToFiling(aVisitor(database), { token: filed.objection, reason }));
    const again = await objectToFiling(aVisitor(database), { token: filed.objection, reason });
    expect(refusalOf(again).reason).toBe("link_used");
    await writeLetters(database, filed.caseId);
    const tasks = await admin`select kind from case_task where case_id = ${filed.caseId}`;
    expect(tasks).toEqual([{ kind: "objection" }]);
    const notices = await mailsOf(filed.caseId, "mediation.objection@1");
    expect(notices.map(({ address }) => address)).toEqual([claire.email]);
    const view = granted(await readCaseAs(await signedIn(database, claire), filed.caseId));
    expect(view.parties.find(({ role }) => role === "REQUESTER")?.objectedAt).not.toBeNull();
    expect(JSON.stringify(view.entries)).toContain(reason);
    await admin`update party set mandate_state = 'VERIFIED' where id = ${filed.representative}`;
    const theirs = granted(await followUpView(await holding(filed.token)));
    expect(JSON.stringify(theirs)).not.toMatch(/Opposition|frère|objecte/i);
  });
});

describe("documents of the page", () => {
  it("are a hundred at most for one case", async () => {
    const to = await mine();
    const entry = await anEntry(database, to.found, { text: "Voici mes pièces." });
    await admin`insert into case_file (id, organisation_id, case_id, entry_id, name, source, visibility, position, decision)
      select gen_random_uuid(), ${town.id}, ${to.found.id}, ${entry}, 'p' || n, 'REQUESTER', 'REQUESTER_ONLY', n, 'kept'
      from generate_series(1, 100) n`;
    const ctx = await holding(to.secret.token);
    expect(granted(await followUpView(ctx)).own.documentsLeft).toBe(0);
    const refused = refusalOf(
      await answerByPage(ctx, { idempotencyKey: randomUUID(), text: "", files: [randomUUID()] }),
    );
    expect(refused.reason).toBe("too_many_documents");
  });
});
