import { beforeAll, describe, expect, it } from "vitest";
import { CreateTemplate, templateLimits } from "../../../shared/mediation/templates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { fillTemplates } from "./fill-templates.ts";
import { suppliedTemplateId, suppliedTemplates } from "./supplied-templates.ts";
import { archiveTemplate, changeTemplate, createTemplate, listTemplates } from "./templates.ts";
import { aCase, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let manager: Ctx;
let mediator: Ctx;
let assistant: Ctx;
let reader: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  const seat = async (role: "manager" | "mediator" | "assistant" | "reader") =>
    signedIn(
      database,
      await aMediator(database, town.id, { role, firstName: "Claire", lastName: "Vasseur" }),
    );
  manager = await seat("manager");
  mediator = await seat("mediator");
  assistant = await seat("assistant");
  reader = await seat("reader");
});

const words = {
  title: "Point d’étape",
  category: "Instruction",
  sides: ["REQUESTER" as const],
  subject: "Où en est votre dossier {{case.number}}",
  body: "Bonjour {{requester.salutation}},\n\nÀ faire avant le {{deadline.date}}.",
};
const never = (): never => {
  throw new Error("the supplied set is empty");
};
const listed = async (ctx: Ctx) => granted(await listTemplates(ctx, town.id)).templates;
const suppliedId = (code: string) => suppliedTemplateId(town.id, code);

describe("the supplied set", () => {
  it("is what every organisation has before it writes anything, with nothing unknown in it", async () => {
    const templates = await listed(mediator);
    expect(templates.filter(({ supplied }) => supplied).map(({ title }) => title)).toEqual(
      suppliedTemplates.map(({ title }) => title),
    );
    expect(suppliedTemplates).toHaveLength(13);
    for (const { code: _, ...one } of suppliedTemplates)
      expect(CreateTemplate.safeParse({ ...one, shared: true }).error?.issues).toBeUndefined();
    expect(templateLimits.subject).toBe(255);
  });

  it("becomes the organisation's own when it is changed, in its place, and nobody else's", async () => {
    const id = suppliedId("documents");
    const { code: _, ...given } = suppliedTemplates[1] ?? never();
    const change = { ...given, sides: [...given.sides], body: "Envoyez-moi la facture.", version: 0 };
    const changed = granted(await changeTemplate(manager, { ...change, id, organisationId: town.id }));
    expect(changed).toMatchObject({ id, supplied: false, version: 1, body: "Envoyez-moi la facture." });
    expect((await listed(mediator))[1]).toMatchObject({ id, body: "Envoyez-moi la facture.", allowed: [] });
    const again = await changeTemplate(manager, { ...change, id, organisationId: town.id });
    expect(refusalOf(again).reason).toBe("version_differs");
    const elsewhere = await anOrganisation(database);
    const other = await signedIn(database, await aMediator(database, elsewhere.id, { role: "manager" }));
    expect(
      granted(await listTemplates(other, elsewhere.id)).templates.every(({ supplied }) => supplied),
    ).toBe(true);
    expect(refusalOf(await changeTemplate(other, { ...change, id, organisationId: elsewhere.id })).code).toBe(
      "notFound",
    );
  });

  it("can be taken away and given back", async () => {
    const id = suppliedId("waiver");
    const given = { id, organisationId: town.id };
    granted(await archiveTemplate(manager, { ...given, version: 0, archived: true }));
    const { found } = await aCase(database, town);
    const offered = async () =>
      granted(await fillTemplates(mediator, { organisation: town.id, case: found.id })).templates.map(
        (one) => one.id,
      );
    expect(await offered()).not.toContain(id);
    granted(await archiveTemplate(manager, { ...given, version: 1, archived: false }));
    expect(await offered()).toContain(id);
  });
});

describe("shared and personal templates", () => {
  it("managers share; a mediator and an assistant write their own, which nobody else sees", async () => {
    expect(
      refusalOf(await createTemplate(mediator, { ...words, shared: true, organisationId: town.id })).reason,
    ).toBe("managers_share");
    const own = granted(
      await createTemplate(assistant, { ...words, shared: false, organisationId: town.id }),
    );
    expect(own.allowed).toEqual(["change", "archive"]);
    expect((await listed(assistant)).map(({ id }) => id)).toContain(own.id);
    expect((await listed(manager)).map(({ id }) => id)).not.toContain(own.id);
    const stolen = await changeTemplate(manager, {
      ...words,
      version: 1,
      id: own.id,
      organisationId: town.id,
    });
    expect(refusalOf(stolen).code).toBe("notFound");
  });

  it("readers have none", async () => {
    expect(refusalOf(await listTemplates(reader, town.id)).reason).toBe("role_missing");
  });

  it("every change is in the journal, with the words before and after", async () => {
    const made = granted(await createTemplate(manager, { ...words, shared: true, organisationId: town.id }));
    const next = {
      ...words,
      title: "Nouvelles du dossier",
      version: 1,
      id: made.id,
      organisationId: town.id,
    };
    granted(await changeTemplate(manager, next));
    const notes = await database.admin`
      select action, before, after, personal from audit_event where target_id = ${made.id} order by at, id`;
    expect(notes.map(({ action }) => action)).toEqual(["template.create", "template.change"]);
    expect(notes[1]).toMatchObject({
      before: { title: "Point d’étape" },
      after: { title: "Nouvelles du dossier" },
      personal: ["title", "subject", "body"],
    });
  });
});

describe("filled for a case", () => {
  it("mediation#42 what the case does not say stays between braces and is named", async () => {
    const made = granted(
      await createTemplate(mediator, { ...words, shared: false, organisationId: town.id }),
    );
    const { found } = await aCase(database, town);
    const fill = async () => {
      const { templates } = granted(await fillTemplates(mediator, { organisation: town.id, case: found.id }));
      return templates.find(({ id }) => id === made.id);
    };
    expect(await fill()).toMatchObject({
      subject: `Où en est votre dossier ${found.year}-${String(found.seq).padStart(5, "0")}`,
      body: "Bonjour Madame Thibaudot,\n\nÀ faire avant le {{deadline.date}}.",
      empty: ["deadline.date"],
    });
    await database.admin`update cases set due_on = '2027-05-15' where id = ${found.id}`;
    expect(await fill()).toMatchObject({
      body: "Bonjour Madame Thibaudot,\n\nÀ faire avant le 15\u00a0mai 2027.",
      empty: [],
    });
  });

  it("gives the address of the follow-up page, never its secret, and one's own signature", async () => {
    const body = "{{followup.link}}\n{{signature}}";
    const made = granted(
      await createTemplate(mediator, { ...words, body, shared: false, organisationId: town.id }),
    );
    const { found, secret } = await aCase(database, town);
    const answer = granted(await fillTemplates(mediator, { organisation: town.id, case: found.id }));
    expect(JSON.stringify(answer)).not.toContain(secret.token);
    expect(answer.templates.find(({ id }) => id === made.id)?.body).toMatch(
      /^https?:\/\/[^\n#]+\/suivi\nClaire Vasseur\nMédiation/,
    );
  });

  it("a restricted case of a colleague gives nothing", async () => {
    const { found } = await aCase(database, town, { restricted: true });
    expect(refusalOf(await fillTemplates(mediator, { organisation: town.id, case: found.id })).code).toBe(
      "notFound",
    );
  });
});
