import { randomUUID } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import { beforeAll, expect, it } from "vitest";
import {
  organisationPageKey,
  organisationTemplate,
} from "../../web/modules/mediation/public/organisation-page.tsx";
import type { Ctx } from "../platform/ctx.ts";
import { keepFile, readObject, removeObject, writeObject } from "../platform/files.ts";
import { lambdaContext } from "../platform/test-kit/api-event.ts";
import { anOrganisation } from "../platform/test-kit/builders.ts";
import { testDatabase } from "../platform/test-kit/database.ts";

const database = testDatabase();
let ctx: Ctx;
beforeAll(() => {
  ctx = database.worker();
  Object.assign(process.env, {
    DATABASE_USER: ctx.env.database.user,
    DATABASE_PASSWORD: ctx.env.database.password,
  });
});

const template = "<title><!--title--></title><body><!--page--></body>";
const putTemplate = () => writeObject(ctx.env, "site", organisationTemplate, template, "text/html");

/** Jobs as SQS hands them over; answers the ids given back. */
const publish = async (...organisationIds: string[]) => {
  const { handler } = await import("./publish-pages.ts");
  const Records = organisationIds.map((organisationId) => ({
    messageId: organisationId,
    body: JSON.stringify({ organisationId }),
    attributes: { ApproximateReceiveCount: "1" },
  }));
  // Lambda's event has a dozen fields that no handler of ours reads.
  const answer = await handler({ Records } as unknown as SQSEvent, lambdaContext("publish-pages"));
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const pageOf = async (slug: string) =>
  (await readObject(ctx.env, "site", organisationPageKey(slug), 1_000_000))?.toString();

it("an organisation's page is published under its address, with its current texts", async () => {
  await putTemplate();
  const town = await anOrganisation(database);
  expect(await publish(town.id)).toEqual([]);
  const page = await pageOf(town.slug);
  expect(page).toContain(`href="/mediation/${town.slug}/demande"`);
  expect(page).toContain("Demander une médiation – ");
});

it("a job without an organisation is given back, and the next one is done", async () => {
  await putTemplate();
  const town = await anOrganisation(database);
  const nobody = randomUUID();
  expect(await publish(nobody, town.id)).toEqual([nobody]);
  expect(await pageOf(town.slug)).toBeDefined();
});

it("without the front's template nothing is published and the job comes back", async () => {
  await removeObject(ctx.env, "site", organisationTemplate);
  const town = await anOrganisation(database);
  expect(await publish(town.id)).toEqual([town.id]);
  expect(await pageOf(town.slug)).toBeUndefined();
});

it("the page of an organisation that closed, or left mediation, is taken away", async () => {
  await putTemplate();
  const [closed, left] = [await anOrganisation(database), await anOrganisation(database)];
  await publish(closed.id, left.id);
  expect(await pageOf(closed.slug)).toBeDefined();
  await database.admin`update organisation set closed_at = now() where id = ${closed.id}`;
  await database.admin`update organisation set services = '{}' where id = ${left.id}`;
  expect(await publish(closed.id, left.id)).toEqual([]);
  expect([await pageOf(closed.slug), await pageOf(left.slug)]).toEqual([undefined, undefined]);
});

it("an uploaded logo is shown by the site with the bytes and the type that were kept", async () => {
  await putTemplate();
  const town = await anOrganisation(database);
  const bytes = Buffer.from("bytes of a picture");
  const { key, sha256 } = await keepFile(ctx, town.id, bytes, "image/png");
  const logo = `/logos/${key}.png`;
  await database.admin`update organisation set settings = settings || ${database.admin.json({ logo })} where id = ${town.id}`;
  expect(await publish(town.id)).toEqual([]);
  expect(await readObject(ctx.env, "site", `logos/${town.id}/${sha256}.png`, 1000)).toEqual(bytes);
  expect(await pageOf(town.slug)).toContain(`src="${logo}"`);
});
