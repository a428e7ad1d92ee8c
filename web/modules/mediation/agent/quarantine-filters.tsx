import { useNavigate } from "@tanstack/react-router";
import { type QuarantineState, quarantineStates } from "../../../../shared/mail/quarantine.ts";
import { type QuarantineCause, quarantineCauses } from "../../../../shared/mail/schema.ts";
import type { HeldRow } from "../../../../shared/mediation/quarantine.ts";
import { FilterChoice, FilterField } from "../../../ui/agent/filters.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type QuarantineSearch, readQuarantineSearch, sinceWhen } from "./quarantine-search.ts";

const choices = (words: Readonly<Record<string, string | { label: string }>>) =>
  Object.entries(words).map(([value, word]) => ({
    value,
    label: typeof word === "string" ? word : word.label,
  }));

/** Filters of held mails, all kept in the address; those that wait are shown unless another state is chosen. */
export function QuarantineFilters({
  space,
  search,
  rows,
}: {
  space: AgentSpace;
  search: QuarantineSearch;
  /** Rows on screen: they name the cases a filter may be about. */
  rows: readonly HeldRow[];
}) {
  const navigate = useNavigate();
  const change = (part: QuarantineSearch) =>
    void navigate({
      to: "/espace/$organisation/mediation/quarantaine",
      params: { organisation: space.organisation.slug },
      search: readQuarantineSearch({ ...search, ...part }),
      replace: true,
      resetScroll: false,
    });
  const { waiting: _waiting, ...others } = quarantineStates;
  const cases = new Map(
    rows.flatMap(({ caseId, caseNumber }) => (caseId && caseNumber ? [[caseId, caseNumber] as const] : [])),
  );
  if (search.dossier && !cases.has(search.dossier)) cases.set(search.dossier, "Ce dossier");
  return (
    <search className="filters" aria-label="Filtrer les courriels retenus">
      <FilterField
        label="Filtrer par expéditeur, objet ou texte"
        placeholder="Expéditeur, objet, texte"
        value={search.q ?? ""}
        onChange={(q) => change({ q })}
      />
      <FilterChoice
        label={quarantineStates.waiting}
        value={search.etat === "waiting" ? undefined : search.etat}
        choices={choices(others)}
        onChange={(etat) => change({ etat: etat as QuarantineState | undefined })}
      />
      <FilterChoice
        label="Cause"
        value={search.cause}
        choices={choices(quarantineCauses)}
        onChange={(cause) => change({ cause: cause as QuarantineCause | undefined })}
      />
      {cases.size > 0 && (
        <FilterChoice
          label="Dossier"
          value={search.dossier}
          choices={[...cases].map(([value, label]) => ({ value, label }))}
          onChange={(dossier) => change({ dossier })}
        />
      )}
      <FilterChoice
        label="Date"
        value={search.depuis}
        choices={choices(sinceWhen)}
        onChange={(depuis) => change({ depuis: depuis as QuarantineSearch["depuis"] })}
      />
      {Object.keys(search).length > 0 && (
        <button
          type="button"
          className="text-button small"
          onClick={() =>
            change({ q: undefined, etat: undefined, cause: undefined, depuis: undefined, dossier: undefined })
          }
        >
          Effacer les filtres
        </button>
      )}
    </search>
  );
}
