import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Directory, PublicOrganisation } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import {
  type Organisation,
  organisationById,
  organisationBySlug,
  organisationsWith,
} from "../access/index.ts";
import { intakeNameOf } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { formOf } from "./public-form.ts";

/** Whether the mediation is on, says something of itself, and was opened to the public. */
const isOpen = ({ services, settings: { mediation } }: Organisation): boolean =>
  services.includes(service) && mediation !== undefined && !mediation.unpublished;

/** Until when the form is closed, and why; undefined while it is open. The last day is one of closing. */
export const closedForm = ({ settings: { mediation }, timeZone }: Organisation, now: Date) => {
  const closed = mediation?.formClosed;
  return closed && dayIn(timeZone, now) <= closed.until ? closed : undefined;
};

/** The organisation of a public address, if it has mediation on. */
export const openMediation = async (ctx: Ctx, slug: string): Promise<Organisation | undefined> => {
  const found = await organisationBySlug(ctx.db, slug);
  return found && isOpen(found) ? found : undefined;
};

const faceOf = async (ctx: Ctx, organisation: Organisation): Promise<PublicOrganisation> => {
  const { settings } = organisation;
  const { mediation } = settings;
  if (!mediation) throw new Error("mediation is on without its texts");
  const [intake, form] = await together([
    intakeNameOf(ctx.db, organisation.id, service),
    formOf(ctx.db, organisation.id),
  ]);
  if (!form) throw new Error("an organisation has no form");
  const closed = closedForm(organisation, ctx.now());
  return {
    slug: organisation.slug,
    name: organisation.name,
    shortName: settings.shortName,
    kind: organisation.kind,
    ...(settings.logo ? { logo: settings.logo } : {}),
    ...(settings.accent ? { accent: settings.accent } : {}),
    timeZone: organisation.timeZone,
    intakeAddress: intake ? `${intake}@${ctx.env.mailDomain}` : null,
    ...(settings.phone ? { phone: settings.phone } : {}),
    ...(settings.phoneHours ? { phoneHours: settings.phoneHours } : {}),
    address: settings.address,
    ...(settings.counterHours ? { counterHours: settings.counterHours } : {}),
    title: mediation.title,
    intro: mediation.intro,
    accepts: mediation.accepts,
    refers: mediation.refers,
    ...(mediation.answerDelay ? { answerDelay: mediation.answerDelay } : {}),
    ...(mediation.legalParagraph ? { legalParagraph: mediation.legalParagraph } : {}),
    privacy: mediation.privacy,
    ...(closed ? { formClosed: closed } : {}),
    form,
  };
};

/** What anyone may read of an organisation's mediation, by its public address. */
export const publicOrganisation = async (ctx: Ctx, slug: string): Promise<Result<PublicOrganisation>> => {
  const organisation = await openMediation(ctx, slug);
  return organisation ? done(await faceOf(ctx, organisation)) : refused(notFound);
};

/** The same by id, for its published page; undefined when the organisation has no mediation (any more). */
export const publicOrganisationById = async (
  ctx: Ctx,
  organisationId: string,
): Promise<PublicOrganisation | undefined> => {
  const organisation = await organisationById(ctx.db, organisationId);
  return isOpen(organisation) ? faceOf(ctx, organisation) : undefined;
};

/** Town of an address: what follows the postal code of its last line. */
const townOf = (address: readonly string[]) => address.at(-1)?.replace(/^\s*\d[\dAB]\d{3}\s+/, "") ?? "";

/** « Trouver mon médiateur »: organisations that have mediation on, by name. */
export const directory = async (ctx: Ctx): Promise<Result<Directory>> => {
  const found = await organisationsWith(ctx.db, service);
  return done({
    organisations: found.filter(isOpen).map((organisation) => ({
      slug: organisation.slug,
      name: organisation.name,
      kind: organisation.kind,
      city: townOf(organisation.settings.address),
      formOpen: !closedForm(organisation, ctx.now()),
    })),
  });
};
