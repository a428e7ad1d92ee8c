import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { sweepOutbox } from "../../platform/outbox.ts";
import { aMediator, anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { addNote } from "./add-note.ts";
import { assignCase } from "./assign-case.ts";
import { closeCase } from "./close-case.ts";
import { countCases } from "./counts.ts";
import { deleteCase, restoreCase } from "./delete-case.ts";
import { holdCase, unholdCase } from "./hold-case.ts";
import { declareIndependence, readIndependence } from "./independence.ts";
import { listCases } from "./list-cases.ts";
import { mediationMailbox } from "./mailbox.ts";
import { proposeTransfer } from "./propose-transfer.ts";
import { readCase } from "./read-case.ts";
import { releaseCase } from "./release-case.ts";
import { restrictCase, unrestrictCase } from "./restrict-case.ts";
import { sendMessage } from "./send-message.ts";
import { setCoHandler } from "./set-co-handler.ts";
import { setDueDate } from "./set-due-date.ts";
import { setPriority } from "./set-priority.ts";
import { setStatus } from "./set-status.ts";
import { takeCase } from "./take-case.ts";
import { aCase, aVisitor, granted, refusalOf, signedIn } from "./test-kit.ts";
import { inviteWatcher, watchCase } from "./watch-case.ts";

const database = testDatabase();
const { admin } = database;
type Agent = Awaited<ReturnType<typeof aMediator>>;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Agent;
let hugo: Agent;
let samira: Agent;
let asClaire: Ctx;
let asHugo: Ctx;
let asSamira: Ctx;
let asReader: Ctx;
let asAssistant: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  const person = (role: string, firstName: string, lastName: string) =>
    aMediator(database, town.id, { role, firstName, lastName });
  claire = await person("mediator", "Claire", "Vasseur");
  hugo = await person("mediator", "Hugo", "Lemarchand");
  samira = await person("manager", "Samira", "Benali");
  asClaire = await signedIn(database, claire);
  asHugo = await signedIn(database, hugo);
  asSamira = await signedIn(database, samira);
  asReader = await signedIn(database, await person("reader", "Lise", "Ardouin"));
  asAssistant = await signedIn(database, await person("assistant", "Noé", "Pasquier"));
});

const clairesCase = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });
const stored = async (caseId: string) => {
  const [row] = await admin`select * from cases where id = ${caseId}`;
  return row ?? {};
};
const mailsAbout = (caseId: string) => admin<{ template: string; address: string }[]>`
  select m.template, r.address from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
  where m.target_id = ${caseId} order by m.id, r.id`;
const newsAbout = (caseId: string) => admin<{ kind: string; user_id: string }[]>`
  select kind, user_id from notification where case_id = ${caseId} order by id`;
const rules = (settings: object) => admin`
  insert into mediation_settings (organisation_id, settings, updated_at) values (${town.id}, ${admin.json(settings as never)}, now())
  on conflict (organisation_id) do update set settings = excluded.settings`;
const aTask = async (caseId: string, assigneeId: string | null) => {
  const id = crypto.randomUUID();
  await admin`insert into case_task (id, organisation_id, case_id, title, assignee_id, origin)
    values (${id}, ${town.id}, ${caseId}, 'Appeler la régie', ${assigneeId}, 'MANUAL')`;
  return id;
};

