import { Link } from "@tanstack/react-router";
import { type HolidayZone, holidayZones } from "../../../../shared/mediation/settings.ts";
import { settingsLimits } from "../../../../shared/mediation/settings-input.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { type RulesProps, range, rulesSection } from "./rules-input.ts";

const delays = rulesSection("administrationAnswerDays", "autoClose", "holidayZone");
const zones = Object.entries(holidayZones) as [HolidayZone, string][];

export function DelaysSection({ view, space }: RulesProps & { space: AgentSpace }) {
  return (
    <SettingsSection
      title="Délais"
      note={
        <>
          L’échéance d’un dossier est dans{" "}
          <Link to="/espace/$organisation/organisation" params={{ organisation: space.organisation.slug }}>
            Organisation, textes de la médiation
          </Link>
          .
        </>
      }
      view={view}
      spec={delays}
      may
      values={[
        {
          key: "administrationAnswerDays",
          label: "Réponse de l’administration",
          words: ({ administrationAnswerDays }) => `Attendue sous ${administrationAnswerDays}\u00a0jours`,
        },
        {
          key: "autoClose",
          label: "Sans réponse du requérant",
          words: ({ autoClose }) =>
            autoClose
              ? "Après trois mois, un dernier avis puis la clôture quinze jours plus tard"
              : "Après trois mois, la clôture est proposée à l’intervenant",
        },
        { key: "holidayZone", label: "Jours fériés", words: ({ holidayZone }) => holidayZones[holidayZone] },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            id={`${id}-answer`}
            label="Réponse attendue de l’administration, en jours"
            hint={range(settingsLimits.administrationAnswerDays, "jours")}
            inputMode="numeric"
            width="medium"
            value={draft.administrationAnswerDays}
            error={faults.administrationAnswerDays}
            onChange={(administrationAnswerDays) => set({ administrationAnswerDays })}
          />
          <Checkbox
            id={`${id}-close`}
            label="Clore de lui-même un dossier resté sans réponse du requérant"
            hint="Après deux rappels et un dernier avis, quinze jours plus tard. Sinon la clôture est seulement proposée."
            checked={draft.autoClose}
            onChange={(autoClose) => set({ autoClose })}
          />
          <Select
            id={`${id}-zone`}
            label="Jours fériés"
            options={zones}
            placeholder="Choisissez"
            value={draft.holidayZone}
            error={faults.holidayZone}
            onChange={(holidayZone) => set({ holidayZone: holidayZone as HolidayZone })}
          />
        </>
      )}
    />
  );
}

const keeping = rulesSection("anonymiseAfterMonths", "idleAfterMonths");

export function KeepingSection({ view }: RulesProps) {
  return (
    <SettingsSection
      title="Conservation"
      note="Un dossier retenu légalement n’est jamais effacé."
      view={view}
      spec={keeping}
      may
      values={[
        {
          key: "anonymiseAfterMonths",
          label: "Dossier clos",
          words: ({ anonymiseAfterMonths }) => `Anonymisé ${anonymiseAfterMonths}\u00a0mois après sa clôture`,
        },
        {
          key: "idleAfterMonths",
          label: "Dossier ouvert",
          words: ({ idleAfterMonths }) => `Signalé après ${idleAfterMonths}\u00a0mois sans activité`,
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            id={`${id}-anonymise`}
            label="Mois de conservation après la clôture"
            hint={range(settingsLimits.anonymiseAfterMonths, "mois")}
            inputMode="numeric"
            width="medium"
            value={draft.anonymiseAfterMonths}
            error={faults.anonymiseAfterMonths}
            onChange={(anonymiseAfterMonths) => set({ anonymiseAfterMonths })}
          />
          <Input
            id={`${id}-idle`}
            label="Mois sans activité avant de signaler un dossier ouvert"
            hint={range(settingsLimits.idleAfterMonths, "mois")}
            inputMode="numeric"
            width="medium"
            value={draft.idleAfterMonths}
            error={faults.idleAfterMonths}
            onChange={(idleAfterMonths) => set({ idleAfterMonths })}
          />
        </>
      )}
    />
  );
}
