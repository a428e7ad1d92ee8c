import type { ReactNode } from "react";
import { autoAssignments } from "../../../../shared/mediation/settings.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { Select } from "../../../ui/select.tsx";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { type RulesProps, rulesSection } from "./rules-input.ts";

const nameIn = (people: readonly { id: string; name: string }[], id: string | null): ReactNode =>
  id === null ? "" : (people.find((one) => one.id === id)?.name ?? "Personne qui n’a plus ce rôle");

const team = rulesSection("teamEditing", "mediatorCanTransfer", "lawyersNeedNoMandate", "titularId");

export function TeamSection({ view }: RulesProps) {
  return (
    <SettingsSection
      title="Équipe"
      view={view}
      spec={team}
      may
      values={[
        {
          key: "teamEditing",
          label: "Modifier un dossier",
          words: ({ teamEditing }) =>
            teamEditing ? "Tous les médiateurs" : "Ses intervenants et les médiateurs principaux",
        },
        {
          key: "mediatorCanTransfer",
          label: "Transférer",
          words: ({ mediatorCanTransfer }) =>
            mediatorCanTransfer
              ? "Le médiateur en charge transfère"
              : "Le médiateur en charge propose, un médiateur principal décide",
        },
        {
          key: "lawyersNeedNoMandate",
          label: "Avocats",
          words: ({ lawyersNeedNoMandate }) =>
            lawyersNeedNoMandate ? "Dispensés de mandat" : "Un mandat est vérifié comme pour les autres",
        },
        {
          key: "titularId",
          label: "Titulaire",
          words: ({ titularId }) => nameIn(view.managers, titularId),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Checkbox
            id={`${id}-editing`}
            label="Tous les médiateurs peuvent modifier un dossier"
            hint="Sinon, ses intervenants et les médiateurs principaux."
            checked={draft.teamEditing}
            onChange={(teamEditing) => set({ teamEditing })}
          />
          <Checkbox
            id={`${id}-transfer`}
            label="Le médiateur en charge peut transférer son dossier"
            hint="Sinon, il le propose et un médiateur principal décide."
            checked={draft.mediatorCanTransfer}
            onChange={(mediatorCanTransfer) => set({ mediatorCanTransfer })}
          />
          <Checkbox
            id={`${id}-lawyers`}
            label="Un avocat n’a pas à montrer de mandat"
            hint="Il lit les échanges dès sa demande."
            checked={draft.lawyersNeedNoMandate}
            onChange={(lawyersNeedNoMandate) => set({ lawyersNeedNoMandate })}
          />
          <Select
            id={`${id}-titular`}
            label="Titulaire"
            hint="Son nom figure sur les documents."
            options={[
              ["none", "Personne"],
              ...view.managers.map(({ id: one, name }) => [one, name] as const),
            ]}
            placeholder="Choisissez"
            value={draft.titularId ?? "none"}
            error={faults.titularId}
            onChange={(chosen) => set({ titularId: chosen === "none" ? null : chosen })}
          />
        </>
      )}
    />
  );
}

const assignment = rulesSection("autoAssign", "domainMediators");
const ways = (Object.entries(autoAssignments) as [keyof typeof autoAssignments, string][]).map(
  ([value, label]) => ({ value, label }),
);

export function AssignmentSection({ view }: RulesProps) {
  const { domains, mediators } = view;
  return (
    <SettingsSection
      title="Nouveaux dossiers"
      note="À tour de rôle ou selon le domaine, un médiateur absent est passé."
      view={view}
      spec={assignment}
      may
      values={[
        { key: "autoAssign", label: "Attribution", words: ({ autoAssign }) => autoAssignments[autoAssign] },
        {
          key: "domainMediators",
          label: "Par domaine",
          words: ({ autoAssign, domainMediators }) => {
            if (autoAssign !== "domain") return null;
            const lines = domains.flatMap(({ id, label }) =>
              domainMediators[id] ? [`${label}\u00a0: ${nameIn(mediators, domainMediators[id])}`] : [],
            );
            return lines.length > 0 && <span className="settings-lines">{lines.join("\n")}</span>;
          },
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <RadioButtons
            legend="Comment un nouveau dossier trouve son médiateur"
            name={`${id}-way`}
            inline={false}
            options={ways}
            value={draft.autoAssign}
            onChange={(autoAssign) => set({ autoAssign })}
          />
          {draft.autoAssign === "domain" &&
            domains.map((domain) => (
              <Select
                key={domain.id}
                id={`${id}-${domain.id}`}
                label={domain.label}
                options={[
                  ["none", "Personne"],
                  ...mediators.map(({ id: one, name }) => [one, name] as const),
                ]}
                placeholder="Choisissez"
                value={draft.domainMediators[domain.id] ?? "none"}
                error={faults[`domainMediators.${domain.id}`]}
                onChange={(person) => {
                  const { [domain.id]: _before, ...others } = draft.domainMediators;
                  set({ domainMediators: person === "none" ? others : { ...others, [domain.id]: person } });
                }}
              />
            ))}
        </>
      )}
    />
  );
}
