import { caseStatuses, openStatuses } from "../../../../shared/mediation/enums.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { type RulesProps, rulesSection } from "./rules-input.ts";

const statuses = rulesSection("labels", "hidden");

export function StatusSection({ view }: RulesProps) {
  return (
    <SettingsSection
      title="Avancement"
      note="Vos mots pour vos équipes. Le public lit toujours les siens."
      view={view}
      spec={statuses}
      may
      values={[
        {
          key: "labels",
          label: "Noms",
          words: ({ labels }) => (
            <span className="settings-lines">
              {openStatuses.map((status) => labels[status] || caseStatuses[status]).join("\n")}
            </span>
          ),
        },
        {
          key: "hidden",
          label: "Non proposés",
          words: ({ hidden }) => hidden.map((status) => caseStatuses[status]).join(", ") || "Aucun",
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          {faults.hiddenStatuses && <p className="fr-message fr-message--error">{faults.hiddenStatuses}</p>}
          {openStatuses.map((status) => (
            <div key={status} className="status-words">
              <Input
                id={`${id}-${status}`}
                label={caseStatuses[status]}
                placeholder={caseStatuses[status]}
                maxLength={60}
                value={draft.labels[status]}
                error={faults[`statusLabels.${status}`]}
                onChange={(label) => set({ labels: { ...draft.labels, [status]: label } })}
              />
              {status !== "TO_PROCESS" && (
                <Checkbox
                  id={`${id}-${status}-hidden`}
                  label={
                    <>
                      Ne plus le proposer<span className="fr-sr-only">&nbsp;: {caseStatuses[status]}</span>
                    </>
                  }
                  checked={draft.hidden.includes(status)}
                  onChange={(hidden) =>
                    set({
                      hidden: openStatuses.filter((one) =>
                        one === status ? hidden : draft.hidden.includes(one),
                      ),
                    })
                  }
                />
              )}
            </div>
          ))}
        </>
      )}
    />
  );
}