describe("giving a case to somebody", () => {
  it("mediation#50 tells both once, tasks follow, the word is a note; the same person again changes nothing", async () => {
    const { found } = await clairesCase();
    const task = await aTask(found.id, claire.id);
    const input = { caseId: found.id, version: 1, userId: hugo.id, message: "Peux-tu le reprendre ?" };
    const given = granted(await assignCase(asSamira, input)).case;
    expect(given?.assignee).toEqual({ id: hugo.id, name: "Hugo Lemarchand" });
    expect(given?.entries).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: "note", text: "Peux-tu le reprendre ?" })]),
    );
    granted(await assignCase(asSamira, { ...input, version: given?.version ?? 0 }));
    expect([...(await mailsAbout(found.id))]).toEqual([
      { template: "mediation.assigned@1", address: hugo.email },
      { template: "mediation.transferred@1", address: claire.email },
    ]);
    expect([...(await newsAbout(found.id))]).toEqual([
      { kind: "assigned", user_id: hugo.id },
      { kind: "transferred", user_id: claire.id },
    ]);
    const [row] = await admin`select assignee_id from case_task where id = ${task}`;
    expect(row?.assignee_id).toBe(hugo.id);
    const [note] = await admin`select before, after from audit_event
      where aggregate_id = ${found.id} and action = 'case.assign'`;
    expect(note).toMatchObject({ before: { assigneeId: claire.id }, after: { assigneeId: hugo.id } });
  });

  it("mediation#50 with the queue and the relay down, giving, handing over and closing succeed; each notice leaves later, once", async () => {
    const down = (ctx: Ctx): Ctx => ({
      ...ctx,
      env: { ...ctx.env, queue: () => "http://127.0.0.1:1/000000000000/none" },
    });
    const to = await aCase(database, town);
    const { id: caseId } = to.found;
    const version = async () => Number((await stored(caseId)).version);
    granted(await assignCase(down(asSamira), { caseId, version: await version(), userId: claire.id }));
    granted(await assignCase(down(asClaire), { caseId, version: await version(), userId: hugo.id }));
    granted(
      await closeCase(down(asHugo), {
        ...{ caseId, version: await version(), outcome: "PARTIAL", mediationEndedOn: parisDay() },
        ...{ sayOutcome: true, notify: [to.participantId], edits: { assessment: { competent: true } } },
      }),
    );
    expect(await stored(caseId)).toMatchObject({ status: "CLOSED", assignee_id: hugo.id });
    const notices = [
      { template: "mediation.assigned@1", address: claire.email },
      { template: "mediation.assigned@1", address: hugo.email },
      { template: "mediation.closing@1", address: to.email },
    ];
    expect([...(await mailsAbout(caseId))]).toEqual(notices);
    const waiting = () => admin`select o.id from outbox o
      join outgoing_recipient r on r.id = (o.body ->> 'recipientId')::uuid
      join outgoing_message m on m.id = r.outgoing_message_id where m.target_id = ${caseId} and o.sent_at is null`;
    expect(await waiting()).toHaveLength(notices.length);
    await admin`update outbox set created_at = now() - interval '1 minute' where sent_at is null`;
    await sweepOutbox(database.worker());
    expect(await waiting()).toHaveLength(0);
    expect([...(await mailsAbout(caseId))]).toEqual(notices);
  });

  it("a mediator hands over their own case and is not told of it", async () => {
    const { found } = await clairesCase();
    granted(await assignCase(asClaire, { caseId: found.id, version: 1, userId: hugo.id }));
    expect((await mailsAbout(found.id)).map(({ address }) => address)).toEqual([hugo.email]);
  });

  it("where managers decide, a mediator proposes: a task for a manager, and nothing moves until they agree", async () => {
    await rules({ mediatorCanTransfer: false });
    const { found } = await clairesCase();
    const asked = { caseId: found.id, userId: hugo.id, message: "Il connaît ce service." };
    expect(refusalOf(await assignCase(asClaire, { ...asked, version: 1 })).reason).toBe("propose_only");
    granted(await proposeTransfer(asClaire, asked));
    expect((await stored(found.id)).assignee_id).toBe(claire.id);
    const tasks = () => admin`select title, assignee_id, done_at is not null as done from case_task
      where case_id = ${found.id} and kind = 'transfer_proposed'`;
    expect([...(await tasks())]).toEqual([
      { title: "Décider du transfert proposé à Hugo Lemarchand", assignee_id: samira.id, done: false },
    ]);
    granted(await assignCase(asSamira, { caseId: found.id, version: 1, userId: hugo.id }));
    expect((await tasks())[0]?.done).toBe(true);
    await rules({});
  });

  it("a proposal is settled too when its case is given back and somebody else takes it", async () => {
    await rules({ mediatorCanTransfer: false });
    const { found } = await clairesCase();
    granted(await proposeTransfer(asClaire, { caseId: found.id, userId: hugo.id }));
    granted(await releaseCase(asClaire, { caseId: found.id, version: 1, reason: "Absence longue." }));
    granted(await takeCase(asSamira, { caseId: found.id }));
    const open = await admin`select id from case_task where case_id = ${found.id} and done_at is null`;
    expect(open).toHaveLength(0);
    await rules({});
  });

  it("refuses a colleague who may not handle cases, and does not know a stranger", async () => {
    const { found } = await clairesCase();
    const reader = asReader.actor.kind === "user" ? asReader.actor.userId : "";
    const to = (userId: string) => assignCase(asSamira, { caseId: found.id, version: 1, userId });
    expect(refusalOf(await to(reader))).toMatchObject({ code: "invalid", fields: [{ path: "userId" }] });
    const elsewhere = await anOrganisation(database);
    const stranger = await aMediator(database, elsewhere.id);
    expect(refusalOf(await to(stranger.id)).code).toBe("notFound");
    expect((await stored(found.id)).assignee_id).toBe(claire.id);
  });

  it("mediation#2 somebody who has not the case cannot give it back: it stays in charge", async () => {
    const { found } = await clairesCase();
    const input = { caseId: found.id, version: 1, reason: "Je n’en veux plus" };
    for (const ctx of [asHugo, asReader, asAssistant]) {
      expect(refusalOf(await releaseCase(ctx, input)).code).toBe("forbidden");
    }
    expect((await stored(found.id)).assignee_id).toBe(claire.id);
    granted(await releaseCase(asClaire, input));
    expect(await stored(found.id)).toMatchObject({ assignee_id: null, version: 2 });
    expect([...(await newsAbout(found.id))]).toEqual([{ kind: "released", user_id: samira.id }]);
  });

  it("a co-handler acts like the assignee, and may leave", async () => {
    const { found } = await clairesCase();
    const input = { caseId: found.id, userId: hugo.id };
    const after = granted(await setCoHandler(asClaire, { ...input, version: 1, acts: true })).case;
    expect(after?.hands.coHandlers).toEqual([{ id: hugo.id, name: "Hugo Lemarchand" }]);
    const seen = granted(await readCase(asHugo, found.id));
    expect(seen.allowed).toEqual(expect.arrayContaining(["case.write", "case.close"]));
    expect(seen.allowed).not.toContain("case.release");
    const left = granted(await setCoHandler(asHugo, { ...input, version: seen.version, acts: false })).case;
    expect(left?.hands.coHandlers).toEqual([]);
    expect((await newsAbout(found.id)).map(({ kind }) => kind)).toEqual(["co_handler"]);
  });
});

