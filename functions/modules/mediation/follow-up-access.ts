import { sql } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { readCaseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken } from "../../platform/rate-limit.ts";
import { done, type Result, refuse, refused } from "../../platform/refusal.ts";
import {
  allowAnotherCode,
  linkClosed,
  type OpenedLink,
  openByAccessCode as openOne,
  wrongAccessCode,
} from "../access/index.ts";
import { linkFace } from "./follow-up-view.ts";
import { askLetter } from "./letters.ts";
import { asHolder } from "./opened-case.ts";

/** Seconds the page asks people to wait before another code. */
const betweenCodes = 60;

/** Has a six-digit code sent to the e-mail of the party who holds the opened link; a job makes it. */
export const sendCode = (ctx: Ctx): Promise<Result<{ sentTo: string; retryAfterSeconds: number }>> =>
  mutate(ctx, async (tx) => {
    const { caseId, organisationId, partyId, secretLinkId } = asHolder(ctx);
    const { maskedEmail } = (await linkFace(tx)) ?? refuse(linkClosed);
    if (!maskedEmail) {
      return refuse({
        code: "invalid",
        reason: "no_email",
        detail:
          "Aucune adresse e-mail n’est connue pour ce dossier. Utilisez le code d’accès de votre récépissé.",
      });
    }
    await allowAnotherCode(tx, secretLinkId);
    return {
      result: { sentTo: maskedEmail, retryAfterSeconds: betweenCodes },
      // Whoever holds the link may have a code sent to the address the case already has.
      permission: permit(true),
      audit: {
        action: "link.code",
        organisationId,
        target: { kind: "secret_link", id: secretLinkId },
        aggregateId: caseId,
      },
      events: [askLetter(ctx, organisationId, { letter: "code", caseId, partyId, secretLinkId })],
    };
  });

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

interface Match {
  [column: string]: unknown;
  organisation_id: string;
  case_id: string;
  party_id: string;
}

/**
 * Has the follow-up link sent again when number and address go together. The answer never says whether they do, nor
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
  const { year, seq } = number;
  return mutate(ctx, async (tx) => {
    const matches = await tx.execute<Match>(
      sql`select * from guichet.party_by_number_and_email(${year}, ${seq}, ${email})`,
    );
    const events = matches.map((match) =>
      askLetter(ctx, match.organisation_id, {
        letter: "new_link",
        caseId: match.case_id,
        partyId: match.party_id,
      }),
    );
    // Anyone may have a link sent to the address the case already has.
    return { result: {}, permission: permit(true), audit: [], events };
  });
};
