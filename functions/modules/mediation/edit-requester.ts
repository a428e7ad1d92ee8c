import { and, eq } from "drizzle-orm";
import { isSiret } from "../../../shared/access/siret.ts";
import { type BlockChanges, given } from "../../../shared/mediation/case-blocks.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Tx } from "../../platform/db.ts";
import { invalid, notFound, refuse } from "../../platform/refusal.ts";
import type { CaseRow } from "./case-access.ts";
import { checkPerson } from "./check-filing.ts";
import type { Block } from "./edit-block.ts";
import { movePartyAddress } from "./move-party-address.ts";
import { party } from "./tables.ts";

type Party = typeof party.$inferSelect;

/** What an agent may correct of a requester. */
export const requesterFields = (who: Party) => ({
  kind: who.kind,
  title: who.title,
  firstName: who.firstName,
  lastName: who.lastName,
  legalName: who.legalName,
  siret: who.siret,
  requesterType: who.requesterType,
  email: who.email,
  phone: who.phone,
  line1: who.line1,
  line2: who.line2,
  postalCode: who.postalCode,
  city: who.city,
  inseeCode: who.inseeCode,
  country: who.country,
  preferredContact: who.preferredContact,
  language: who.language,
  accessibilityNeeds: who.accessibilityNeeds,
  deceased: who.deceased,
});

const requesterOf = async (tx: Tx, found: CaseRow): Promise<Party> => {
  const [who] = await tx
    .select()
    .from(party)
    .where(and(eq(party.caseId, found.id), eq(party.role, "REQUESTER")))
    .for("update");
  return who ?? refuse(notFound);
};

/** The journal's own word for the title: another field has that name there. */
const said = ({ title, ...rest }: ReturnType<typeof requesterFields>) => ({ ...rest, civility: title });

/**
 * Who asks and how they are reached. Phones are kept as typed and as called; a new e-mail moves the person's place in
 * the case, with another reply address (mediation.md §3, §11 case 16). Refuses a contact that cannot work, and the
 * address of somebody else on the case.
 */
export const editRequester: Block<"requester"> = {
  journal: "case.requester",
  current: async (tx, found) => requesterFields(await requesterOf(tx, found)),
  edit: async ({ tx, ctx, found, changes }) => {
    const who = await requesterOf(tx, found);
    const before = requesterFields(who);
    const next = { ...before, ...given<BlockChanges["requester"]>(changes) };
    const problems: FieldProblem[] = [];
    if (next.kind === "LEGAL" && !next.legalName)
      problems.push({ path: "legalName", message: "Écrivez le nom de l’organisme." });
    if (next.siret && !isSiret(next.siret))
      problems.push({
        path: "siret",
        message: "Ce numéro n’est pas un SIRET\u00a0: il a 14 chiffres. Corrigez-le ou effacez-le.",
      });
    const checked = await checkPerson(
      "",
      Object.fromEntries(
        Object.entries({ ...next, lastName: next.lastName }).map(([key, value]) => [key, value ?? undefined]),
      ) as Parameters<typeof checkPerson>[1],
      { optional: true },
      (path, message) => problems.push({ path: path.replace(/^\./, ""), message }),
    );
    if (problems.length > 0) refuse(invalid(problems));
    const legal = next.kind === "LEGAL";
    const row = {
      ...checked,
      kind: next.kind,
      legalName: legal ? next.legalName || null : null,
      siret: legal ? next.siret?.replaceAll(/\s/g, "") || null : null,
      requesterType: next.requesterType,
      inseeCode: next.inseeCode || null,
      language: next.language || null,
      accessibilityNeeds: next.accessibilityNeeds || null,
      deceased: next.deceased,
    };
    const after = requesterFields({ ...who, ...row });
    await tx
      .update(party)
      .set({ ...row, searchText: searchText(row.firstName, row.lastName, row.legalName) })
      .where(eq(party.id, who.id));
    await movePartyAddress(tx, ctx, found, { ...who, ...row });
    return { set: {}, before: said(before), after: said(after), personal: Object.keys(said(before)) };
  },
};