describe("two people on one case", () => {
  it("mediation#5 the second save is refused with who, when and the values; a note meanwhile is no conflict", async () => {
    const { found } = await clairesCase();
    granted(
      await addNote(asHugo, {
        caseId: found.id,
        idempotencyKey: crypto.randomUUID(),
        text: "Vu au guichet.",
      }),
    );
    granted(await setDueDate(asClaire, { caseId: found.id, version: 1, dueOn: "2027-04-01" }));
    const refusal = refusalOf(
      await setDueDate(asSamira, { caseId: found.id, version: 1, dueOn: "2027-05-01" }),
    );
    expect(refusal).toMatchObject({
      code: "conflict",
      reason: "version_differs",
      facts: { by: "Claire Vasseur", version: "2", values: '{"dueOn":"2027-04-01"}' },
    });
    expect(refusal.detail).toMatch(/^Claire Vasseur a modifié ce dossier à \d/);
    expect((await stored(found.id)).due_on).toBeTruthy();
  });

  it("mediation#15 a status needs no closing data, so it closes nothing; the database says so again", async () => {
    const { found } = await clairesCase();
    const to = (status: "CLOSED" | "MERGED" | "ABOUT_TO_CLOSE", version = 1) =>
      setStatus(asClaire, { caseId: found.id, version, status });
    for (const status of ["CLOSED", "MERGED"] as const) {
      expect(refusalOf(await to(status))).toMatchObject({ code: "invalid", fields: [{ path: "status" }] });
    }
    await expect(admin`update cases set status = 'CLOSED' where id = ${found.id}`).rejects.toThrow(
      /case_closed_has_outcome/,
    );
    const moved = granted(await to("ABOUT_TO_CLOSE")).case;
    expect(moved).toMatchObject({ status: "ABOUT_TO_CLOSE", version: 2 });
    const closed = granted(
      await closeCase(asClaire, {
        caseId: found.id,
        version: 2,
        outcome: "CITIZEN_WAIVER",
        mediationEndedOn: parisDay(),
        sayOutcome: false,
        notify: [],
      }),
    );
    const urgent = {
      caseId: found.id,
      version: closed.version,
      priority: "HIGH",
      reason: "Saisie du maire",
    } as const;
    const after = granted(await setPriority(asSamira, urgent)).case;
    expect(after?.closedAt).toBe(closed.closedAt);
    expect(
      refusalOf(await setStatus(asSamira, { caseId: found.id, version: 4, status: "TO_PROCESS" })).reason,
    ).toBe("already_closed");
  });

  it("mediation#48 a colleague who does not handle it reads, and nothing else is offered or accepted", async () => {
    const { found, participantId } = await clairesCase();
    const seen = granted(await readCase(asHugo, found.id));
    expect(seen.allowed).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/write|close|process|remove_document|restrict|decide/)]),
    );
    const letter = {
      caseId: found.id,
      idempotencyKey: crypto.randomUUID(),
      recipients: [participantId],
      subject: "Bonjour",
      text: "Bonjour.",
      files: [],
      lastSeenEntryId: null,
    };
    for (const ctx of [asHugo, asAssistant, asReader]) {
      expect(refusalOf(await sendMessage(ctx, letter)).code).toBe("forbidden");
      expect(
        refusalOf(await setStatus(ctx, { caseId: found.id, version: 1, status: "ABOUT_TO_CLOSE" })).code,
      ).toBe("forbidden");
    }
  });
});

