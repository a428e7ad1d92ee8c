import { and, asc, eq, inArray } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { plainCalendarDay, plainDay } from "../../../shared/mediation/date-words.ts";
import { titles } from "../../../shared/mediation/enums.ts";
import { mediationName } from "../../../shared/mediation/mediator-words.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { fillTemplate, type TemplateValues } from "../../../shared/mediation/template-variables.ts";
import type { FilledTemplates } from "../../../shared/mediation/templates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, notFound, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { memberNow, type Organisation, organisationById } from "../access/index.ts";
import { signatureOf } from "../mail/index.ts";
import { type CaseRow, caseActor, service } from "./case-access.ts";
import { followUpUrl } from "./mail-frame.ts";
import { partyName } from "./names.ts";
import { cases, participant, party } from "./tables.ts";
import { listItem } from "./tables-office.ts";
import { templatesFor } from "./templates.ts";

/**
 * Every template this person may use, filled for one case. What has no value on the case stays between its braces and
 * is named in `empty`. The follow-up page is given by its address: the secret stays in the letter's own link.
 */
export const fillTemplates = async (
  ctx: Ctx,
  { organisation: organisationId, case: caseId }: { organisation: string; case: string },
): Promise<Result<FilledTemplates>> => {
  const { actor } = ctx;
  if (actor.kind !== "user") return refused(signedOut);
  const asking = caseActor(actor, organisationId);
  const verdict = may(asking, "template.write");
  if (verdict !== true) return refused(verdict);
  const [found] = await ctx.db
    .select()
    .from(cases)
    .where(and(eq(cases.id, caseId), eq(cases.organisationId, organisationId)));
  if (!found) return refused(notFound);
  const reading = may(asking, "case.read", found);
  if (reading !== true) return refused(reading);

  const [templates, values] = await together([
    templatesFor(ctx.db, organisationId, actor.userId),
    valuesOf(ctx, found, actor.userId),
  ]);
  return done({
    templates: templates
      .filter(({ archived }) => !archived)
      .map(({ id, title, category, shared, sides, ...words }) => {
        const [subject, body] = [fillTemplate(words.subject, values), fillTemplate(words.body, values)];
        const empty = [...new Set([...subject.empty, ...body.empty])];
        return { id, title, category, shared, sides, subject: subject.text, body: body.text, empty };
      }),
  });
};

const valuesOf = async (ctx: Ctx, found: CaseRow, userId: string): Promise<TemplateValues> => {
  const { organisationId, id } = found;
  const [organisation, author, signature, requesters, thirdParties, items] = await together([
    organisationById(ctx.db, organisationId),
    memberNow(ctx.db, organisationId, service, userId),
    signatureOf(ctx.db, organisationId, service),
    ctx.db
      .select()
      .from(party)
      .where(and(eq(party.caseId, id), eq(party.role, "REQUESTER")))
      .execute(),
    ctx.db
      .select({ name: participant.displayName })
      .from(participant)
      .where(and(eq(participant.caseId, id), eq(participant.side, "THIRD_PARTY")))
      .orderBy(asc(participant.createdAt))
      .limit(2)
      .execute(),
    ctx.db
      .select({ id: listItem.id, label: listItem.label, guidance: listItem.guidance })
      .from(listItem)
      .where(
        inArray(
          listItem.id,
          [found.domainId, found.thirdPartyId].filter((one) => one !== null),
        ),
      )
      .execute(),
  ]);
  const domain = items.find((item) => item.id === found.domainId);
  const competent = items.find((item) => item.id === found.thirdPartyId);
  const [requester] = requesters;
  const [thirdParty, another] = thirdParties;
  return {
    ...(requester
      ? { "requester.salutation": salutationOf(requester), "requester.name": partyName(requester) }
      : {}),
    "case.number": caseNumber(found.year, found.seq),
    "case.received_on": plainDay(found.receivedAt, organisation.timeZone),
    "case.subject": found.subject,
    ...(domain ? { "case.domain": domain.label } : {}),
    // Whom the mediator sends them to; else the only third party who takes part.
    ...(competent
      ? { "third_party.name": competent.label }
      : thirdParty && !another
        ? { "third_party.name": thirdParty.name }
        : {}),
    ...(competent?.guidance ? { "third_party.guidance": competent.guidance } : {}),
    ...(author ? { "mediator.name": author.name } : {}),
    "organisation.name": organisation.name,
    ...(found.dueOn ? { "deadline.date": plainCalendarDay(found.dueOn) } : {}),
    "followup.link": followUpUrl(ctx.env, undefined),
    ...(author ? { signature: signatureLines(author.name, organisation, signature) } : {}),
  };
};

/** « Madame Thibaudot »; without a title the name as the person gave it. */
const salutationOf = (who: typeof party.$inferSelect): string => {
  if (who.title === "MALE" || who.title === "FEMALE")
    return `${who.title === "MALE" ? "Monsieur" : "Madame"} ${who.lastName}`;
  return [who.title && titles[who.title], partyName(who)].filter(Boolean).join(" ");
};

const signatureLines = (name: string, organisation: Organisation, signature: string | undefined) =>
  `${name}\n${signature ?? mediationName(organisation.name)}`;
