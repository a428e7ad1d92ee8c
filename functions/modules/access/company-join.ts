import { sql } from "drizzle-orm";
import { sirenOf } from "../../../shared/access/siret.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { linkRefusal, spendAccountLink } from "./account-link.ts";
import { askAccountMail } from "./account-mail.ts";
import { openRegistration } from "./company-registration.ts";

interface Administrator {
  [column: string]: unknown;
  organisation_id: string;
  user_id: string;
  email: string;
}

/**
 * Asks to join the company instead of registering it a second time: its administrators receive a mail and may invite;
 * nothing is opened by asking. Uses the registration's link up.
 */
export const askToJoinCompany = async (ctx: Ctx, token: string): Promise<Result<null>> => {
  const read = await openRegistration(ctx, token);
  if (!read.ok) return read;
  const asked = read.value;
  return mutate(ctx, async (tx) => {
    const administrators = [
      ...(await tx.execute<Administrator>(
        sql`select * from guichet.administrators_of_siren(${sirenOf(asked.siret)})`,
      )),
    ];
    const [first] = administrators;
    if (!first) return refuse(nobodyToAsk);
    await spendAccountLink(tx, { hash: asked.hash, purpose: "registration" });
    const [settled] = await tx.execute<{ first: boolean }>(
      sql`select guichet.settle_registration(${asked.id}, ${first.organisation_id}, true) as first`,
    );
    if (!settled?.first) refuse(linkRefusal("used", "registration"));
    const events: OutboxEvent[] = [];
    for (const { organisation_id: organisationId, user_id: userId, email } of administrators) {
      const mails = await askAccountMail(tx, ctx, {
        ...{ kind: "join_requested" as const, organisationId, userId, targetId: asked.id },
        address: email,
      });
      // Whoever asks belongs to no organisation yet: the job finds whose mail it is in its row.
      events.push(...mails.map((event) => ({ ...event, organisationId: null })));
    }
    return {
      result: null,
      // Owning the address is the right to ask; to say yes is the administrators'.
      permission: permit(true),
      audit: {
        action: "company.ask_to_join",
        organisationId: null,
        target: { kind: "company_registration", id: asked.id },
        after: { siret: asked.siret, email: asked.email },
        personal: ["email"],
      },
      events,
    };
  });
};

const nobodyToAsk: Refusal = {
  code: "conflict",
  reason: "company_not_here",
  detail: "Aucune organisation n’utilise ce SIREN dans Guichet. Terminez l’inscription de votre entreprise.",
};
