import { eq } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import { organisation } from "./tables.ts";

/** What the site shows of an organisation besides its pages. */
export interface PublicFace {
  slug: string;
  closed: boolean;
  /** The logo it uploaded: where it is kept (`files`) and where the site shows it; absent for a built-in one. */
  logo: { fileKey: string; siteKey: string; type: string } | undefined;
}

const types: Readonly<Record<string, string>> = { png: "image/png", jpg: "image/jpeg", webp: "image/webp" };

/** The public face of an organisation, closed or not; throws for one that does not exist, since only rows name it. */
export const publicFace = async (on: Queries, organisationId: string): Promise<PublicFace> => {
  const [found] = await on
    .select({ slug: organisation.slug, closedAt: organisation.closedAt, settings: organisation.settings })
    .from(organisation)
    .where(eq(organisation.id, organisationId));
  if (!found) throw new Error("a job names an organisation that does not exist");
  const [, owner, hash, extension] =
    /^\/logos\/([0-9a-f-]{36})\/([0-9a-f]{64})\.(png|jpg|webp)$/.exec(found.settings.logo ?? "") ?? [];
  const type = types[extension ?? ""];
  return {
    slug: found.slug,
    closed: found.closedAt !== null,
    logo:
      owner === organisationId && hash && type
        ? { fileKey: `${owner}/${hash}`, siteKey: `logos/${owner}/${hash}.${extension}`, type }
        : undefined,
  };
};
