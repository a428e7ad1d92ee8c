import { useQuery } from "@tanstack/react-query";
import { admissibilities, inadmissibilityReasons } from "../../../../../shared/mediation/enums.ts";
import { placeWords } from "../../../../../shared/mediation/lists.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { labelOf, optionsOf } from "./block-words.ts";
import { CaseBlock } from "./case-block.tsx";
import { Choice } from "./choice.tsx";
import { ListPicker } from "./list-picker.tsx";
import { referenceListsQuery } from "./synthesis-queries.ts";

const competenceWords = {
  YES: "Oui",
  NO: "Non, une autre institution",
  PENDING: "À examiner",
} as const;
export const competenceOptions = (["YES", "NO", "PENDING"] as const).map((value) => ({
  value,
  label: competenceWords[value],
}));

/** Whether the mediator may deal with it, for what, else who may. */
export function AssessmentBlock({ found, may }: { found: CaseView; may: boolean }) {
  const lists = useQuery(referenceListsQuery(found.organisationId));
  const items = lists.data?.items ?? [];
  const { domain, thirdParty } = found.synthesis;
  const placed = (id: string, saved: typeof domain) => {
    const item = items.find((one) => one.id === id);
    if (item)
      return placeWords(
        item,
        items.find((one) => one.id === item.parentId),
      );
    return saved && saved.id === id
      ? placeWords(saved, saved.parent ? { label: saved.parent } : undefined)
      : "";
  };
  return (
    <CaseBlock
      name="assessment"
      title="Compétence et recevabilité"
      found={found}
      may={may}
      lines={[
        {
          key: "competent",
          label: "La médiation est-elle compétente\u00a0?",
          words: ({ competent }) => competenceWords[competent],
        },
        { key: "domainId", label: "Domaine", words: ({ domainId }) => placed(domainId, domain) },
        {
          key: "thirdPartyId",
          label: "Institution compétente",
          words: ({ competent, thirdPartyId }) =>
            competent === "NO" ? placed(thirdPartyId, thirdParty) : null,
        },
        {
          key: "admissibility",
          label: "Recevabilité",
          words: ({ admissibility }) => admissibilities[admissibility],
        },
        {
          key: "inadmissibilityReason",
          label: "Motif",
          words: ({ admissibility, inadmissibilityReason }) =>
            admissibility === "INADMISSIBLE" ? labelOf(inadmissibilityReasons, inadmissibilityReason) : null,
        },
      ]}
      warning={({ competent }) =>
        thirdParty && competent !== "NO"
          ? `Le tiers compétent «\u00a0${thirdParty.label}\u00a0» sera retiré. Le domaine reste.`
          : null
      }
      form={({ draft, faults, id, set }) => (
        <>
          <RadioButtons
            name={`${id}-competent`}
            legend="La médiation est-elle compétente ?"
            options={competenceOptions}
            value={draft.competent}
            error={faults.competent}
            onChange={(competent) =>
              set({
                competent,
                thirdPartyId: competent === "NO" ? (thirdParty?.id ?? draft.thirdPartyId) : "",
              })
            }
          />
          <ListPicker
            id={`${id}-domainId`}
            label="Domaine"
            hint="Écrivez un mot&nbsp;: eau, cantine, permis…"
            list="domain"
            items={items}
            value={draft.domainId}
            current={domain}
            error={faults.domainId}
            onChange={(domainId) => set({ domainId })}
          />
          {draft.competent === "NO" && (
            <ListPicker
              id={`${id}-thirdPartyId`}
              label="Institution compétente"
              hint="Écrivez un mot&nbsp;: défenseur, énergie, CAF…"
              list="third_party"
              items={items}
              value={draft.thirdPartyId}
              current={thirdParty}
              error={faults.thirdPartyId}
              onChange={(thirdPartyId) => set({ thirdPartyId })}
            />
          )}
          <div className="case-block__pair">
            <Choice
              id={`${id}-admissibility`}
              label="Recevabilité"
              options={optionsOf(admissibilities)}
              value={draft.admissibility}
              error={faults.admissibility}
              onChange={(admissibility) =>
                set({ admissibility: admissibility as typeof draft.admissibility })
              }
            />
            {draft.admissibility === "INADMISSIBLE" && (
              <Choice
                id={`${id}-inadmissibilityReason`}
                label="Motif d’irrecevabilité"
                options={optionsOf(inadmissibilityReasons, "Non renseigné")}
                value={draft.inadmissibilityReason}
                error={faults.inadmissibilityReason}
                onChange={(reason) =>
                  set({ inadmissibilityReason: reason as typeof draft.inadmissibilityReason })
                }
              />
            )}
          </div>
        </>
      )}
    />
  );
}
