import { describe, expect, it } from "vitest";
import type { MediationRole } from "../access/roles.ts";
import { type CaseStatus, caseStatuses } from "./enums.ts";
import {
  type Action,
  allowedActions,
  type CaseActor,
  type CaseFacts,
  close,
  may,
  statusAfterMessage,
  takeCase,
} from "./rules.ts";
import { caseActions } from "./schema.ts";

const me = "me";
const someone = (...roles: MediationRole[]): CaseActor => ({ kind: "member", userId: me, roles });
const aCase = (changed: Partial<CaseFacts> = {}): CaseFacts => ({
  id: "case",
  status: "TO_PROCESS",
  assigneeId: "somebody-else",
  restricted: false,
  coHandlerIds: [],
  watchers: {},
  legalHold: false,
  deletedAt: null,
  ...changed,
});
const mine = { assigneeId: me };
const free = { assigneeId: null };

const main: readonly string[] = ["case.read", "case.take", "case.write", "case.process", "case.close"];
/** Letters as in the brief of the domain: read, take, write, process, close. */
const letters = (actor: CaseActor, target: CaseFacts) =>
  allowedActions(actor, target)
    .filter((action) => main.includes(action))
    .map((action) => action.slice("case.".length, "case.".length + 1))
    .join("");

describe("what each role may do on a case", () => {
  it.each<[string, CaseActor, Partial<CaseFacts>, string]>([
    ["a manager on anyone's case", someone("manager"), {}, "rwpc"],
    ["a manager on a case nobody has", someone("manager"), free, "rtwpc"],
    ["a mediator on a colleague's case", someone("mediator"), {}, "r"],
    ["a mediator on a case nobody has", someone("mediator"), free, "rt"],
    ["a mediator on their own case", someone("mediator"), mine, "rwpc"],
    ["an assistant on a case nobody has", someone("assistant"), free, "r"],
    [
      "a mediator who did not declare their independence",
      { kind: "member", userId: me, roles: ["mediator"], undeclared: true },
      mine,
      "r",
    ],
    ["a reader on a case nobody has", someone("reader"), free, "r"],
    ["a reader who still is the assignee", someone("reader"), mine, "r"],
    ["a reader of statistics", someone("stats_reader"), free, ""],
    ["a reader of statistics on a case once theirs", someone("stats_reader"), mine, ""],
    ["someone of another organisation", someone(), free, ""],
    ["nobody", { kind: "nobody" }, free, ""],
    ["the holder of its link", { kind: "link", caseId: "case", codeVerified: true }, free, ""],
    ["a manager on a restricted case", someone("manager"), { restricted: true }, "rwpc"],
    ["its handler on a restricted case", someone("mediator"), { restricted: true, ...mine }, "rwpc"],
    ["a colleague on a restricted case", someone("mediator"), { restricted: true }, ""],
    ["an assistant on a restricted case", someone("assistant"), { restricted: true, ...free }, ""],
    ["its handler once closed", someone("mediator"), { status: "CLOSED", ...mine }, "rwp"],
    ["a manager on a closed case nobody had", someone("manager"), { status: "CLOSED", ...free }, "rwp"],
    ["a manager on a merged case", someone("manager"), { status: "MERGED", ...free }, "rp"],
    ["reader and mediator at once", someone("reader", "mediator"), mine, "rwpc"],
  ])("%s", (_name, actor, target, expected) => {
    expect(letters(actor, aCase(target))).toBe(expected);
  });

  it.each<[string, CaseActor, Partial<CaseFacts>, boolean, boolean]>([
    ["a manager", someone("manager"), {}, true, true],
    ["a manager on a merged case", someone("manager"), { status: "MERGED" }, true, true],
    ["its handler", someone("mediator"), mine, true, false],
    ["a colleague", someone("mediator"), {}, false, false],
    ["an assistant", someone("assistant"), free, false, false],
    ["someone of another organisation", someone(), free, false, false],
  ])(
    "the original of a mail is for its handler and managers, reading it again for managers: %s",
    (_name, actor, target, sees, rereads) => {
      expect(may(actor, "case.original", aCase(target)) === true).toBe(sees);
      expect(may(actor, "case.reprocess", aCase(target)) === true).toBe(rereads);
    },
  );

  it("answers every combination, and never the same for a hidden case and a refused act", () => {
    const roles: MediationRole[] = ["manager", "mediator", "assistant", "reader", "stats_reader"];
    for (const role of roles) {
      for (const status of Object.keys(caseStatuses) as CaseStatus[]) {
        for (const assigneeId of [null, me, "other"]) {
          for (const restricted of [true, false]) {
            const target = aCase({ status, assigneeId, restricted });
            const seen = may(someone(role), "case.read", target) === true;
            for (const action of caseActions) {
              const verdict = may(someone(role), action, target);
              expect(verdict === true || (verdict.code === "notFound") !== seen).toBe(true);
            }
          }
        }
      }
    }
  });

  it("hides the lists from strangers and refuses them to readers of statistics", () => {
    const codes = (action: Action) =>
      [someone("manager"), someone("mediator"), someone("stats_reader"), someone()].map((actor) => {
        const verdict = may(actor, action);
        return verdict === true || verdict.code;
      });
    expect(codes("case.list")).toEqual([true, true, "forbidden", "notFound"]);
    expect(codes("quarantine.list")).toEqual([true, "forbidden", "forbidden", "notFound"]);
    expect(codes("quarantine.decide")).toEqual([true, "forbidden", "forbidden", "notFound"]);
    expect(may(someone("quarantine_keeper"), "quarantine.decide")).toBe(true);
  });

  it.each<[string, CaseActor, Partial<CaseFacts>, boolean]>([
    ["a manager", someone("manager"), { restricted: true }, true],
    ["its handler", someone("mediator"), mine, true],
    ["a colleague", someone("mediator"), {}, false],
    ["an assistant", someone("assistant"), free, false],
    ["who keeps the quarantine", someone("quarantine_keeper"), free, false],
  ])("mails held on a case are for its handler and the managers: %s", (_name, actor, target, decides) => {
    expect(may(actor, "case.quarantine", aCase(target)) === true).toBe(decides);
  });
});

