import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { answerSurvey, surveyPage } from "./answer-survey.ts";
import { cancelSurvey, planSurvey } from "./plan-survey.ts";
import { figuresOf, surveyComments, surveyFigures } from "./survey-figures.ts";
import { cases } from "./tables.ts";
import { tendSurveys } from "./tend-surveys.ts";
import { aCase, aVisitor, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { role: "manager" });
  await admin`insert into mediation_settings (organisation_id, settings, updated_at)
    values (${town.id}, '{"survey": true, "surveyAfterDays": 3}', now())`;
});

/** The worker, some days later at a quarter past ten in Paris. */
const later = (days: number): Ctx => {
  const at = new Date(Date.now() + days * 86_400_000);
  at.setUTCHours(10, 15);
  return { ...database.worker({ kind: "job", name: "test" }), now: () => at };
};
/** Closed by hand, then planned as the closing does. */
const closed = async (changed: Record<string, unknown> = {}, given: Parameters<typeof aCase>[2] = {}) => {
  const to = await aCase(database, town, given);
  await admin`update cases set ${admin({
    status: "CLOSED",
    closed_at: new Date(),
    closed_by: claire.id,
    outcome: "PARTIAL",
    ...changed,
  })} where id = ${to.found.id}`;
  await plan(to);
  return to;
};
const plan = async (to: CaseInTest) => {
  const ctx = database.worker({ kind: "job", name: "test" });
  granted(
    await mutate(ctx, async (tx) => {
      const [found] = await tx.select().from(cases).where(eq(cases.id, to.found.id));
      if (found) await planSurvey(tx, ctx, found);
      return { result: null, permission: permit(true), audit: [], events: [] };
    }),
  );
};
const mailsOf = (to: CaseInTest) =>
  admin<{ text: string; address: string }[]>`select m.text, r.address from outgoing_message m
    join outgoing_recipient r on r.outgoing_message_id = m.id
    where m.target_id = ${to.found.id} and m.template = 'mediation.survey@1' order by m.id`;
const tokenIn = (text: string | undefined) => /\/avis#([\w-]{43})/.exec(text ?? "")?.[1] ?? "";
const opinion = (token: string) => ({
  token,
  answers: { overall: 4, clarity: 5 },
  recommends: true,
  comment: "À l’écoute.",
});

