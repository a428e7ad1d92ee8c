import {
  logoBytes,
  logoPixels,
  type OrganisationView,
  type UploadLogo,
} from "../../../shared/access/organisation.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { fileKind } from "../../platform/file-kind.ts";
import { keepFile } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { pictureSize } from "../../platform/picture-size.ts";
import { mostPixels, redrawPicture } from "../../platform/redraw-picture.ts";
import { invalid, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { accessActor, asUser } from "./access-actor.ts";
import { lockOrganisation } from "./membership-lock.ts";
import { changeOrganisation } from "./organisation-change.ts";

/** Pictures that every browser and mail program shows, and that run nothing. */
const pictures: readonly string[] = ["image/png", "image/jpeg", "image/webp"];
/** Pixels of the longer side of a logo as it is kept: several times those it is shown with. */
const keptPixels = 800;

/**
 * Gives an organisation its logo: PNG, JPEG or WebP by its very bytes, 750 KB at most. A drawing that can run (SVG) and
 * anything renamed are refused, and what is too small to be read on a page, or too large to be opened. What is kept is
 * its pixels drawn anew (mediation.md §4.13), among the organisation's files; `publish-pages` brings it to the public site.
 */
export const setLogo = async (
  ctx: Ctx,
  input: UploadLogo & { organisationId: string },
): Promise<Result<OrganisationView>> => {
  const { organisationId } = input;
  asUser(ctx);
  // Asked before anything is kept; asked again behind the lock.
  const verdict = may(accessActor(ctx.actor), "organisation.change", { organisationId });
  if (verdict !== true) return refused(verdict);
  const content = Buffer.from(input.base64, "base64");
  const { type, proved } = await fileKind(content.subarray(0, 4096), "logo");
  if (!pictures.includes(type) || !proved || content.length > logoBytes) return refused(notAPicture);
  const size = pictureSize(content);
  if (!size) return refused(notAPicture);
  if (Math.max(size.width, size.height) < logoPixels) return refused(tooSmall);
  const drawn = await redrawPicture(content, { longest: keptPixels, bytes: logoBytes });
  if (!drawn.ok) return refused(drawn.why === "too_large" ? tooLarge : notAPicture);
  const { sha256 } = await keepFile(ctx, organisationId, Buffer.from(drawn.content), drawn.type);
  return writeLogo(ctx, organisationId, `/logos/${organisationId}/${sha256}.${drawn.extension}`);
};

/** Takes the logo away; its name is shown in its place. */
export const removeLogo = (ctx: Ctx, organisationId: string): Promise<Result<OrganisationView>> =>
  writeLogo(ctx, organisationId, undefined);

const writeLogo = (
  ctx: Ctx,
  organisationId: string,
  logo: string | undefined,
): Promise<Result<OrganisationView>> =>
  mutate(ctx, async (tx) => {
    const { organisation: found, actor } = await lockOrganisation(tx, ctx, organisationId);
    const permission = permit(may(actor, "organisation.change", { organisationId }));
    const { logo: before, ...settings } = found.settings;
    return changeOrganisation(tx, {
      action: "organisation.logo",
      found,
      actor,
      permission,
      changed: { settings: logo ? { ...settings, logo } : settings },
      before: { logo: before },
      after: { logo },
    });
  });

const notAPicture: Refusal = {
  ...invalid([{ path: "base64", message: "Une image PNG, JPEG ou WebP de 750 Ko au plus." }]),
  reason: "not_a_picture",
  detail: "Ce fichier n’est pas une image PNG, JPEG ou WebP de 750 Ko au plus.",
};

const tooSmall: Refusal = {
  ...invalid([
    { path: "base64", message: `Une image d’au moins ${logoPixels}\u00a0pixels de large ou de haut.` },
  ]),
  reason: "picture_too_small",
  detail: `Cette image est trop petite\u00a0: il lui faut au moins ${logoPixels}\u00a0pixels de large ou de haut.`,
};

const tooLarge: Refusal = {
  ...invalid([{ path: "base64", message: `Une image d’au plus ${mostPixels}\u00a0pixels de côté.` }]),
  reason: "picture_too_large",
  detail: `Cette image est trop grande\u00a0: ${mostPixels}\u00a0pixels de côté au plus.`,
};