describe("a restricted case", () => {
  it("mediation#34 exists for its handlers, its watchers and the managers, in reads, lists and counts", async () => {
    const { found } = await clairesCase({ subject: "Affaire sensible" });
    const reason = "Concerne un agent du service";
    granted(await restrictCase(asClaire, { caseId: found.id, version: 1, reason }));
    const sees = async (agent: Agent | undefined, ctx?: Ctx) => {
      const as = ctx ?? (await signedIn(database, agent ?? claire));
      const page = granted(await listCases(as, { organisation: town.id, q: "sensible" }));
      const read = await readCase(as, found.id);
      expect(page.cases.some(({ id }) => id === found.id)).toBe(read.ok);
      return read.ok;
    };
    expect([await sees(claire), await sees(samira), await sees(hugo)]).toEqual([true, true, false]);
    expect(refusalOf(await watchCase(asHugo, { caseId: found.id, events: "all" })).code).toBe("notFound");
    const before = granted(await countCases(await signedIn(database, hugo), town.id));

    granted(await inviteWatcher(asClaire, { caseId: found.id, userId: hugo.id, events: "status" }));
    expect(await sees(hugo)).toBe(true);
    const allowed = granted(await readCase(await signedIn(database, hugo), found.id)).allowed;
    expect(allowed).not.toContain("case.write");
    granted(await inviteWatcher(asClaire, { caseId: found.id, userId: hugo.id, events: null }));
    expect(await sees(hugo)).toBe(false);
    expect(granted(await countCases(await signedIn(database, hugo), town.id))).toEqual(before);

    expect(refusalOf(await unrestrictCase(asClaire, { caseId: found.id, version: 2, reason })).code).toBe(
      "forbidden",
    );
    granted(await unrestrictCase(asSamira, { caseId: found.id, version: 2, reason }));
    expect(await sees(hugo)).toBe(true);
  });

  it("whoever hands it over no longer sees it, and the act stands", async () => {
    const { found } = await clairesCase({ restricted: true });
    const done = await assignCase(asClaire, { caseId: found.id, version: 1, userId: hugo.id });
    expect(granted(done).case).toBeNull();
    expect((await stored(found.id)).assignee_id).toBe(hugo.id);
    expect((await mailsAbout(found.id)).map(({ address }) => address)).toEqual([hugo.email]);
  });
});