describe("the holder of a link", () => {
  const holder = (changed: object = {}): CaseActor => ({
    kind: "link",
    caseId: "case",
    codeVerified: true,
    ...changed,
  });
  it("reads and answers their own case, once the code was given", () => {
    expect(may(holder(), "follow_up.read", aCase())).toBe(true);
    expect(may(holder(), "follow_up.answer", aCase())).toBe(true);
    expect(may(holder({ codeVerified: false }), "follow_up.read", aCase())).toMatchObject({
      code: "forbidden",
      reason: "code_needed",
    });
    expect(may(holder({ caseId: "another" }), "follow_up.read", aCase())).toMatchObject({ code: "notFound" });
  });
  it("rereads a closed case and no longer answers it there", () => {
    const closed = aCase({ status: "CLOSED" });
    expect(may(holder(), "follow_up.read", closed)).toBe(true);
    expect(may(holder(), "follow_up.answer", closed)).toMatchObject({ reason: "already_closed" });
  });
  it("is a member of nothing", () => {
    expect(may(holder(), "case.list")).toMatchObject({ code: "notFound" });
    expect(may(someone("manager"), "follow_up.read", aCase())).toMatchObject({ code: "notFound" });
  });
});

describe("taking a case", () => {
  const given = {
    userId: me,
    now: new Date("2026-12-31T21:30:00Z"),
    timeZone: "Indian/Reunion",
    dueDays: 60,
  };
  it("gives it a due date counted from today in the organisation's zone", () => {
    expect(takeCase({ dueOn: null }, given)).toEqual({ assigneeId: me, dueOn: "2027-03-02" });
  });
  it("keeps a due date that was set, and sets none when the organisation wants none", () => {
    expect(takeCase({ dueOn: "2027-05-01" }, given).dueOn).toBe("2027-05-01");
    expect(takeCase({ dueOn: null }, { ...given, dueDays: null }).dueOn).toBeNull();
  });

  it.each([
    ["2027-03-27T22:59:00Z", "2027-03-28"],
    ["2027-03-27T23:01:00Z", "2027-03-29"],
    ["2027-03-28T21:59:00Z", "2027-03-29"],
    ["2027-03-28T22:01:00Z", "2027-03-30"],
    ["2027-10-30T22:01:00Z", "2027-11-01"],
    ["2027-10-31T22:59:00Z", "2027-11-01"],
    ["2027-10-31T23:01:00Z", "2027-11-02"],
  ])(
    "mediation#47 taken at %s, around a change of clocks, a case is due one day on the wall later: %s",
    (now, dueOn) => {
      const taken = takeCase(
        { dueOn: null },
        { userId: me, now: new Date(now), timeZone: "Europe/Paris", dueDays: 1 },
      );
      expect(taken.dueOn).toBe(dueOn);
    },
  );
});

