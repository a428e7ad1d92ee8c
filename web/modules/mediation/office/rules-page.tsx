import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { caseStatuses, openStatuses } from "../../../../shared/mediation/enums.ts";
import {
  autoAssignments,
  type HolidayZone,
  holidayZones,
  windows,
} from "../../../../shared/mediation/settings.ts";
import { type MediationSettingsView, settingsLimits } from "../../../../shared/mediation/settings-input.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { rulesQuery } from "./office-queries.ts";
import { rulesSection } from "./rules-input.ts";
import "../../../ui/agent/forms.css";
import "../../access/organisation/settings.css";
import "./office.css";

/** How the mediation works: its team, its delays, its words; each block is saved alone. */
export function RulesPage({ space }: { space: AgentSpace }) {
  useTitle("Règles de la médiation");
  const query = useQuery(rulesQuery(space.organisation.id));
  const view = query.data;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Règles de la médiation</PageTitle>
        <p className="mention">
          Pour la médiation de {space.organisation.name}. Chaque changement est noté au journal.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement des règles…" />}
      {query.isError && !view && (
        <LoadFailed what="les règles" error={query.error} retry={() => void query.refetch()} />
      )}
      {view && (
        <div className="settings">
          <TeamSection view={view} />
          <AssignmentSection view={view} />
          <DelaysSection view={view} space={space} />
          <KeepingSection view={view} />
          <StatusSection view={view} />
          <SurveySection view={view} />
          <LettersSection view={view} />
          <FilesSection view={view} />
          <p className="mention">
            <Link
              to="/espace/$organisation/mediation/premiers-pas"
              params={{ organisation: space.organisation.slug }}
            >
              Revoir les premiers pas
            </Link>
          </p>
        </div>
      )}
    </div>
  );
}

interface SectionProps {
  view: MediationSettingsView;
}

const yes = (on: boolean, words = "Oui") => (on ? words : "Non");
const range = ([least, most]: readonly [number, number], unit: string) =>
  `De ${least} à ${most}\u00a0${unit}.`;
const nameIn = (people: readonly { id: string; name: string }[], id: string | null): ReactNode =>
  id === null ? "" : (people.find((one) => one.id === id)?.name ?? "Personne qui n’a plus ce rôle");

const team = rulesSection("teamEditing", "mediatorCanTransfer", "lawyersNeedNoMandate", "titularId");

function TeamSection({ view }: SectionProps) {
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

function AssignmentSection({ view }: SectionProps) {
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

const delays = rulesSection("administrationAnswerDays", "autoClose", "holidayZone");
const zones = Object.entries(holidayZones) as [HolidayZone, string][];

function DelaysSection({ view, space }: SectionProps & { space: AgentSpace }) {
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

function KeepingSection({ view }: SectionProps) {
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

const statuses = rulesSection("labels", "hidden");

function StatusSection({ view }: SectionProps) {
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

const surveys = rulesSection("survey", "surveyAfterDays", "sharesFigures");

function SurveySection({ view }: SectionProps) {
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
          words: ({ sharesFigures }) => yes(sharesFigures, "Vos chiffres y comptent, sans votre nom"),
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

function LettersSection({ view }: SectionProps) {
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

function FilesSection({ view }: SectionProps) {
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
