import { windows } from "../../../../shared/mediation/settings.ts";
import { settingsLimits } from "../../../../shared/mediation/settings-input.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { type RulesProps, range, rulesSection } from "./rules-input.ts";

const surveys = rulesSection("survey", "surveyAfterDays", "sharesFigures");

export function SurveySection({ view }: RulesProps) {
  return (
    <SettingsSection
      title="Enquête et chiffres"
      view={view}
      spec={surveys}
      may
      values={[
        {
          key: "survey",
          label: "Enquête de satisfaction",
          words: ({ survey, surveyAfterDays }) =>
            survey ? `Envoyée ${surveyAfterDays}\u00a0jours après la clôture` : "Pas d’enquête",
        },
        {
          key: "sharesFigures",
          label: "Sommes nationales",
          words: ({ sharesFigures }) => (sharesFigures ? "Vos chiffres y comptent, sans votre nom" : "Non"),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Checkbox
            id={`${id}-survey`}
            label="Envoyer une enquête de satisfaction"
            hint="Aux requérants qui ont une adresse e-mail. Les réponses ne sont reliées à aucun dossier."
            checked={draft.survey}
            onChange={(survey) => set({ survey })}
          />
          <Input
            id={`${id}-after`}
            label="Jours entre la clôture et l’enquête"
            hint={range(settingsLimits.surveyAfterDays, "jours")}
            inputMode="numeric"
            width="medium"
            value={draft.surveyAfterDays}
            error={faults.surveyAfterDays}
            onChange={(surveyAfterDays) => set({ surveyAfterDays })}
          />
          <Checkbox
            id={`${id}-shares`}
            label="Compter nos chiffres dans les sommes de la plateforme"
            hint="Seulement des totaux d’au moins trois organisations."
            checked={draft.sharesFigures}
            onChange={(sharesFigures) => set({ sharesFigures })}
          />
        </>
      )}
    />
  );
}

const letters = rulesSection("postalAddress", "windowEnvelope");
const sidesOfWindow = (Object.entries(windows) as [keyof typeof windows, string][]).map(([value, label]) => ({
  value,
  label,
}));

export function LettersSection({ view }: RulesProps) {
  return (
    <SettingsSection
      title="Courriers imprimés"
      view={view}
      spec={letters}
      may
      values={[
        {
          key: "postalAddress",
          label: "Adresse de l’expéditeur",
          words: ({ postalAddress }) =>
            postalAddress && <span className="settings-lines">{postalAddress}</span>,
        },
        {
          key: "windowEnvelope",
          label: "Fenêtre de l’enveloppe",
          words: ({ windowEnvelope }) => windows[windowEnvelope],
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <TextArea
            id={`${id}-address`}
            label="Adresse de l’expéditeur"
            hint="Une ligne par ligne d’enveloppe, six au plus. Sans elle, l’adresse de l’organisation sert."
            rows={3}
            value={draft.postalAddress}
            error={
              faults.postalAddress ??
              Object.entries(faults).find(([path]) => path.startsWith("postalAddress."))?.[1]
            }
            onChange={(postalAddress) => set({ postalAddress })}
          />
          <RadioButtons
            legend="Fenêtre de l’enveloppe"
            name={`${id}-window`}
            options={sidesOfWindow}
            value={draft.windowEnvelope}
            onChange={(windowEnvelope) => set({ windowEnvelope })}
          />
        </>
      )}
    />
  );
}

const files = rulesSection("fileMegabytes");

export function FilesSection({ view }: RulesProps) {
  return (
    <SettingsSection
      title="Fichiers des usagers"
      view={view}
      spec={files}
      may
      values={[
        {
          key: "fileMegabytes",
          label: "Taille d’un fichier",
          words: ({ fileMegabytes }) => `${fileMegabytes}\u00a0Mo au plus`,
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <Input
          id={`${id}-size`}
          label="Taille d’un fichier au plus, en Mo"
          hint={`${range(settingsLimits.fileMegabytes, "Mo")} Dix fichiers et 60\u00a0Mo par demande.`}
          inputMode="numeric"
          width="medium"
          value={draft.fileMegabytes}
          error={faults.fileMegabytes}
          onChange={(fileMegabytes) => set({ fileMegabytes })}
        />
      )}
    />
  );
}
