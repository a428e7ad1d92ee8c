import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { SendMessage } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { requestAgentUpload } from "./agent-uploads.ts";
import { closeCase } from "./close-case.ts";
import { countCases } from "./counts.ts";
import { linkToFile } from "./file-link.ts";
import { listCases } from "./list-cases.ts";
import { listQuarantine } from "./list-quarantine.ts";
import { processEntry } from "./process-entry.ts";
import { readCase } from "./read-case.ts";
import { sendMessage } from "./send-message.ts";
import { takeCase } from "./take-case.ts";
import { aCase, anEntry, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asHugo: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  const hugo = await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" });
  asClaire = await signedIn(database, claire);
  asHugo = await signedIn(database, hugo);
});

const mine = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });
const letter = (to: CaseInTest, changed: Partial<SendMessage> = {}): SendMessage => ({
  caseId: to.found.id,
  idempotencyKey: randomUUID(),
  recipients: [to.participantId],
  subject: "Il me faut deux précisions",
  text: "Bonjour Madame,\n\nIl me faut :\n- la date ;\n- le lieu.",
  files: [],
  lastSeenEntryId: null,
  ...changed,
});
const closing = (to: CaseInTest, changed: object = {}) => ({
  caseId: to.found.id,
  version: 1,
  outcome: "PARTIAL" as const,
  mediationEndedOn: parisDay(),
  closingWords: "La régie retire la majoration.",
  sayOutcome: true,
  notify: [to.participantId],
  edits: { assessment: { competent: true } },
  ...changed,
});
const copiesOf = (caseId: string) => admin`
  select m.template, m.class, m.subject, m.text, m.html, m.author_user_id, r.address, r.from_local_part
  from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
  where m.target_id = ${caseId} order by m.id, r.id`;

describe("taking a case", () => {
  it("mediation#4 of a hundred tries at once exactly one wins; the others get the winner's name", async () => {
    const { found } = await aCase(database, town);
    const mediators = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        aMediator(database, town.id, { firstName: "Agent", lastName: `N${index}` }),
      ),
    );
    const containers = await Promise.all(mediators.map((mediator) => signedIn(database, mediator)));
    // Five tries each: the winner's later ones change nothing, so what counts is who holds the case.
    const answers = await Promise.all(
      containers.flatMap((ctx) => Array.from({ length: 5 }, () => takeCase(ctx, { caseId: found.id }))),
    );
    const won = answers.filter((answer) => answer.ok);
    expect(won).toHaveLength(5);
    const [row] = await admin`select u.first_name || ' ' || u.last_name as name, c.version from cases c
      join user_account u on u.id = c.assignee_id where c.id = ${found.id}`;
    expect(row?.version).toBe(2);
    for (const answer of answers) {
      if (!answer.ok) {
        expect(answer.refusal).toMatchObject({
          code: "conflict",
          reason: "already_taken",
          facts: { by: row?.name },
        });
      }
    }
    const facts = await admin`select id from case_entry where case_id = ${found.id} and fact = 'case.taken'`;
    const audits =
      await admin`select id from audit_event where target_id = ${found.id} and action = 'case.take'`;
    expect([facts.length, audits.length]).toEqual([1, 1]);
  });

  it("gives the due date of the organisation and shows what may be done next", async () => {
    const { found } = await aCase(database, town);
    expect(granted(await readCase(asClaire, found.id)).allowed).toEqual(
      expect.arrayContaining(["case.read", "case.take", "case.note"]),
    );
    const taken = granted(await takeCase(asClaire, { caseId: found.id }));
    expect(taken).toMatchObject({
      assignee: { id: claire.id, name: "Claire Vasseur" },
      dueOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      administrationAnswerDays: 30,
      allowed: expect.arrayContaining([
        "case.read",
        "case.note",
        "case.write",
        "case.process",
        "case.close",
        "case.original",
      ]),
    });
    expect(Date.parse(taken.dueOn ?? "") - Date.parse(parisDay())).toBe(60 * 86_400_000);
  });
});

