import { eq } from "drizzle-orm";
import { logoBytes } from "../../../shared/access/organisation.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject, writeObject } from "../../platform/files.ts";
import { organisation } from "./tables.ts";

const types: Readonly<Record<string, string>> = { png: "image/png", jpg: "image/jpeg", webp: "image/webp" };

/**
 * Brings the logo an organisation uploaded to the site, under a name that its content gives, and answers where its
 * pages are and whether it closed. Throws for one that does not exist, since only rows name it.
 */
export const publishFace = async (
  ctx: Ctx,
  organisationId: string,
): Promise<{ slug: string; closed: boolean }> => {
  const [found] = await ctx.db
    .select({ slug: organisation.slug, closedAt: organisation.closedAt, settings: organisation.settings })
    .from(organisation)
    .where(eq(organisation.id, organisationId));
  if (!found) throw new Error("a job names an organisation that does not exist");
  const [, owner, hash, extension] =
    /^\/logos\/([0-9a-f-]{36})\/([0-9a-f]{64})\.(png|jpg|webp)$/.exec(found.settings.logo ?? "") ?? [];
  const type = types[extension ?? ""];
  // Any other logo is one the site has already.
  if (owner === organisationId && hash && type) {
    const content = await readObject(ctx.env, "files", `${owner}/${hash}`, logoBytes);
    if (!content) throw new Error("a logo was chosen and its file is not there");
    await writeObject(ctx.env, "site", `logos/${owner}/${hash}.${extension}`, content, type);
  }
  return { slug: found.slug, closed: found.closedAt !== null };
};
