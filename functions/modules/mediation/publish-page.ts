import type { PublicOrganisation } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject, removeObject, writeObject } from "../../platform/files.ts";
import { publishFace } from "../access/index.ts";
import { publicOrganisationById } from "./public-organisation.ts";

/** What the front knows of its pages; an entry hands it over, since modules do not know the front. */
export interface Front {
  /** Key of the template in the bucket of the site. */
  templateKey: string;
  pageKey(slug: string): string;
  fill(template: string, organisation: PublicOrganisation): string;
}

const templateBytes = 1024 * 1024;

/**
 * Writes the public page of one organisation anew, or takes away that of one that closed or left mediation; doing it
 * twice writes the same bytes. Throws while the site has no template.
 */
export const publishPage = async (ctx: Ctx, front: Front, organisationId: string): Promise<void> => {
  const { slug, closed } = await publishFace(ctx, organisationId);
  const key = front.pageKey(slug);
  const organisation = closed ? undefined : await publicOrganisationById(ctx, organisationId);
  if (!organisation) {
    await removeObject(ctx.env, "site", key);
    return ctx.log.info("page.taken_away", { organisationId });
  }
  const template = await readObject(ctx.env, "site", front.templateKey, templateBytes);
  if (!template) throw new Error(`The site has no ${front.templateKey}: deploy the front first.`);
  const page = front.fill(template.toString("utf8"), organisation);
  await writeObject(ctx.env, "site", key, page, "text/html; charset=utf-8");
};
