import { eq } from "drizzle-orm";
import { assess } from "../../../shared/mediation/case-blocks.ts";
import type { Queries } from "../../platform/db.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import type { CaseRow } from "./case-access.ts";
import type { Block } from "./edit-block.ts";
import { itemToSet } from "./list-items.ts";
import { listItem } from "./tables-office.ts";

const fieldsOf = (found: CaseRow) => ({
  competent: found.competent,
  domainId: found.domainId,
  thirdPartyId: found.thirdPartyId,
  admissibility: found.admissibility,
  inadmissibilityReason: found.inadmissibilityReason,
});

/**
 * Whether the mediator is competent, for what, else who is; and whether the request may be dealt with (mediation.md
 * §4.5). « Oui » takes the third party away, the domain stays. Refuses an item that is not offered any more.
 */
export const editAssessment: Block<"assessment"> = {
  journal: "case.assess",
  current: async (_tx, found) => fieldsOf(found),
  edit: async ({ tx, found, changes }) => {
    const before = fieldsOf(found);
    const { thirdPartyDropped: _, ...next } = assess(before, changes);
    if (changes.thirdPartyId && next.competent !== false)
      refuse(
        invalid([
          { path: "thirdPartyId", message: "L’institution compétente va avec « Non » à la compétence." },
        ]),
      );
    for (const [path, list] of [
      ["domainId", "domain"],
      ["thirdPartyId", "third_party"],
    ] as const) {
      const id = next[path];
      if (id && id !== before[path])
        await itemToSet(tx, {
          ...{ list, id, current: before[path], path },
          organisationId: found.organisationId,
        });
    }
    const said = async (values: typeof before) => {
      const { domainId, thirdPartyId, ...rest } = values;
      return {
        ...rest,
        domain: await placeOf(tx, domainId),
        thirdParty: await placeOf(tx, thirdPartyId),
      };
    };
    return { set: next, before: await said(before), after: await said(next) };
  },
};

/** « Eau et assainissement › Facture, fuite »: the journal keeps what it was called then. */
export const placeOf = async (tx: Queries, id: string | null): Promise<string | null> => {
  if (!id) return null;
  const [item] = await tx.select().from(listItem).where(eq(listItem.id, id));
  if (!item?.parentId) return item?.label ?? null;
  const [parent] = await tx.select().from(listItem).where(eq(listItem.id, item.parentId));
  return parent ? `${parent.label} › ${item.label}` : item.label;
};