describe("writing to the people of a case", () => {
  it("sends one letter with its own reply address, shows its state, and says it in the history", async () => {
    const to = await mine();
    const sent = granted(await sendMessage(asClaire, letter(to, { nextStatus: "WAITING_FOR_REQUESTER" })));
    expect(sent.status).toBe("WAITING_FOR_REQUESTER");
    const [message, fact] = sent.entries;
    expect(message).toMatchObject({
      kind: "message",
      direction: "OUT",
      side: "REQUESTER",
      author: "Claire Vasseur",
      mine: true,
      subject: `[Dossier ${sent.number}] Il me faut deux précisions`,
      recipients: [{ address: to.email, state: "queued", name: "Nadège Thibaudot" }],
    });
    expect(fact?.text).toBe("Statut changé\u00a0: En attente de réponse du requérant");
    const [copy] = await copiesOf(to.found.id);
    expect(copy).toMatchObject({
      class: "conversation",
      address: to.email,
      author_user_id: claire.id,
      from_local_part: expect.stringMatching(/^r-[0-9a-z]{26}$/),
    });
    expect(copy?.text).toContain(`/suivi#${to.secret.token}`);
    expect(copy?.text).toContain("Claire Vasseur");
    expect(copy?.html).not.toContain("<h1");
  });

  it("sends once for a double click, and answers the same", async () => {
    const to = await mine();
    const same = letter(to);
    const [first, second] = await Promise.all([sendMessage(asClaire, same), sendMessage(asClaire, same)]);
    expect(granted(first).entries).toHaveLength(1);
    expect(granted(second).entries).toHaveLength(1);
    expect(await copiesOf(to.found.id)).toHaveLength(1);
  });

  it("asks first when someone wrote meanwhile", async () => {
    const to = await mine();
    const seen = await anEntry(database, to.found, { occurredAt: new Date(Date.now() - 60_000) });
    await anEntry(database, to.found);
    const late = letter(to, { lastSeenEntryId: seen });
    expect(refusalOf(await sendMessage(asClaire, late))).toMatchObject({
      code: "conflict",
      reason: "newer_entry",
    });
    expect(await copiesOf(to.found.id)).toHaveLength(0);
    expect(granted(await sendMessage(asClaire, { ...late, despiteNewer: true })).entries).toHaveLength(3);
  });

  it("refuses two sides in one message, and offers no one who is not a participant", async () => {
    const to = await mine({ participants: [{ email: "h.dorval@regie.example", side: "ADMINISTRATION" }] });
    const administration = to.participants.get("h.dorval@regie.example") ?? "";
    const both = letter(to, { recipients: [to.participantId, administration] });
    expect(refusalOf(await sendMessage(asClaire, both)).reason).toBe("mixed_sides");
    const other = await mine();
    const stranger = letter(to, { recipients: [other.participantId] });
    expect(refusalOf(await sendMessage(asClaire, stranger)).fields?.[0]?.path).toBe("recipients");
    const sent = granted(await sendMessage(asClaire, letter(to, { recipients: [administration] })));
    expect(sent.entries[0]).toMatchObject({ side: "ADMINISTRATION" });
    const [copy] = await copiesOf(to.found.id);
    expect(copy?.text).not.toContain("/suivi");
  });

  it("mediation#15 neither a message nor anything else closes a case without its closing data", async () => {
    const to = await mine();
    expect(refusalOf(await sendMessage(asClaire, letter(to, { nextStatus: "CLOSED" }))).reason).toBe(
      "status_not_open",
    );
    await expect(admin`update cases set status = 'CLOSED' where id = ${to.found.id}`).rejects.toMatchObject({
      constraint_name: "case_closed_has_outcome",
    });
    const closed = granted(await closeCase(asClaire, closing(to)));
    const after = granted(await sendMessage(asClaire, letter(to, { despiteNewer: true })));
    expect(after.closedAt).toBe(closed.closedAt);
    expect(after.status).toBe("CLOSED");
  });

  it("marks one entry as processed, and counts what is left", async () => {
    const to = await mine();
    const entryId = await anEntry(database, to.found, { toProcess: true });
    await anEntry(database, to.found, { toProcess: true });
    const done = granted(await processEntry(asClaire, { caseId: to.found.id, entryId }));
    expect(done.entries.map(({ toProcess }) => toProcess)).toEqual([false, true]);
    const [row] = await admin`select to_process_count from cases where id = ${to.found.id}`;
    expect(row?.to_process_count).toBe(1);
    expect(granted(await processEntry(asClaire, { caseId: to.found.id, entryId })).version).toBe(
      done.version,
    );
  });
});

