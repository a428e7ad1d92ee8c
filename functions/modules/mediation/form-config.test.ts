import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CustomQuestion,
  defaultFormConfig,
  type FormConfig,
} from "../../../shared/mediation/form-config.ts";
import type { RegisterCase } from "../../../shared/mediation/registering.ts";
import type { FileRequest } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anAdministrator, anOrganisation, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { fileRequest } from "./file-request.ts";
import { publishForm, readForm, saveForm } from "./form-config.ts";
import { publicOrganisation } from "./public-organisation.ts";
import { readCase } from "./read-case.ts";
import { registerCase } from "./register-case.ts";
import { readRegistrationDraft } from "./registration-draft.ts";
import { aRequest, aVisitor, granted, refusalOf, writeLetters } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let manager: Ctx;
let administrator: Ctx;
let mediator: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
  mediator = await signedIn(database, await aMediator(database, town.id));
  administrator = await signedIn(database, await anAdministrator(database, town.id));
});

const question = (changed: Partial<CustomQuestion> = {}): CustomQuestion => ({
  id: randomUUID(),
  kind: "short_text",
  label: "Numéro de la facture",
  required: false,
  ...changed,
});
const canteen = question({
  kind: "single",
  label: "Quelle cantine ?",
  required: true,
  choices: ["Jaurès", "Pergaud"],
});
const menu = question({
  kind: "yes_no",
  label: "Un menu particulier ?",
  onlyIf: { question: canteen.id, answer: "Pergaud" },
  required: true,
});
const form = (questions: CustomQuestion[], changed: Partial<FormConfig> = {}): FormConfig => ({
  ...defaultFormConfig,
  ...changed,
  questions,
});

const publish = async (config: FormConfig) => {
  const { version } = granted(await readForm(manager, town.id));
  const saved = granted(await saveForm(manager, { organisationId: town.id, version, config }));
  return granted(await publishForm(manager, { organisationId: town.id, version: saved.version }));
};
const file = (changed: Partial<FileRequest>) => fileRequest(aVisitor(database), town.slug, aRequest(changed));
const caseNumbered = async (number: string) => {
  const [row] = await database.admin<{ id: string }[]>`
    select id from cases where organisation_id = ${town.id} and year || '-' || lpad(seq::text, 5, '0') = ${number}`;
  return granted(await readCase(mediator, row?.id ?? ""));
};

describe("the form of an organisation", () => {
  it("is prepared unseen, then published under the next number, each act in the journal", async () => {
    const before = granted(await readForm(administrator, town.id));
    expect(before).toMatchObject({ published: null, version: 0, changed: false, draft: defaultFormConfig });
    const saved = granted(
      await saveForm(administrator, { organisationId: town.id, version: 0, config: form([canteen, menu]) }),
    );
    expect(saved).toMatchObject({ published: null, changed: true, version: 1 });
    const asPublic = async () => granted(await publicOrganisation(aVisitor(database), town.slug)).form;
    expect(await asPublic()).toMatchObject({ version: 0, questions: [] });

    const published = granted(
      await publishForm(administrator, { organisationId: town.id, version: saved.version }),
    );
    expect(published).toMatchObject({ published: { number: 1 }, changed: false });
    expect(await asPublic()).toMatchObject({ version: 1, questions: [{ id: canteen.id }, { id: menu.id }] });
    const again = await publish(form([canteen]));
    expect(again.published?.number).toBe(2);

    const notes = await database.admin<{ action: string }[]>`
      select action from audit_event where organisation_id = ${town.id} and action like 'form.%' order by at, id`;
    expect(notes.map(({ action }) => action)).toEqual([
      "form.prepare",
      "form.publish",
      "form.prepare",
      "form.publish",
    ]);
  });

  it("is the managers' and the administrators', and nobody else's", async () => {
    const stranger = await signedIn(
      database,
      await aMediator(database, (await anOrganisation(database)).id, { role: "manager" }),
    );
    expect(refusalOf(await readForm(mediator, town.id)).code).toBe("forbidden");
    expect(refusalOf(await readForm(stranger, town.id)).code).toBe("notFound");
    const input = { organisationId: town.id, version: 4, config: form([]) };
    expect(refusalOf(await saveForm(mediator, input)).code).toBe("forbidden");
    expect(refusalOf(await publishForm(stranger, { organisationId: town.id, version: 4 })).code).toBe(
      "notFound",
    );
  });

  it("mediation#5 saved over somebody else's change is refused with both values, also when theirs was published meanwhile", async () => {
    const { version } = granted(await readForm(manager, town.id));
    const theirs = form([canteen], { confirmation: "Merci, dit l’une." });
    const mine = form([canteen], { confirmation: "Merci, dit l’autre." });
    await publish(theirs);
    const refusal = refusalOf(await saveForm(manager, { organisationId: town.id, version, config: mine }));
    expect(refusal).toMatchObject({
      code: "conflict",
      facts: { "current.confirmation": theirs.confirmation, "given.confirmation": mine.confirmation },
    });
    expect(granted(await readForm(manager, town.id)).draft.confirmation).toBe(theirs.confirmation);
  });

  it("is not published with a condition on a later question, or choices that miss", async () => {
    const { version } = granted(await readForm(manager, town.id));
    const config = form([menu, canteen, question({ kind: "multiple", choices: ["Oui"] })]);
    const saved = granted(await saveForm(manager, { organisationId: town.id, version, config }));
    const refusal = refusalOf(
      await publishForm(manager, { organisationId: town.id, version: saved.version }),
    );
    expect(refusal.fields?.map(({ path }) => path)).toEqual(["questions.0.onlyIf", "questions.2.choices"]);
  });
});

