import * as z from "zod/mini";
import {
  organisationPage,
  organisationPageKey,
  organisationTemplate,
} from "../../web/modules/mediation/public/organisation-page.tsx";
import { publicOrganisationById } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";
import { readObject, writeObject } from "../platform/files.ts";

const Job = z.object({ organisationId: z.uuid() });
const templateBytes = 1024 * 1024;

/** Writes the public pages of one organisation anew; doing it twice writes the same bytes. */
export const handler = queueDoor("publish-pages", async (ctx, record) => {
  const { organisationId } = Job.parse(JSON.parse(record.body));
  const organisation = await publicOrganisationById(ctx, organisationId);
  if (!organisation) return ctx.log.info("page.nothing_to_publish", { organisationId });
  const template = await readObject(ctx.env, "site", organisationTemplate, templateBytes);
  if (!template) throw new Error(`The site has no ${organisationTemplate}: deploy the front first.`);
  const page = organisationPage(template.toString("utf8"), organisation);
  const key = organisationPageKey(organisation.slug);
  await writeObject(ctx.env, "site", key, page, "text/html; charset=utf-8");
});
