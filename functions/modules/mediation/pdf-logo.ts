import { logoBytes } from "../../../shared/access/organisation.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import type { Organisation } from "../access/index.ts";

/** The logo an organisation uploaded, for its documents; undefined without one, or in WebP, which PDF has no word for. */
export const pdfLogo = async (
  ctx: Ctx,
  { id, name, settings }: Organisation,
): Promise<{ content: Uint8Array; alt: string } | undefined> => {
  const [, owner, hash] =
    /^\/logos\/([0-9a-f-]{36})\/([0-9a-f]{64})\.(?:png|jpg)$/.exec(settings.logo ?? "") ?? [];
  if (owner !== id || !hash) return undefined;
  const content = await readObject(ctx.env, "files", `${owner}/${hash}`, logoBytes);
  return content && { content, alt: name };
};
