import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { LogContact } from "../../../shared/mediation/closing.ts";
import type { CloseCase } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { closeCase, previewClosing } from "./close-case.ts";
import { logContact } from "./log-contact.ts";
import { makeLetter, previewLetter } from "./make-letter.ts";
import { platformItems } from "./platform-lists.ts";
import { readCase } from "./read-case.ts";
import { reopenCase } from "./reopen-case.ts";
import { addRepresentative } from "./representatives.ts";
import { sendMessage } from "./send-message.ts";
import { aCase, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  asClaire = await signedIn(database, claire);
});

const mine = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });
const item = (code: string) => platformItems.find((one) => one.code === code)?.id ?? "";
const closing = (to: CaseInTest, changed: Partial<CloseCase> = {}): CloseCase => ({
  caseId: to.found.id,
  version: 1,
  outcome: "PARTIAL",
  mediationEndedOn: parisDay(),
  sayOutcome: true,
  notify: [],
  edits: { assessment: { competent: true } },
  ...changed,
});
const mailsOf = (caseId: string) => admin`
  select r.address, m.template, m.subject, m.text from outgoing_message m
  join outgoing_recipient r on r.outgoing_message_id = m.id where m.target_id = ${caseId} order by m.id`;

describe("closing", () => {
  it("mediation#16 a new e-mail and the closing in one save: the closing mail goes to the new one only", async () => {
    const to = await mine();
    const email = `nouvelle.${randomUUID().slice(0, 6)}@courriel.example`;
    const input = closing(to, {
      notify: [to.participantId],
      closingWords: "La régie retire la majoration.",
      edits: { assessment: { competent: true }, requester: { email } },
    });
    const preview = granted(await previewClosing(asClaire, input));
    expect(preview.mails).toMatchObject([{ participantId: to.participantId, to: email }]);
    expect(preview.mails[0]?.text).toContain("La régie retire la majoration.");
    expect(granted(await readCase(asClaire, to.found.id))).toMatchObject({
      status: "TO_PROCESS",
      version: 1,
    });
    expect(await mailsOf(to.found.id)).toHaveLength(0);

    const closed = granted(await closeCase(asClaire, input));
    expect(closed).toMatchObject({ status: "CLOSED", outcome: "PARTIAL", synthesis: { competent: true } });
    const mails = await mailsOf(to.found.id);
    expect(mails.map(({ address }) => address)).toEqual([email]);
    expect(mails[0]?.text).toContain("La régie retire la majoration.");
  });

  it("mediation#17 each outcome asks for what it needs, at its field", async () => {
    const to = await mine();
    const faultOf = async (changed: Partial<CloseCase>) =>
      refusalOf(await closeCase(asClaire, closing(to, { edits: {}, ...changed }))).fields?.[0]?.path;
    expect(await faultOf({})).toBe("competent");
    expect(await faultOf({ outcome: "EXTERNAL_FORWARD" })).toBe("thirdPartyId");
    expect(await faultOf({ outcome: "INADMISSIBLE" })).toBe("inadmissibilityReason");
    expect(await faultOf({ outcome: "CITIZEN_WAIVER", mediationEndedOn: parisDay(-5) })).toBe(
      "mediationEndedOn",
    );
    const forwarded = granted(
      await closeCase(
        asClaire,
        closing(to, {
          outcome: "EXTERNAL_FORWARD",
          edits: { assessment: { thirdPartyId: item("courts.tribunal-administratif") } },
        }),
      ),
    );
    expect(forwarded).toMatchObject({
      outcome: "EXTERNAL_FORWARD",
      synthesis: { competent: false, thirdParty: { label: "Tribunal administratif" } },
    });
    const other = await mine();
    const refused = granted(
      await closeCase(
        asClaire,
        closing(other, {
          outcome: "INADMISSIBLE",
          edits: { assessment: { inadmissibilityReason: "TOO_LATE" } },
        }),
      ),
    );
    expect(refused.synthesis).toMatchObject({
      admissibility: "INADMISSIBLE",
      inadmissibilityReason: "TOO_LATE",
      competent: null,
    });
  });

  it("mediation#11 a representative without verified mandate learns that it is over, and nothing of what was said", async () => {
    const to = await mine();
    const email = `rep.${randomUUID().slice(0, 6)}@courriel.example`;
    const view = granted(
      await addRepresentative(asClaire, to.found.id, { lastName: "Ardouin", kind: "RELATIVE", email }),
    );
    const theirs = view.participants.find((one) => one.email === email);
    expect(theirs).toMatchObject({ speaks: "no_mandate", getsLetters: false });
    granted(
      await closeCase(asClaire, {
        ...closing(to, {
          notify: [to.participantId, theirs?.id ?? ""],
          closingWords: "La régie retire la majoration.",
        }),
      }),
    );
    const [own, other] = [to.email, email].map(async (address) =>
      (await mailsOf(to.found.id)).find((one) => one.address === address),
    );
    expect((await own)?.text).toContain("La régie retire la majoration.");
    expect((await other)?.text).toContain("Votre dossier est clos");
    expect((await other)?.text).not.toMatch(/majoration|en partie/);
  });

  it("two agents close at once: one does, the other learns who did", async () => {
    const to = await mine();
    const manager = await signedIn(
      database,
      await aMediator(database, town.id, { role: "manager", firstName: "Samira", lastName: "Benali" }),
    );
    const answers = await Promise.all([closeCase(asClaire, closing(to)), closeCase(manager, closing(to))]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const lost = answers.find(({ ok }) => !ok);
    expect(lost && refusalOf(lost)).toMatchObject({
      reason: "already_closed",
      detail: expect.stringMatching(/^Déjà clos par (Claire Vasseur|Samira Benali) à /),
    });
    expect(await admin`select id from case_closing where case_id = ${to.found.id}`).toHaveLength(1);
  });

  it("ends the tasks about closing, the others when asked, and asks for a letter when nobody has e-mail", async () => {
    const to = await mine({ requester: { email: null, emailCanonical: null } });
    const task = (title: string, kind: string | null) => admin`
      insert into case_task (id, organisation_id, case_id, title, origin, kind)
      values (${randomUUID()}, ${town.id}, ${to.found.id}, ${title}, ${kind ? "SYSTEM" : "MANUAL"}, ${kind})`;
    await task("Clore le dossier", "close_withdrawn");
    await task("Rappeler le service", null);
    granted(await closeCase(asClaire, closing(to, { outcome: "CITIZEN_WAIVER", letter: true, edits: {} })));
    const left = await admin`select title from case_task where case_id = ${to.found.id} and done_at is null
      order by title`;
    expect(left.map(({ title }) => title)).toEqual(["Envoyer le courrier", "Rappeler le service"]);
  });
});

describe("reopening", () => {
  it("mediation#18 a reason and an open status; the closing stays in its history; an unsent survey never leaves", async () => {
    const to = await mine();
    const closed = granted(await closeCase(asClaire, closing(to, { notify: [to.participantId] })));
    await admin`insert into survey (id, organisation_id, case_id, send_on)
      values (${randomUUID()}, ${town.id}, ${to.found.id}, current_date + 3) on conflict do nothing`;
    const reopen = {
      caseId: to.found.id,
      version: closed.version,
      reason: "Élément nouveau",
      status: "ABOUT_TO_CLOSE",
      tell: true,
    } as const;
    const reopened = granted(await reopenCase(asClaire, reopen));
    expect(reopened).toMatchObject({
      status: "ABOUT_TO_CLOSE",
      closedAt: null,
      outcome: null,
      mediationEndedOn: null,
      assignee: { id: claire.id },
      synthesis: { reopenCount: 1 },
    });
    const [history] = await admin`select outcome, ended_on::text, reopened_by, reopen_reason from case_closing
      where case_id = ${to.found.id}`;
    expect(history).toEqual({
      outcome: "PARTIAL",
      ended_on: parisDay(),
      reopened_by: claire.id,
      reopen_reason: "Élément nouveau",
    });
    expect(await admin`select id from survey where case_id = ${to.found.id}`).toHaveLength(0);
    expect((await mailsOf(to.found.id)).map(({ template }) => template)).toEqual([
      "mediation.closing@1",
      "mediation.reopened@1",
    ]);
    const [link] = await admin`select expires_at from secret_link where target_id = ${to.found.id}`;
    expect(link?.expires_at).toBeNull();
    expect(refusalOf(await reopenCase(asClaire, { ...reopen, version: reopened.version })).reason).toBe(
      "not_closed",
    );
  });

  it("mediation#51 closed, opened again and closed again: two closings, one reopening, the last outcome counts", async () => {
    const to = await mine();
    const first = granted(await closeCase(asClaire, closing(to)));
    const opened = granted(
      await reopenCase(asClaire, {
        caseId: to.found.id,
        version: first.version,
        reason: "Élément nouveau",
        status: "TO_PROCESS",
        tell: false,
      }),
    );
    granted(
      await closeCase(
        asClaire,
        closing(to, { version: opened.version, outcome: "FAVORABLE_TO_CITIZEN", edits: {} }),
      ),
    );
    const events = await admin`select outcome, reopened_at is not null as reopened from case_closing
      where case_id = ${to.found.id} order by closed_at`;
    expect(events).toEqual([
      { outcome: "PARTIAL", reopened: true },
      { outcome: "FAVORABLE_TO_CITIZEN", reopened: false },
    ]);
    const spans =
      await admin`select status from case_status_span where case_id = ${to.found.id} order by since, id`;
    expect(spans.map(({ status }) => status)).toEqual(["TO_PROCESS", "CLOSED", "TO_PROCESS", "CLOSED"]);
  });

  it("whoever lost the role does not get the case back", async () => {
    const left = await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" });
    const to = await mine({ assigneeId: left.id });
    const manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
    const closed = granted(await closeCase(manager, closing(to)));
    await admin`update membership set ended_at = now() where user_id = ${left.id}`;
    const reopened = granted(
      await reopenCase(manager, {
        caseId: to.found.id,
        version: closed.version,
        reason: "Élément nouveau",
        status: "TO_PROCESS",
        tell: false,
      }),
    );
    expect(reopened.assignee).toBeNull();
  });
});

describe("what happened outside", () => {
  it("ends the waiting for who was heard, but an old letter answers nothing asked since", async () => {
    const to = await mine({ receivedAt: new Date(Date.now() - 10 * 86_400_000) });
    const open = async (kind: string) => {
      await admin`insert into case_task (id, organisation_id, case_id, title, origin, kind)
        values (${randomUUID()}, ${to.found.organisationId}, ${to.found.id}, 'À suivre', 'SYSTEM', ${kind})`;
    };
    const waits = async () =>
      (
        await admin<{ kind: string }[]>`select kind from case_task where case_id = ${to.found.id}
          and done_at is null order by kind`
      ).map(({ kind }) => kind);
    const log = async (contact: Pick<LogContact, "medium" | "direction" | "side">, days = 0) =>
      granted(
        await logContact(asClaire, {
          caseId: to.found.id,
          idempotencyKey: randomUUID(),
          occurredOn: parisDay(days),
          text: "Ce qui a été dit.",
          files: [],
          ...contact,
        }),
      );
    for (const kind of ["await_administration", "inactivity_close", "other_means"]) await open(kind);
    await log({ medium: "LETTER", direction: "IN", side: "ADMINISTRATION" }, -3);
    await log({ medium: "PHONE", direction: "OUT", side: "ADMINISTRATION" });
    await log({ medium: "LETTER", direction: "OUT", side: "REQUESTER" });
    expect(await waits()).toEqual(["await_administration", "inactivity_close", "other_means"]);
    await log({ medium: "LETTER", direction: "IN", side: "ADMINISTRATION" });
    expect(await waits()).toEqual(["inactivity_close", "other_means"]);
    await log({ medium: "PHONE", direction: "OUT", side: "REQUESTER" });
    expect(await waits()).toEqual([]);
  });

  it("a call is logged once with its true date, and counts as the first response", async () => {
    const to = await mine({ receivedAt: new Date(Date.now() - 10 * 86_400_000) });
    const call: LogContact & { caseId: string } = {
      caseId: to.found.id,
      idempotencyKey: randomUUID(),
      medium: "PHONE",
      direction: "OUT",
      side: "REQUESTER",
      occurredOn: parisDay(-6),
      occurredAt: "10:30",
      text: "Mme Thibaudot confirme la date de la fuite.",
      files: [],
    };
    const [first, second] = [
      granted(await logContact(asClaire, call)),
      granted(await logContact(asClaire, call)),
    ];
    expect(second.entries).toHaveLength(first.entries.length);
    expect(first.entries.find(({ medium }) => medium === "PHONE")).toMatchObject({
      at: expect.stringMatching(new RegExp(`^${parisDay(-6)}T`)),
      author: "Claire Vasseur",
      direction: "OUT",
    });
    expect(
      refusalOf(
        await logContact(asClaire, { ...call, idempotencyKey: randomUUID(), occurredOn: parisDay(2) }),
      ).fields?.[0]?.path,
    ).toBe("occurredOn");
    await sendMessage(asClaire, {
      caseId: to.found.id,
      idempotencyKey: randomUUID(),
      recipients: [to.participantId],
      subject: "Suite de notre appel",
      text: "Bonjour,\n\nMerci de votre appel.",
      files: [],
      lastSeenEntryId: null,
      despiteNewer: true,
    });
    const [row] = await admin`select first_response_at from cases where id = ${to.found.id}`;
    expect(row?.first_response_at.toISOString().slice(0, 10)).toBe(parisDay(-6));
  });

  it("a letter to print bears the address, the text and the signature, and becomes a document", async () => {
    const posted = await mine({
      requester: { line1: "12 rue des Lavandières", postalCode: "48990", city: "Valbrune" },
    });
    const letter = {
      caseId: posted.found.id,
      idempotencyKey: randomUUID(),
      subject: "Conclusion de la médiation",
      text: "Madame,\n\nLa régie retire la majoration.",
    };
    const { idempotencyKey: _key, ...unmade } = letter;
    expect(granted(await previewLetter(asClaire, unmade))).toMatchObject({
      to: ["Mme Nadège Thibaudot", "12 rue des Lavandières", "48990 Valbrune"],
      text: letter.text,
      signature: ["Claire Vasseur"],
    });
    // Words of a template that sign already are not signed twice.
    const signed = { ...unmade, text: `${letter.text}\n\nClaire Vasseur\nMédiation de la ville` };
    expect(granted(await previewLetter(asClaire, signed)).signature).toEqual([]);
    expect(await admin`select id from case_file where case_id = ${posted.found.id}`).toHaveLength(0);
    const made = granted(await makeLetter(asClaire, letter));
    granted(await makeLetter(asClaire, letter));
    const [file] = await admin`select f.name, f.category, s.key, s.type from case_file f
      join stored_file s on s.id = f.stored_file_id where f.case_id = ${posted.found.id}`;
    expect(file).toMatchObject({
      name: `courrier-${made.number}.pdf`,
      category: "LETTER",
      type: "application/pdf",
    });
    const { readObject } = await import("../../platform/files.ts");
    const bytes = await readObject(
      database.worker({ kind: "job", name: "test" }).env,
      "files",
      file?.key,
      5_000_000,
    );
    const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
    const pdf = await getDocument({ data: new Uint8Array(bytes ?? []) }).promise;
    const content = await (await pdf.getPage(1)).getTextContent();
    const words = content.items.map((one) => ("str" in one ? one.str : "")).join(" ");
    for (const expected of [
      "Lavandières",
      "48990 Valbrune",
      "La régie retire la majoration.",
      "Claire Vasseur",
    ])
      expect(words).toContain(expected);
    const homeless = await mine();
    expect(
      refusalOf(await makeLetter(asClaire, { ...letter, caseId: homeless.found.id })).fields?.[0]?.path,
    ).toBe("address");
  });
});