describe("a request filed with it", () => {
  it("mediation#43 keeps its questions as they were asked when the form changes afterwards", async () => {
    await publish(form([canteen, menu]));
    const receipt = granted(
      await file({
        answers: [
          { question: canteen.id, values: ["Pergaud"] },
          { question: menu.id, values: ["unknown"] },
        ],
      }),
    );
    await publish(form([{ ...canteen, label: "Dans quelle école ?", choices: ["Pergaud", "Zola"] }]));
    expect((await caseNumbered(receipt.number)).customAnswers).toEqual([
      { question: canteen.id, kind: "single", label: "Quelle cantine ?", values: ["Pergaud"] },
      { question: menu.id, kind: "yes_no", label: "Un menu particulier ?", values: ["unknown"] },
    ]);
  });

  it("begun before another was published is taken with the questions its author saw", async () => {
    const first = await publish(form([canteen]));
    await publish(form([question({ required: true })]));
    const receipt = granted(
      await file({
        formVersion: first.published?.number ?? 0,
        answers: [{ question: canteen.id, values: ["Jaurès"] }],
      }),
    );
    expect((await caseNumbered(receipt.number)).customAnswers).toMatchObject([{ label: "Quelle cantine ?" }]);
    expect(refusalOf(await file({ formVersion: 4000 })).reason).toBe("form_unknown");
  });

  it("is refused field by field: a required answer that misses, a choice that is not offered, a number that is none", async () => {
    const amount = question({ kind: "number", label: "Montant" });
    await publish(
      form([canteen, amount], {
        standard: { ...defaultFormConfig.standard, courtPending: "required", expectation: "required" },
      }),
    );
    const refusal = refusalOf(
      await file({
        answers: [
          { question: canteen.id, values: ["Zola"] },
          { question: amount.id, values: ["douze"] },
        ],
      }),
    );
    expect(refusal.fields?.map(({ path }) => path)).toEqual([
      "expectation",
      "courtPending",
      `answers.${canteen.id}`,
      `answers.${amount.id}`,
    ]);
  });

  it("answers neither a question whose condition is not met, nor one the form hides", async () => {
    await publish(
      form([canteen, menu], {
        standard: { ...defaultFormConfig.standard, courtPending: "hidden", title: "hidden" },
      }),
    );
    const receipt = granted(
      await file({
        courtPending: "YES",
        answers: [
          { question: canteen.id, values: ["Jaurès"] },
          { question: menu.id, values: ["yes"] },
          { question: randomUUID(), values: ["inventée"] },
        ],
      }),
    );
    const found = await caseNumbered(receipt.number);
    expect(found.customAnswers.map(({ label }) => label)).toEqual(["Quelle cantine ?"]);
    expect(found.courtPending).toBeNull();
  });
});

describe("what was answered", () => {
  it("comes back in the copy of the request, question by question", async () => {
    await publish(form([canteen, menu]));
    const receipt = granted(
      await file({
        priorComplaint: "YES",
        priorComplaintOn: "2026-03-05",
        courtPending: "UNKNOWN",
        answers: [
          { question: canteen.id, values: ["Pergaud"] },
          { question: menu.id, values: ["no"] },
        ],
      }),
    );
    const { id } = await caseNumbered(receipt.number);
    await writeLetters(database, id);
    const [mail] = await database.admin<{ text: string }[]>`select text from outgoing_message
      where target_id = ${id} and template like 'mediation.receipt@%'`;
    const words = mail?.text.replaceAll(/\s+/g, " ");
    expect(words).toContain("Quelle cantine ? Pergaud");
    expect(words).toContain("Un menu particulier ? Non");
    expect(words).toContain("Démarche préalable : Oui, le 5 mars 2026");
    expect(words).toContain("Tribunal déjà saisi : Je ne sais pas");
  });

  it("is asked of an agent who registers a case too, who need not answer but cannot answer anything", async () => {
    const { published } = await publish(form([canteen, menu]));
    const draft = granted(await readRegistrationDraft(mediator, town.id));
    expect(draft.form.version).toBe(published?.number);
    expect(draft.form.questions.map(({ id, required }) => [id, required])).toEqual([
      [canteen.id, false],
      [menu.id, false],
    ]);
    const register = (answers: RegisterCase["answers"]) =>
      registerCase(mediator, {
        ...{ organisation: town.id, key: randomUUID(), channel: "PHONE", receivedOn: parisDay() },
        requester: { kind: "NATURAL", lastName: "Ferrand" },
        ...{ representatives: [], description: "Une facture.", files: [], sendReceipt: false },
        ...{ formVersion: draft.form.version, answers },
      });
    const { caseId } = granted(await register([{ question: canteen.id, values: ["Pergaud"] }]));
    expect(granted(await readCase(mediator, caseId)).customAnswers).toEqual([
      { question: canteen.id, kind: "single", label: "Quelle cantine ?", values: ["Pergaud"] },
    ]);
    granted(await register([]));
    const refusal = refusalOf(await register([{ question: canteen.id, values: ["Zola"] }]));
    expect(refusal.fields?.map(({ path }) => path)).toEqual([`answers.${canteen.id}`]);
  });
});
