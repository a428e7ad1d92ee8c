import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { enterLink } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { checkCode, openLink } from "../access/index.ts";
import { answerByPage } from "./answer-by-page.ts";
import { closeCase } from "./close-case.ts";
import { linkToFile } from "./file-link.ts";
import { askNewLink, openByAccessCode, sendCode } from "./follow-up-access.ts";
import { followUpView, linkView } from "./follow-up-view.ts";
import { reopenCase } from "./reopen-case.ts";
import {
  aCase,
  anEntry,
  aVisitor,
  type CaseInTest,
  granted,
  refusalOf,
  signedIn,
  writeLetters,
} from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
});

/** A browser that followed the link: its page is open, the code not given yet. */
const opened = async (to: CaseInTest): Promise<Ctx> => {
  const visitor = aVisitor(database);
  const link = granted(await openLink(visitor, to.secret.token));
  return enterLink({
    ...visitor,
    credentials: { linkHash: hashSecret(link.secret), clientAddress: randomUUID() },
  });
};
const lastCode = async (to: CaseInTest) => {
  await writeLetters(database);
  const [mail] = await admin`select text, subject from outgoing_message
    where target_id = ${to.found.id} and template = 'mediation.code@1' order by id desc limit 1`;
  return (
    /(\d{3}) (\d{3})/
      .exec(mail?.text ?? "")
      ?.slice(1)
      .join("") ?? ""
  );
};
/** The same after the code of the mail. */
const verified = async (to: CaseInTest): Promise<Ctx> => {
  const ctx = await opened(to);
  granted(await sendCode(ctx));
  granted(await checkCode(ctx, await lastCode(to)));
  return enterLink(ctx);
};
const mine = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });

describe("opening the follow-up page", () => {
  it("shows number, date and status by the link alone, and nothing of the exchanges", async () => {
    const to = await mine({ status: "WAITING_FOR_REQUESTER" });
    const ctx = await opened(to);
    expect(granted(await linkView(ctx))).toMatchObject({
      status: "WAITING_FOR_YOU",
      maskedEmail: to.email.replace(/^(.).*@/, "$1•••@"),
      open: false,
      organisation: { slug: town.slug, title: "médiatrice" },
    });
    expect(refusalOf(await followUpView(ctx))).toMatchObject({ code: "forbidden", reason: "code_needed" });
    expect(JSON.stringify(granted(await linkView(ctx)))).not.toMatch(/Thibaudot|facture/i);
  });

  it("gives the exchanges after the code of the mail, for half an hour", async () => {
    const to = await mine();
    const ctx = await verified(to);
    const view = granted(await followUpView(ctx));
    expect(view).toMatchObject({ subject: to.found.subject, handlerName: "Claire Vasseur", canAnswer: true });
    expect(view.link.open).toBe(true);
    const minutes = (Date.parse(view.link.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(28);
    expect(minutes).toBeLessThanOrEqual(30);
    const [mail] =
      await admin`select class, subject from outgoing_message where target_id = ${to.found.id} and template = 'mediation.code@1'`;
    expect(mail?.class).toBe("security");
    expect(mail?.subject).not.toContain(await lastCode(to));
  });

  it("mediation#13 five wrong codes lock for the hour; an unknown number and address get the same answer", async () => {
    const to = await mine();
    const ctx = await opened(to);
    granted(await sendCode(ctx));
    const right = await lastCode(to);
    const wrong = right === "000000" ? "111111" : "000000";
    for (let tries = 0; tries < 5; tries += 1)
      expect(refusalOf(await checkCode(ctx, wrong)).reason).toBe("code_wrong");
    const locked = refusalOf(await checkCode(ctx, right));
    expect(locked).toMatchObject({ code: "limited", reason: "code_locked" });
    expect(locked.retryAfterSeconds).toBeGreaterThan(600);

    const visitor = aVisitor(database);
    const number = `${to.found.year}-${to.found.seq}`;
    const known = await askNewLink(visitor, { number, email: to.email.toUpperCase() });
    const unknown = await askNewLink(visitor, { number: "2001-00009", email: "personne@courriel.example" });
    expect(known).toEqual(unknown);
    await writeLetters(database);
    const mails =
      await admin`select text from outgoing_message where template = 'mediation.new_link@1' and target_id = ${to.found.id}`;
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(to.secret.token);
    expect(JSON.stringify(database.logged)).not.toContain(to.secret.token);
    const audits = await admin`select count(*)::int as told from audit_event
      where coalesce(before::text, '') || coalesce(after::text, '') like ${`%${to.secret.token}%`}`;
    expect(audits).toEqual([{ told: 0 }]);
    const wrongAccess = await openByAccessCode(visitor, { number, accessCode: "AAAA BBBB CCCC" });
    const unknownAccess = await openByAccessCode(visitor, {
      number: "2001-00009",
      accessCode: "AAAA BBBB CCCC",
    });
    expect(refusalOf(wrongAccess)).toEqual(refusalOf(unknownAccess));
  });

  it("a dead link is dead, and a closed page says how to open it again", async () => {
    const to = await mine();
    const ctx = await opened(to);
    await admin`update secret_link set revoked_at = now() where target_id = ${to.found.id}`;
    expect(refusalOf(await openLink(aVisitor(database), to.secret.token)).reason).toBe("link_revoked");
    expect(refusalOf(await linkView(ctx)).reason).toBe("link_closed");
    const mailed = await askNewLink(aVisitor(database), {
      number: `${to.found.year}-${to.found.seq}`,
      email: to.email,
    });
    expect(mailed.ok).toBe(true);
    await writeLetters(database);
    const [mail] =
      await admin`select text from outgoing_message where template = 'mediation.new_link@1' and target_id = ${to.found.id}`;
    const token = /\/suivi#([\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";
    expect(token).not.toBe(to.secret.token);
    expect(granted(await openLink(aVisitor(database), token)).actor.caseId).toBe(to.found.id);
  });
});

describe("what the citizen sees", () => {
  it("mediation#14 never a note, a message of the administration, an internal document or an agent's address", async () => {
    const to = await mine({ participants: [{ email: "h.dorval@regie.example", side: "ADMINISTRATION" }] });
    const secret = "CONFIDENTIEL";
    await anEntry(database, to.found, { text: "Ma lettre." });
    const shown = await anEntry(database, to.found, {
      direction: "OUT",
      authorUserId: claire.id,
      text: "Ma réponse.\n> cité",
      folds: [{ from: 12, to: 18, kind: "quote" }],
    });
    await anEntry(database, to.found, { kind: "note", side: null, direction: null, text: secret });
    await anEntry(database, to.found, { side: "ADMINISTRATION", text: secret });
    await anEntry(database, to.found, { side: "ADMINISTRATION", direction: "OUT", text: secret });
    await anEntry(database, to.found, { kind: "automatic", text: secret });
    await anEntry(database, to.found, { kind: "delivery_report", text: secret });
    await anEntry(database, to.found, { kind: "fact", fact: "case.taken", side: null, direction: null });
    const file = async (visibility: string, name: string) => {
      const [id, storedId] = [randomUUID(), randomUUID()];
      await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
        values (${storedId}, ${town.id}, ${randomUUID()}, 12, 'application/pdf', 'k', 'clean')`;
      await admin`insert into case_file (id, organisation_id, case_id, entry_id, stored_file_id, name, source, visibility, position, decision)
        values (${id}, ${town.id}, ${to.found.id}, ${shown}, ${storedId}, ${name}, 'MEDIATOR', ${visibility}, 0, 'kept')`;
      return id;
    };
    const shared = await file("SHARED", "partagé.pdf");
    const internal = await file("INTERNAL", `${secret}.pdf`);
    const theirs = await file("ADMINISTRATION_ONLY", `${secret}-2.pdf`);

    const ctx = await verified(to);
    const view = granted(await followUpView(ctx));
    expect(view.entries.map(({ from, text }) => [from, text])).toEqual([
      ["ME", "Ma lettre."],
      ["MEDIATOR", "Ma réponse."],
    ]);
    expect(view.entries[1]).toMatchObject({
      authorName: "Claire Vasseur",
      files: [{ id: shared, name: "partagé.pdf" }],
    });
    const everything = JSON.stringify(view);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(claire.email);
    expect(everything).not.toContain("regie.example");
    expect(granted(await linkToFile(ctx, shared)).url).toContain("http");
    expect(refusalOf(await linkToFile(ctx, internal)).code).toBe("notFound");
    expect(refusalOf(await linkToFile(ctx, theirs)).code).toBe("notFound");
  });

  it("keeps the marks reached, with the day each was first reached", async () => {
    const to = await mine({ status: "WAITING_FOR_REQUESTER" });
    const at = (text: string, day: string) =>
      anEntry(database, to.found, { kind: "fact", fact: "case.status", text, occurredAt: new Date(day) });
    await at("CONTACT_REQUESTER", "2026-02-01T09:00:00Z");
    await at("CONTACT_ADMINISTRATION", "2026-02-10T09:00:00Z");
    await at("WAITING_FOR_ADMINISTRATION", "2026-02-11T09:00:00Z");
    const { marks } = granted(await followUpView(await verified(to)));
    expect(marks).toEqual([
      { status: "RECEIVED", at: to.found.receivedAt.toISOString() },
      { status: "IN_REVIEW", at: "2026-02-01T09:00:00.000Z" },
      { status: "WITH_ADMINISTRATION", at: "2026-02-10T09:00:00.000Z" },
    ]);
  });

  it("a representative without a verified mandate sees the status and no exchange", async () => {
    const to = await mine();
    await anEntry(database, to.found, { text: "CONFIDENTIEL" });
    await admin`update party set role = 'REPRESENTATIVE', mandate_state = 'NOT_PROVIDED' where id = ${to.partyId}`;
    const ctx = await verified(to);
    expect(JSON.stringify(granted(await followUpView(ctx)))).not.toContain("CONFIDENTIEL");
    await admin`update party set mandate_state = 'VERIFIED' where id = ${to.partyId}`;
    expect(JSON.stringify(granted(await followUpView(ctx)))).toContain("CONFIDENTIEL");
  });
});

describe("answering from the page", () => {
  const answer = (text = "Voici la confirmation.") => ({ idempotencyKey: randomUUID(), text, files: [] });

  it("adds one entry to process, tells the handler without a name, and acknowledges", async () => {
    const to = await mine();
    const ctx = await verified(to);
    const same = answer();
    const [first, second] = await Promise.all([answerByPage(ctx, same), answerByPage(ctx, same)]);
    expect(granted(first).entries.map(({ from, text }) => [from, text])).toEqual([
      ["ME", "Voici la confirmation."],
    ]);
    expect(granted(second).entries).toHaveLength(1);
    const [row] = await admin`select to_process_count, version from cases where id = ${to.found.id}`;
    expect(row).toEqual({ to_process_count: 1, version: 1 });
    await writeLetters(database);
    const mails = await admin`select m.template, m.text, r.address from outgoing_message m
      join outgoing_recipient r on r.outgoing_message_id = m.id
      where m.target_id = ${to.found.id} and m.template <> 'mediation.code@1' order by m.template`;
    expect(mails.map(({ template, address }) => [template, address])).toEqual([
      ["mediation.answer_received@1", to.email],
      ["mediation.new_inbound@1", claire.email],
    ]);
    expect(mails[1]?.text).not.toMatch(/Thibaudot|confirmation|courriel\.example/);
    granted(await answerByPage(ctx, answer("Encore ceci.")));
    await writeLetters(database);
    const notices =
      await admin`select id from outgoing_message where target_id = ${to.found.id} and template = 'mediation.new_inbound@1'`;
    expect(notices).toHaveLength(1);
  });

  it("needs a text or a file, the code, and an open case", async () => {
    const to = await mine();
    const ctx = await verified(to);
    expect(refusalOf(await answerByPage(ctx, answer(""))).fields?.[0]?.path).toBe("text");
    expect(refusalOf(await answerByPage(await opened(to), answer())).reason).toBe("code_needed");
    granted(
      await closeCase(await signedIn(database, claire), {
        caseId: to.found.id,
        version: 1,
        outcome: "CITIZEN_WAIVER",
        mediationEndedOn: parisDay(),
        sayOutcome: false,
        notify: [],
      }),
    );
    expect(refusalOf(await answerByPage(ctx, answer())).reason).toBe("already_closed");
    expect(granted(await followUpView(ctx))).toMatchObject({ canAnswer: false, link: { status: "CLOSED" } });
  });

  it("says that the mediator opened the case again", async () => {
    const to = await mine();
    const asClaire = await signedIn(database, claire);
    const closed = await closeCase(asClaire, {
      caseId: to.found.id,
      version: 1,
      outcome: "CITIZEN_WAIVER",
      mediationEndedOn: parisDay(),
      sayOutcome: false,
      notify: [],
    });
    granted(
      await reopenCase(asClaire, {
        caseId: to.found.id,
        version: granted(closed).version,
        reason: "Élément nouveau",
        status: "TO_PROCESS",
        tell: false,
      }),
    );
    const { entries } = granted(await followUpView(await verified(to)));
    expect(entries.map(({ fact }) => fact).filter(Boolean)).toEqual(
      expect.arrayContaining(["Dossier clos", "Dossier rouvert"]),
    );
  });
});
