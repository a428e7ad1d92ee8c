import { and, eq } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { AddParticipant } from "../../../shared/mediation/people.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { addParticipant } from "./add-participant.ts";
import { asUser, caseActor, caseForUpdate, permitOn } from "./case-access.ts";
import { keepContact } from "./contacts.ts";
import { readCaseAs } from "./read-case.ts";
import { contact } from "./tables-work.ts";

/**
 * Makes somebody a participant of a case before they are written to (mediation.md §4.6): a contact of the address book,
 * or a new address with its side, kept in the address book too if asked. They are told nothing by it. Whoever takes part
 * by that address already stays as they are.
 */
export const addCaseParticipant = async (
  ctx: Ctx,
  caseId: string,
  input: AddParticipant,
): Promise<Result<CaseView>> => {
  const added = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.write", found);
    const { organisationId } = found;
    const who = input.contactId ? await fromBook(tx, organisationId, input.contactId) : typed(input);
    if (input.keep && !input.contactId && who.side !== "REQUESTER") {
      permit(may(caseActor(ctx.actor, organisationId), "contact.write"));
      await keepContact(tx, ctx, organisationId, {
        name: who.name,
        department: null,
        function: null,
        side: who.side,
        email: who.email,
        emailCanonical: who.address,
        phone: null,
      });
    }
    const { audit, events } = await addParticipant(tx, ctx, {
      targetId: found.id,
      organisationId,
      address: who.address,
      name: who.name,
      side: who.side,
      tell: false,
    });
    return { result: null, permission, audit, events };
  });
  return added.ok ? readCaseAs(ctx, caseId) : added;
};

const noAddress = invalid(
  [
    {
      path: "contactId",
      message: "Ce contact n’a pas d’adresse e-mail. Ajoutez-la dans le carnet d’adresses.",
    },
  ],
  "Ce contact n’a pas d’adresse e-mail.",
);

const fromBook = async (tx: Tx, organisationId: string, contactId: string) => {
  const [row] = await tx
    .select()
    .from(contact)
    .where(and(eq(contact.id, contactId), eq(contact.organisationId, organisationId)));
  if (!row) return refuse(notFound);
  if (!row.email || !row.emailCanonical) return refuse(noAddress);
  return { name: row.name, email: row.email, address: row.emailCanonical, side: row.side };
};

const typed = (input: AddParticipant) => {
  const fields: FieldProblem[] = [];
  const address = canonicalAddress(input.email ?? "");
  if (!input.name) fields.push({ path: "name", message: "Écrivez un nom." });
  if (!address) fields.push({ path: "email", message: "Écrivez une adresse e-mail complète." });
  if (!input.side) fields.push({ path: "side", message: "Choisissez un côté." });
  if (fields.length > 0 || !input.name || !input.email || !address || !input.side) {
    return refuse(invalid(fields));
  }
  return { name: input.name, email: input.email, address, side: input.side };
};