describe("following a case", () => {
  it("tells of statuses who wants them, and not of messages", async () => {
    const { found } = await clairesCase();
    granted(await watchCase(asHugo, { caseId: found.id, events: "status" }));
    granted(await watchCase(asReader, { caseId: found.id, events: "messages" }));
    granted(await setStatus(asClaire, { caseId: found.id, version: 1, status: "CONTACT_ADMINISTRATION" }));
    expect([...(await newsAbout(found.id))]).toEqual([{ kind: "watched", user_id: hugo.id }]);
    const view = granted(await watchCase(asHugo, { caseId: found.id, events: null })).case;
    expect(view?.hands).toMatchObject({ watching: null, watchers: [{ events: "messages" }] });
  });
});

describe("the recycle bin", () => {
  const reason = "Message d’un robot, aucune demande";

  it("hides a case from everybody but managers, closes its link, holds its mail, and gives it all back", async () => {
    const made = await clairesCase();
    const { found } = made;
    expect(refusalOf(await deleteCase(asClaire, { caseId: found.id, version: 1, reason })).code).toBe(
      "forbidden",
    );
    granted(await deleteCase(asSamira, { caseId: found.id, version: 1, reason }));
    expect(refusalOf(await readCase(await signedIn(database, claire), found.id)).code).toBe("notFound");
    expect(granted(await readCase(asSamira, found.id)).hands).toMatchObject({ deletionReason: reason });
    const page = granted(await listCases(asSamira, { organisation: town.id, limit: 100 }));
    expect(page.cases.map(({ id }) => id)).not.toContain(found.id);

    const { openLink } = await import("../access/index.ts");
    const opened = () => openLink(aVisitor(database), made.secret.token);
    expect((await opened()).ok).toBe(false);
    const [facts] = await mediationMailbox.targets(asSamira.db, [found.id]);
    expect(facts?.state).toEqual({ is: "erased" });

    granted(await restoreCase(asSamira, { caseId: found.id, version: 2 }));
    expect((await opened()).ok).toBe(true);
    expect((await readCase(await signedIn(database, claire), found.id)).ok).toBe(true);
  });

  it("never takes a case under legal hold, which only a manager lifts", async () => {
    const { found } = await clairesCase();
    granted(await holdCase(asClaire, { caseId: found.id, version: 1, reason: "Plainte en cours" }));
    expect(refusalOf(await deleteCase(asSamira, { caseId: found.id, version: 2, reason })).reason).toBe(
      "legal_hold",
    );
    const lift = { caseId: found.id, version: 2, reason: "Affaire jugée" };
    expect(refusalOf(await unholdCase(asClaire, lift)).code).toBe("forbidden");
    const after = granted(await unholdCase(asSamira, lift)).case;
    expect(after?.hands.legalHold).toBeNull();
  });
});

describe("the declaration of independence", () => {
  it("is asked once of a mediator, never of a reader, and keeps its first day", async () => {
    const undeclared = { organisationId: town.id, service: "mediation", undeclared: true } as const;
    const yann = await aUser(database, [{ ...undeclared, roles: ["mediator"] }], { firstName: "Yann" });
    const asYann = await signedIn(database, yann);
    const mine = async (ctx: Ctx) => granted(await readIndependence(ctx, town.id));
    expect([(await mine(asYann)).due, (await mine(asReader)).due]).toEqual([true, false]);

    // Until then a mediator reads, and acts on nothing, whatever program asks.
    const { found } = await aCase(database, town);
    const read = granted(await readCase(asYann, found.id));
    expect(read.allowed).not.toContain("case.take");
    expect(refusalOf(await takeCase(asYann, { caseId: found.id }))).toMatchObject({
      code: "forbidden",
      reason: "independence_undeclared",
      detail: expect.stringMatching(/ni élu, ni agent/),
    });

    const first = granted(await declareIndependence(asYann, town.id));
    expect(granted(await declareIndependence(asYann, town.id))).toEqual(first);
    const declared = await signedIn(database, yann);
    expect(await mine(declared)).toEqual(first);
    granted(await takeCase(declared, { caseId: found.id }));
    const notes = await admin`select id from audit_event where action = 'independence.declare'
      and target_id = ${yann.id}`;
    expect(notes).toHaveLength(1);
  });
});
