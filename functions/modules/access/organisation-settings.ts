import { and, isNull, ne, not, sql } from "drizzle-orm";
import type {
  OrganisationSettings,
  OrganisationView,
  UpdateOrganisation,
} from "../../../shared/access/organisation.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { lockOrganisation, type OrganisationRow } from "./membership-lock.ts";
import { changeOrganisation, sameVersion } from "./organisation-change.ts";
import { organisation } from "./tables.ts";
import { isTimeZone } from "./time-zone.ts";

/**
 * Changes what an organisation says of itself and how its members sign in. Refuses a zone that does not exist, a change
 * over an older version (with both values), and a second factor asked of everyone by somebody who gave none.
 */
export const updateOrganisation = (
  ctx: Ctx,
  input: UpdateOrganisation & { organisationId: string },
): Promise<Result<OrganisationView>> =>
  mutate(ctx, async (tx) => {
    const { organisation: found, actor } = await lockOrganisation(tx, ctx, input.organisationId);
    const { organisationId } = input;
    const permission = permit(may(actor, "organisation.change", { organisationId }));
    if (!isTimeZone(input.timeZone)) refuse(unknownZone);
    await checkSenderName(tx, organisationId, input);
    const settings = settingsOf(found.settings, input);
    const { name, timeZone, idleMinutes, requireSecondFactor } = input;
    const changed = { name: oneLine(name), timeZone, idleMinutes, requireSecondFactor, settings };
    sameVersion(found, input.version, flat(found), flat(changed));
    if (requireSecondFactor && !found.requireSecondFactor && !gaveSecondFactor(ctx)) refuse(giveYoursFirst);
    return changeOrganisation(tx, {
      action: "organisation.change",
      found,
      actor,
      permission,
      changed,
      before: flat(found),
      after: flat(changed),
      // A small office is one person's telephone.
      personal: ["phone"],
    });
  });

/** Names travel in headers of mails: one line, whatever was pasted. */
const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

/** Who signs mails may not look like an address, nor like another organisation (mail.md §4.7). */
const checkSenderName = async (
  tx: Tx,
  organisationId: string,
  { senderName, name }: Pick<UpdateOrganisation, "senderName" | "name">,
): Promise<void> => {
  const wrong = (message: string) => refuse(invalid([{ path: "senderName", message }]));
  if (senderName.includes("@")) wrong("Écrivez un nom, sans adresse e-mail.");
  const inName = (text: string) => sql`position(lower(${organisation.name}) in lower(${oneLine(text)})) > 0`;
  const [other] = await tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(
      and(
        ne(organisation.id, organisationId),
        isNull(organisation.closedAt),
        inName(senderName),
        // « Ville de Val » stands in « Ville de Valbrune », which may sign with its own name.
        not(inName(name)),
      ),
    )
    .limit(1);
  if (other) wrong(`« ${other.name} » est le nom d’une autre organisation.`);
};

/** The settings with this form's fields; one left empty is absent. */
const settingsOf = (before: OrganisationSettings, input: UpdateOrganisation): OrganisationSettings => {
  const { phone: _, phoneHours: __, counterHours: ___, accent: ____, ...rest } = before;
  return {
    ...rest,
    shortName: oneLine(input.shortName),
    senderName: oneLine(input.senderName),
    address: input.address,
    ...(input.accent ? { accent: input.accent } : {}),
    ...(input.phone ? { phone: input.phone } : {}),
    ...(input.phoneHours ? { phoneHours: input.phoneHours } : {}),
    ...(input.counterHours ? { counterHours: input.counterHours } : {}),
  };
};

/** The form's fields side by side, for the journal and for whoever saved over another. */
const flat = (
  row: Pick<OrganisationRow, "name" | "timeZone" | "idleMinutes" | "requireSecondFactor" | "settings">,
): Record<string, unknown> => {
  const { shortName, senderName, accent, phone, phoneHours, address, counterHours } = row.settings;
  const { name, timeZone, idleMinutes, requireSecondFactor } = row;
  const own = { name, timeZone, idleMinutes, requireSecondFactor };
  return { ...own, shortName, senderName, accent, phone, phoneHours, address, counterHours };
};

const gaveSecondFactor = ({ actor }: Ctx) => actor.kind === "user" && actor.session?.secondFactor === true;

const unknownZone: Refusal = invalid([
  { path: "timeZone", message: "Choisissez un fuseau horaire de la liste." },
]);
const giveYoursFirst: Refusal = {
  code: "forbidden",
  reason: "second_factor_needed",
  detail:
    "Ajoutez d’abord une vérification en deux étapes à votre propre compte et connectez-vous avec elle\u00a0: sinon vous seriez vous-même à la porte.",
};
