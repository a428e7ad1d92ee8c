import { eq, sql } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { caseNumber, readCaseNumber } from "../../../shared/mediation/case-number.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { newSecret } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken } from "../../platform/rate-limit.ts";
import { done, notFound, type Result, refuse, refused } from "../../platform/refusal.ts";
import {
  createCode,
  createLink,
  type OpenedLink,
  openByAccessCode as openOne,
  organisationById,
  wrongAccessCode,
} from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { linkClosed, maskedEmail } from "./follow-up-view.ts";
import { codeMail, newLinkMail } from "./mail-citizen-notices.ts";
import { greeting, titledName } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { cases, party } from "./tables.ts";

/** Seconds the page asks people to wait before another code. */
const betweenCodes = 60;

/** Sends a six-digit code to the e-mail of the party who holds the opened link. */
export const sendCode = async (ctx: Ctx): Promise<Result<{ sentTo: string; retryAfterSeconds: number }>> => {
  const { actor } = ctx;
  if (actor.kind !== "link") return refused(linkClosed);
  return mutate(ctx, async (tx) => {
    const { found, holder } = await caseAndParty(tx, actor.caseId, actor.partyId);
    if (!holder.email) {
      return refuse({
        code: "invalid",
        reason: "no_email",
        detail:
          "Aucune adresse e-mail n’est connue pour ce dossier. Utilisez le code d’accès de votre récépissé.",
      });
    }
    const code = await createCode(tx, ctx, actor.secretLinkId);
    const organisation = await organisationById(tx, actor.organisationId);
    const about = { organisation, number: caseNumber(found.year, found.seq), greeting: greeting(holder) };
    const queued = await queueMail(tx, ctx, {
      ...codeMail(ctx.env, about, code),
      organisationId: organisation.id,
      service,
      targetId: found.id,
      class: "security",
      idempotencyKey: `mediation.code:${ctx.newId()}`,
      recipients: [{ address: holder.email, name: titledName(holder) }],
    });
    return {
      result: { sentTo: maskedEmail(holder.email), retryAfterSeconds: betweenCodes },
      // Whoever holds the link may have a code sent to the address the case already has.
      permission: permit(true),
      audit: {
        action: "link.code",
        organisationId: organisation.id,
        target: { kind: "secret_link", id: actor.secretLinkId },
        aggregateId: found.id,
      },
      events: queued.events,
    };
  });
};

/** Opens a page with a number and the access code of the paper receipt. One answer for every mistake. */
export const openByAccessCode = async (
  ctx: Ctx,
  input: { number: string; accessCode: string },
): Promise<Result<OpenedLink>> => {
  const number = readCaseNumber(input.number);
  if (!number?.year) return refused(wrongAccessCode);
  const candidates = await ctx.db.execute<{ id: string }>(
    sql`select id from guichet.cases_by_number(${number.year}, ${number.seq})`,
  );
  let answer: Result<OpenedLink> = refused(wrongAccessCode);
  // A number is unique within an organisation only; the code belongs to one case.
  for (const { id } of candidates) {
    answer = await openOne(ctx, id, input.accessCode);
    if (answer.ok) return answer;
  }
  return answer;
};

const newLinks: Limit = { name: "new_link", burst: 5, perHour: 10 };

/**
 * Sends the follow-up link again when number and address go together. The answer never says whether they do, nor
 * whether the limit was reached.
 */
export const askNewLink = async (
  ctx: Ctx,
  input: { number: string; email: string },
): Promise<Result<Record<string, never>>> => {
  const number = readCaseNumber(input.number);
  const email = canonicalAddress(input.email);
  const wait = await takeToken(ctx.db, newLinks, ctx.credentials.clientAddress ?? "unknown");
  if (!number?.year || !email || wait > 0) return done({});
  const matches = await ctx.db.execute<{ organisation_id: string; case_id: string; party_id: string }>(
    sql`select * from guichet.party_by_number_and_email(${number.year}, ${number.seq}, ${email})`,
  );
  for (const match of matches) {
    const sent = await mailLink(ctx, match.organisation_id, match.case_id, match.party_id);
    if (!sent.ok) ctx.log.warn("new_link.not_sent", { caseId: match.case_id, code: sent.refusal.code });
  }
  return done({});
};

const mailLink = (
  ctx: Ctx,
  organisationId: string,
  caseId: string,
  partyId: string,
): Promise<Result<null>> => {
  const visitor = actingAs(ctx, { kind: "visitor", organisationId });
  return mutate(visitor, async (tx) => {
    const { found, holder } = await caseAndParty(tx, caseId, partyId);
    if (!holder.email) return refuse(notFound);
    const wait = await takeToken(tx, { name: "new_link_party", burst: 3, perHour: 3 }, partyId);
    const nothing = { result: null, permission: permit(true), audit: [], events: [] };
    if (wait > 0) return nothing;
    const token =
      (await partyToken(tx, visitor, found, partyId)) ?? (await anotherLink(tx, visitor, found, partyId));
    const organisation = await organisationById(tx, organisationId);
    const about = { organisation, number: caseNumber(found.year, found.seq), greeting: greeting(holder) };
    const queued = await queueMail(tx, visitor, {
      ...newLinkMail(ctx.env, about, token),
      organisationId,
      service,
      targetId: caseId,
      class: "security",
      idempotencyKey: `mediation.new_link:${ctx.newId()}`,
      recipients: [{ address: holder.email, name: titledName(holder) }],
    });
    return {
      ...nothing,
      audit: { action: "link.send", organisationId, target: { kind: "case", id: caseId } },
      events: queued.events,
    };
  });
};

/** A fresh link for a party whose first one ended, with the same end as a closed case's links have. */
const anotherLink = async (
  tx: Tx,
  ctx: Ctx,
  found: typeof cases.$inferSelect,
  partyId: string,
): Promise<string> => {
  const secret = newSecret();
  const yearAfter = found.closedAt && new Date(found.closedAt.getTime() + 365 * 86_400_000);
  if (yearAfter && yearAfter <= ctx.now()) return refuse(notFound);
  await createLink(tx, ctx, {
    organisationId: found.organisationId,
    targetId: found.id,
    partyId,
    secret,
    ...(yearAfter ? { expiresAt: yearAfter } : {}),
  });
  return secret;
};

const caseAndParty = async (tx: Tx, caseId: string, partyId: string) => {
  const [row] = await tx
    .select({ found: cases, holder: party })
    .from(party)
    .innerJoin(cases, eq(cases.id, party.caseId))
    .where(sql`${party.id} = ${partyId} and ${cases.id} = ${caseId}`);
  return row ?? refuse(notFound);
};