describe("the survey", () => {
  it("mediation#52 leaves once on its day at ten, is recalled once after a week, and ends", async () => {
    const to = await closed();
    await tendSurveys(later(2));
    expect(await mailsOf(to)).toEqual([]);
    await Promise.all([tendSurveys(later(3)), tendSurveys(later(3))]);
    await tendSurveys(later(4));
    const [first] = await mailsOf(to);
    expect(await mailsOf(to)).toHaveLength(1);
    expect(first?.address).toBe(to.email);
    expect(first?.text).not.toContain(to.secret.token);
    await tendSurveys(later(11));
    await tendSurveys(later(12));
    const mails = await mailsOf(to);
    expect(mails).toHaveLength(2);
    expect(tokenIn(mails[1]?.text)).toBe(tokenIn(first?.text));
    await tendSurveys(later(34));
    expect(await admin`select id from survey where case_id = ${to.found.id}`).toEqual([]);
    expect(await mailsOf(to)).toHaveLength(2);
  });

  it("mediation#18 does not leave for a case reopened, held, found abusive or fictive, of a person who died or without e-mail", async () => {
    const reopened = await closed();
    granted(
      await mutate(database.worker({ kind: "job", name: "test" }), async (tx) => {
        await cancelSurvey(tx, reopened.found.id);
        return { result: null, permission: permit(true), audit: [], events: [] };
      }),
    );
    const held = await closed();
    await admin`update cases set legal_hold = true where id = ${held.found.id}`;
    const abusive = await closed({ outcome: "INADMISSIBLE", inadmissibility_reason: "ABUSIVE" });
    const late = await closed();
    await admin`update party set deceased = true where id = ${late.partyId}`;
    const unreachable = await closed({}, { requester: { email: null, emailCanonical: null } });
    const fictive = await closed({ sample: true });
    await tendSurveys(later(40));
    for (const to of [reopened, held, abusive, late, unreachable, fictive]) {
      expect(await mailsOf(to)).toEqual([]);
      expect(await admin`select id from survey where case_id = ${to.found.id}`).toEqual([]);
    }
  });

  it("keeps an answer once, and nothing that tells whose it was", async () => {
    const to = await closed();
    await tendSurveys(later(50));
    const token = tokenIn((await mailsOf(to))[0]?.text);
    const visitor = aVisitor(database);
    expect(granted(await surveyPage(visitor, token)).organisation.slug).toBe(town.slug);
    expect(refusalOf(await answerSurvey(visitor, { token, answers: {}, comment: "" })).code).toBe("invalid");
    const both = await Promise.all([
      answerSurvey(visitor, opinion(token)),
      answerSurvey(aVisitor(database), opinion(token)),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(refusalOf(await answerSurvey(visitor, opinion(token))).reason).toBe("link_unknown");
    const [row] = await admin`select * from survey_answer where organisation_id = ${town.id}
      and comment = 'À l’écoute.'`;
    expect(row).toMatchObject({ outcome: "PARTIAL", recommends: true, answers: { overall: 4, clarity: 5 } });
    expect(Object.keys(row ?? {})).not.toContain("case_id");
    // Version 4: an id of the time-ordered kind would tell when.
    expect(row?.id[14]).toBe("4");
    const traces = await admin`select (select count(*) from survey where case_id = ${to.found.id})
      + (select count(*) from secret_link where target_id = ${to.found.id} and purpose = 'survey')
      + (select count(*) from audit_event where after::text like '%survey%') as left_over`;
    expect(Number(traces[0]?.left_over)).toBe(0);
  });

  it("shows figures from five answers on, and comments to managers after the quarter", async () => {
    const other = await anOrganisation(database);
    const manager = await aMediator(database, other.id, { role: "manager" });
    const mediator = await aMediator(database, other.id);
    const answered = (n: number, quarter: string) => admin`
      insert into survey_answer (id, organisation_id, quarter, answers, recommends, comment)
      select gen_random_uuid(), ${other.id}, ${quarter}, '{"overall": 3}', true, 'Mot de ' || ${quarter}
      from generate_series(1, ${n})`;
    await answered(4, "2024-Q1");
    await answered(5, "2024-Q2");
    await answered(5, "2100-Q1");
    const figures = (from: string, to: string) =>
      surveyFigures(database.worker({ kind: "job", name: "test" }).db, {
        organisationId: other.id,
        from,
        to,
      });
    expect(await figures("2024-Q1", "2024-Q1")).toMatchObject({ count: null, recommend: null });
    expect(await figures("2024-Q2", "2024-Q2")).toMatchObject({ count: 5, recommend: 100 });
    const shown = granted(await surveyComments(await signedIn(database, manager), other.id));
    expect(shown.quarters.map(({ quarter, comments }) => [quarter, comments.length])).toEqual([
      ["2024-Q2", 5],
    ]);
    expect(refusalOf(await surveyComments(await signedIn(database, mediator), other.id)).code).toBe(
      "forbidden",
    );
  });
});

describe("figures of the survey", () => {
  it("count who gave a note, question by question", () => {
    const rated = [1, 2, 5, 5, 5].map((overall) => ({ answers: { overall }, recommends: overall > 1 }));
    const { questions, recommend, count } = figuresOf([...rated, { answers: {}, recommends: null }]);
    expect(count).toBe(6);
    expect(questions[0]).toEqual({ question: "overall", rated: 5, mean: 3.6, notes: [1, 1, 0, 0, 3] });
    expect(questions[1]).toMatchObject({ rated: null, mean: null });
    expect(recommend).toBe(80);
  });
});