describe("closing a case", () => {
  const found = {
    status: "ABOUT_TO_CLOSE" as CaseStatus,
    version: 3,
    receivedAt: new Date("2027-01-18T13:32:00Z"),
  };
  const input = {
    version: 3,
    outcome: "PARTIAL" as const,
    mediationEndedOn: "2027-04-22",
    closingWords: "Au revoir.",
  };
  const now = new Date("2027-04-22T08:52:00Z");
  const closing = (changedCase: object, changedInput: object) =>
    close({ ...found, ...changedCase }, { ...input, ...changedInput }, now, "Europe/Paris");

  it("sets the outcome, the end and the words at once", () => {
    expect(closing({}, {})).toEqual({
      ok: true,
      next: {
        status: "CLOSED",
        statusSince: now,
        closedAt: now,
        outcome: "PARTIAL",
        mediationEndedOn: "2027-04-22",
        closingWords: "Au revoir.",
      },
    });
    expect(closing({}, { closingWords: undefined })).toMatchObject({ next: { closingWords: null } });
  });
  it.each<[string, object, object, object]>([
    ["a closed case", { status: "CLOSED" }, {}, { reason: "already_closed" }],
    ["a merged case", { status: "MERGED" }, {}, { reason: "already_closed" }],
    ["a case that changed meanwhile", {}, { version: 2 }, { reason: "version_differs" }],
    [
      "an end before the referral",
      {},
      { mediationEndedOn: "2027-01-17" },
      {
        fields: [
          {
            path: "mediationEndedOn",
            message: "La fin de la médiation ne peut pas précéder la saisine (18\u00a0janvier 2027).",
          },
        ],
      },
    ],
    [
      "an end in the future",
      {},
      { mediationEndedOn: "2027-04-23" },
      {
        fields: [
          { path: "mediationEndedOn", message: "La fin de la médiation ne peut pas être dans le futur." },
        ],
      },
    ],
  ])("refuses %s", (_name, changedCase, changedInput, refusal) => {
    expect(closing(changedCase, changedInput)).toMatchObject({ ok: false, refusal });
  });
  it("accepts the day of the referral and today, as the organisation's clock has them", () => {
    expect(closing({ receivedAt: new Date("2027-04-21T22:30:00Z") }, {}).ok).toBe(true);
    expect(
      closing({ receivedAt: new Date("2027-04-21T22:30:00Z") }, { mediationEndedOn: "2027-04-21" }).ok,
    ).toBe(false);
  });
});

describe("the status after a message", () => {
  it("moves between open statuses", () => {
    expect(statusAfterMessage("TO_PROCESS", "WAITING_FOR_REQUESTER")).toEqual({
      ok: true,
      status: "WAITING_FOR_REQUESTER",
    });
    expect(statusAfterMessage("CLOSED", undefined)).toEqual({ ok: true, status: "CLOSED" });
  });
  it("mediation#15 a message cannot close a case without its closing data", () => {
    expect(statusAfterMessage("TO_PROCESS", "CLOSED")).toMatchObject({
      ok: false,
      refusal: { code: "invalid" },
    });
    expect(statusAfterMessage("TO_PROCESS", "MERGED")).toMatchObject({ ok: false });
    expect(statusAfterMessage("CLOSED", "TO_PROCESS")).toMatchObject({ ok: false });
  });
});