describe("closing a case", () => {
  it("writes the dated outcome, tells whom was chosen in plain words, and lets the page be reread for a year", async () => {
    const to = await mine({ participants: [{ email: "h.dorval@regie.example", side: "ADMINISTRATION" }] });
    const administration = to.participants.get("h.dorval@regie.example") ?? "";
    const closed = granted(
      await closeCase(asClaire, closing(to, { notify: [to.participantId, administration] })),
    );
    expect(closed).toMatchObject({
      status: "CLOSED",
      outcome: "PARTIAL",
      mediationEndedOn: parisDay(),
      allowed: expect.arrayContaining(["case.note", "case.write", "case.process", "case.reopen"]),
    });
    const copies = await copiesOf(to.found.id);
    const requester = copies.find(({ address }) => address === to.email);
    const other = copies.find(({ address }) => address === "h.dorval@regie.example");
    expect(requester?.text).toContain("La ville vous donne raison sur une partie de votre demande");
    expect(requester?.text).toContain("La régie retire la majoration.");
    expect(requester?.text).toContain(`/suivi#${to.secret.token}`);
    expect(other?.text).not.toMatch(/majoration|raison|suivi#/);
    const rows =
      await admin`select outcome, ended_on::text, closed_by from case_closing where case_id = ${to.found.id}`;
    expect(rows).toEqual([{ outcome: "PARTIAL", ended_on: parisDay(), closed_by: claire.id }]);
    const [link] = await admin`select expires_at from secret_link where target_id = ${to.found.id}`;
    expect(Math.round((link?.expires_at - Date.now()) / 86_400_000)).toBeGreaterThanOrEqual(365);
  });

  it("says nothing of the outcome unless asked, and tells no one when no one is chosen", async () => {
    const quiet = await mine();
    granted(await closeCase(asClaire, closing(quiet, { sayOutcome: false })));
    expect((await copiesOf(quiet.found.id))[0]?.text).not.toContain("raison");
    const silent = await mine();
    granted(await closeCase(asClaire, closing(silent, { notify: [] })));
    expect(await copiesOf(silent.found.id)).toHaveLength(0);
  });

  it("tells the second closer who was first, and when", async () => {
    const to = await mine();
    const first = granted(await closeCase(asClaire, closing(to)));
    expect(refusalOf(await closeCase(asClaire, closing(to)))).toMatchObject({
      reason: "already_closed",
      facts: { by: "Claire Vasseur", at: first.closedAt },
      detail: expect.stringMatching(/^Déjà clos par Claire Vasseur à /),
    });
  });

  it("refuses a case that moved since it was read, and an end outside referral and today", async () => {
    const to = await mine();
    granted(await sendMessage(asClaire, letter(to, { nextStatus: "ABOUT_TO_CLOSE" })));
    expect(refusalOf(await closeCase(asClaire, closing(to))).reason).toBe("version_differs");
    const ended = closing(to, { version: 2, mediationEndedOn: "2001-01-01" });
    expect(refusalOf(await closeCase(asClaire, ended)).fields?.[0]).toMatchObject({
      path: "mediationEndedOn",
      message: expect.stringContaining("précéder la saisine"),
    });
    expect(granted(await readCase(asClaire, to.found.id)).status).toBe("ABOUT_TO_CLOSE");
  });
});

describe("what is not theirs", () => {
  it("mediation#1 an agent of another organisation finds nothing at any door, and changes nothing", async () => {
    const away = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, away.id, { role: "manager" }));
    const to = await mine();
    const entryId = await anEntry(database, to.found, { toProcess: true });
    const fileId = randomUUID();
    await admin`insert into case_file (id, organisation_id, case_id, entry_id, name, source, visibility, position, decision)
      values (${fileId}, ${town.id}, ${to.found.id}, ${entryId}, 'a.pdf', 'REQUESTER', 'SHARED', 0, 'kept')`;
    const before = await admin`select * from cases where id = ${to.found.id}`;
    const answers = [
      await readCase(stranger, to.found.id),
      await takeCase(stranger, { caseId: to.found.id }),
      await sendMessage(stranger, letter(to)),
      await processEntry(stranger, { caseId: to.found.id, entryId }),
      await closeCase(stranger, closing(to)),
      await requestAgentUpload(stranger, to.found.id, { name: "a.pdf", size: 10 }),
      await linkToFile(stranger, fileId),
      await listCases(stranger, { organisation: town.id }),
      await countCases(stranger, town.id),
      await listQuarantine(stranger, { organisation: town.id }),
    ];
    expect(answers.map((answer) => (answer.ok ? "answered" : answer.refusal.code))).toEqual(
      answers.map(() => "notFound"),
    );
    const unknown = refusalOf(await readCase(stranger, randomUUID()));
    expect(refusalOf(await readCase(stranger, to.found.id))).toEqual(unknown);
    expect(await admin`select * from cases where id = ${to.found.id}`).toEqual(before);
    expect(await copiesOf(to.found.id)).toHaveLength(0);
  });

  it("a colleague reads but cannot send, process or close; the screen does not offer it", async () => {
    const to = await mine();
    const entryId = await anEntry(database, to.found, { toProcess: true });
    expect(granted(await readCase(asHugo, to.found.id)).allowed).toEqual([
      "case.read",
      "case.note",
      "case.document",
      "case.task",
      "case.watch",
      "case.link",
      "case.synthesis",
    ]);
    const refusals = [
      await sendMessage(asHugo, letter(to)),
      await processEntry(asHugo, { caseId: to.found.id, entryId }),
      await closeCase(asHugo, closing(to)),
    ].map((answer) => refusalOf(answer).code);
    expect(refusals).toEqual(["forbidden", "forbidden", "forbidden"]);
    // Adding a document is everybody's who works on cases (mediation.md §2).
    granted(await requestAgentUpload(asHugo, to.found.id, { name: "a.pdf", size: 10 }));
  });

  it("a restricted case does not exist for colleagues: not by address, not in lists, not in searches, not in counts", async () => {
    const name = `Zéphyrine${randomUUID().slice(0, 6)}`;
    const to = await mine({
      restricted: true,
      requester: { lastName: name, emailCanonical: null, email: null },
    });
    const lists = async (ctx: Ctx) => {
      const found = granted(await listCases(ctx, { organisation: town.id, q: name, view: "all" }));
      return found.cases.map(({ id }) => id);
    };
    expect(refusalOf(await readCase(asHugo, to.found.id)).code).toBe("notFound");
    expect(await lists(asHugo)).toEqual([]);
    expect(await lists(asClaire)).toEqual([to.found.id]);
  });

  it("shows a held mail to the handlers of its case and, in the list, to managers", async () => {
    const to = await mine();
    const targetId = randomUUID();
    const mailId = randomUUID();
    await admin`insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
      values (${mailId}, ${randomUUID()}, 'mail-raw', 'inbound/x', now(), '{}', '{}', 'done')`;
    await admin`insert into inbound_target (id, organisation_id, inbound_mail_id, target_key, case_id, matched_by, outcome)
      values (${targetId}, ${town.id}, ${mailId}, ${`case:${to.found.id}`}, ${to.found.id}, 'token', 'quarantine')`;
    await admin`insert into quarantine (id, inbound_target_id, organisation_id, case_id, cause, state, received_at, from_address, text, expires_at)
      values (${randomUUID()}, ${targetId}, ${town.id}, ${to.found.id}, 'unknown_sender', 'waiting', now(), 'p@courriel.example', 'Bonjour', now() + interval '30 days')`;
    expect(granted(await readCase(asClaire, to.found.id)).held).toMatchObject([
      { from: "p@courriel.example", cause: "unknown_sender" },
    ]);
    expect(granted(await readCase(asHugo, to.found.id)).held).toEqual([]);
    const manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
    const page = granted(await listQuarantine(manager, { organisation: town.id }));
    expect(page.rows[0]).toMatchObject({ cause: "unknown_sender", caseId: to.found.id });
    expect(refusalOf(await listQuarantine(asHugo, { organisation: town.id })).code).toBe("forbidden");
  });
});
