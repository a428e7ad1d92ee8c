import { sql } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import {
  type Contact,
  contactProblems,
  emailProblem,
  preferredContact,
} from "../../../shared/mediation/contact.ts";
import type { AskEmailChange, ChangeContact } from "../../../shared/mediation/follow-up.ts";
import type { FollowUpView } from "../../../shared/mediation/schema.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { takeToken, tooMany } from "../../platform/rate-limit.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { readLink, spendLink } from "../access/index.ts";
import { permitOn } from "./case-access.ts";
import { pageHolder } from "./follow-up-thread.ts";
import { followUpView } from "./follow-up-view.ts";
import { askLetter } from "./letters.ts";
import { asHolder, openedCase } from "./opened-case.ts";
import { phoneInE164 } from "./phone.ts";

const holderOf = async (tx: Tx) => (await pageHolder(tx))?.who ?? refuse(notFound);

/**
 * Changes the telephone and the address of who holds the page, at once (mediation.md §4.3). Refuses what would leave no
 * way to reach them, half an address, and a number that does not exist; agents find before and after in the history.
 */
export const changeOwnContact = async (ctx: Ctx, input: ChangeContact): Promise<Result<FollowUpView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const found = await openedCase(tx, asHolder(ctx));
    const permission = permitOn(ctx, "follow_up.contact", found);
    const who = await holderOf(tx);
    const country = input.country ?? who.country;
    const contact: Contact = { ...input, country, email: who.email ?? undefined };
    const phoneE164 = input.phone ? await phoneInE164(input.phone, country) : undefined;
    const wrong: FieldProblem[] = contactProblems(contact).map(({ field, message }) => ({
      path: field === "contact" ? "phone" : field,
      message,
    }));
    if (input.phone && !phoneE164 && !wrong.some(({ path }) => path === "phone")) {
      wrong.push({ path: "phone", message: "Ce numéro n’existe pas. Vérifiez-le ou effacez-le." });
    }
    if (wrong.length > 0) return refuse(invalid(wrong));
    const before = contactOf(who);
    const after = contactOf({
      phone: input.phone || null,
      line1: input.line1 || null,
      line2: input.line2 || null,
      postalCode: input.postalCode || null,
      city: input.city || null,
      country,
      preferredContact: preferredContact(contact) ?? "POST",
    });
    await tx.execute(
      sql`select guichet.change_own_contact(${JSON.stringify({ ...after, phoneE164: phoneE164 ?? null })}::jsonb)`,
    );
    return {
      result: null,
      permission,
      audit: {
        action: "follow_up.contact",
        organisationId: found.organisationId,
        target: { kind: "party", id: who.id },
        aggregateId: found.id,
        before,
        after,
        personal: ["phone", "line1", "line2", "postalCode", "city"],
      },
      events: [],
    };
  });
  return changed.ok ? followUpView(ctx) : changed;
};

type Kept = Pick<
  Awaited<ReturnType<typeof holderOf>>,
  "phone" | "line1" | "line2" | "postalCode" | "city" | "country" | "preferredContact"
>;
const contactOf = ({ phone, line1, line2, postalCode, city, country, preferredContact: means }: Kept) => ({
  ...{ phone, line1, line2, postalCode, city, country },
  preferredContact: means,
});

const perParty = { name: "email_change", burst: 3, perHour: 3 / 24 };

/**
 * Asks that letters go to another address: a link goes there, the present address is warned, and nothing changes before
 * the link is followed. A later wish replaces an earlier one. Three a day.
 */
export const askOwnEmail = async (ctx: Ctx, input: AskEmailChange): Promise<Result<FollowUpView>> => {
  const asked = await mutate(ctx, async (tx) => {
    const found = await openedCase(tx, asHolder(ctx));
    const permission = permitOn(ctx, "follow_up.contact", found);
    const who = await holderOf(tx);
    const canonical = canonicalAddress(input.email);
    const wrong =
      emailProblem(input.email)?.message ??
      (canonical
        ? undefined
        : "Cette adresse e-mail n’est pas prise en charge. Vérifiez-la ou donnez-en une autre.") ??
      (canonical === who.emailCanonical ? "C’est déjà votre adresse." : undefined);
    if (wrong) return refuse(invalid([{ path: "email", message: wrong }], wrong));
    const wait = await takeToken(tx, perParty, who.id);
    if (wait > 0) return refuse(tooMany(wait, (time) => `Déjà demandé trois fois. Réessayez dans ${time}.`));
    await tx.execute(sql`select guichet.ask_own_email(${input.email.trim()})`);
    const { id: caseId, organisationId } = found;
    return {
      result: null,
      permission,
      audit: {
        action: "follow_up.ask_email",
        organisationId,
        target: { kind: "party", id: who.id },
        aggregateId: caseId,
      },
      events: [askLetter(ctx, organisationId, { letter: "email_change", caseId, partyId: who.id })],
    };
  });
  return asked.ok ? followUpView(ctx) : asked;
};

/** The link sent to the new address was followed: it is spent, and a job makes the change. */
export const confirmNewEmail = (ctx: Ctx, given: string): Promise<Result<{ confirmed: true }>> =>
  mutate(ctx, async (tx) => {
    const read = await readLink(tx, ctx, given, ["contact_email"]);
    if (!read.ok) return refuse(read.refusal);
    const { id: secretLinkId, organisationId, targetId: caseId, partyId } = read.value;
    if (!organisationId || !partyId) throw new Error("a link to confirm nobody's address");
    await spendLink(tx, read.value);
    return {
      result: { confirmed: true as const },
      // Whoever holds the link reads the mail at that address: this is what is proved.
      permission: permit(true),
      audit: [],
      events: [askLetter(ctx, organisationId, { letter: "email_changed", caseId, partyId, secretLinkId })],
    };
  });
