import * as z from "zod/mini";
import { logoBytes } from "../../shared/access/organisation.ts";
import {
  organisationPage,
  organisationPageKey,
  organisationTemplate,
} from "../../web/modules/mediation/public/organisation-page.tsx";
import { publicFace } from "../modules/access/index.ts";
import { publicOrganisationById } from "../modules/mediation/index.ts";
import type { Ctx } from "../platform/ctx.ts";
import { queueDoor } from "../platform/doors.ts";
import { readObject, removeObject, writeObject } from "../platform/files.ts";

const Job = z.object({ organisationId: z.uuid() });
const templateBytes = 1024 * 1024;

/** Brings an uploaded logo to the site, under a name that its content gives: one that is there stays as it is. */
const publishLogo = async (ctx: Ctx, logo: { fileKey: string; siteKey: string; type: string }) => {
  const content = await readObject(ctx.env, "files", logo.fileKey, logoBytes);
  if (!content) throw new Error("a logo was chosen and its file is not there");
  await writeObject(ctx.env, "site", logo.siteKey, content, logo.type);
};

/**
 * Writes the public pages of one organisation anew, or takes away those of one that closed or left mediation; doing it
 * twice writes the same bytes.
 */
export const handler = queueDoor("publish-pages", async (ctx, record) => {
  const { organisationId } = Job.parse(JSON.parse(record.body));
  const { slug, closed, logo } = await publicFace(ctx.db, organisationId);
  if (logo) await publishLogo(ctx, logo);
  const organisation = closed ? undefined : await publicOrganisationById(ctx, organisationId);
  if (!organisation) {
    await removeObject(ctx.env, "site", organisationPageKey(slug));
    return ctx.log.info("page.taken_away", { organisationId });
  }
  const template = await readObject(ctx.env, "site", organisationTemplate, templateBytes);
  if (!template) throw new Error(`The site has no ${organisationTemplate}: deploy the front first.`);
  const page = organisationPage(template.toString("utf8"), organisation);
  const key = organisationPageKey(slug);
  await writeObject(ctx.env, "site", key, page, "text/html; charset=utf-8");
});
