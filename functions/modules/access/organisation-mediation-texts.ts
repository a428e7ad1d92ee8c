import type {
  OrganisationSettings,
  OrganisationView,
  UpdateMediationTexts,
} from "../../../shared/access/organisation.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { lockOrganisation } from "./membership-lock.ts";
import { changeOrganisation, sameVersion } from "./organisation-change.ts";

/** Changes what the public reads of an organisation's mediation. Cases keep what they were filed with. */
export const updateMediationTexts = (
  ctx: Ctx,
  input: UpdateMediationTexts & { organisationId: string },
): Promise<Result<OrganisationView>> =>
  mutate(ctx, async (tx) => {
    const { organisationId, version, ...given } = input;
    const { organisation: found, actor } = await lockOrganisation(tx, ctx, organisationId);
    const permission = permit(may(actor, "organisation.texts", { organisationId, service: "mediation" }));
    if (!found.services.includes("mediation")) refuse(mediationOff);
    const saved = found.settings.mediation;
    // What is written first waits for its form to be published; nothing that is open closes.
    const unpublished = saved === undefined || saved.unpublished;
    const mediation = { ...textsOf(given), ...(unpublished ? { unpublished } : {}) };
    const before = { ...saved };
    sameVersion(found, version, before, mediation);
    return changeOrganisation(tx, {
      action: "organisation.texts",
      found,
      actor,
      permission,
      changed: { settings: { ...found.settings, mediation } },
      before,
      after: { ...mediation },
    });
  });

/** The texts as they are kept: an optional one left empty is absent. */
const textsOf = ({
  answerDelay,
  refers,
  legalParagraph,
  ...texts
}: Omit<UpdateMediationTexts, "version">): NonNullable<OrganisationSettings["mediation"]> => ({
  title: texts.title,
  intro: texts.intro,
  accepts: texts.accepts,
  refers: refers.map(({ link, ...refer }) => ({ ...refer, ...(link ? { link } : {}) })),
  privacy: texts.privacy,
  dueDays: texts.dueDays,
  ...(answerDelay ? { answerDelay } : {}),
  ...(texts.formClosed ? { formClosed: texts.formClosed } : {}),
  ...(legalParagraph
    ? {
        legalParagraph: {
          title: legalParagraph.title,
          text: legalParagraph.text,
          ...(legalParagraph.source ? { source: legalParagraph.source } : {}),
        },
      }
    : {}),
});

const mediationOff: Refusal = {
  code: "conflict",
  reason: "service_off",
  detail: "La médiation n’est pas activée pour cette organisation.",
};
