import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { formFaults } from "../../../../shared/mediation/form-checks.ts";
import {
  type FormConfigView,
  type Presence,
  type StandardQuestion,
  standardQuestions,
} from "../../../../shared/mediation/form-config.ts";
import { mediatorWords } from "../../../../shared/mediation/mediator-words.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { organisationQuery } from "../../access/organisation/organisation-queries.ts";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { confirmationSection, questionsSection, type StandardDraft, standardSection } from "./form-input.ts";
import { FormPreview } from "./form-preview.tsx";
import { formQuery, keepForm, publishForm } from "./office-queries.ts";
import { QuestionEditor } from "./question-editor.tsx";
import "../../../ui/agent/forms.css";
import "../../access/organisation/settings.css";
import "./office.css";

/** The request form: what is asked, prepared out of sight, looked at, then published. */
export function FormPage({ space }: { space: AgentSpace }) {
  useTitle("Formulaire de demande");
  const query = useQuery(formQuery(space.organisation.id));
  const view = query.data;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Formulaire de demande</PageTitle>
        <p className="mention">
          Le nom, un moyen de contact et le récit sont toujours demandés. Chaque changement est noté au
          journal.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement du formulaire…" />}
      {query.isError && !view && (
        <LoadFailed what="le formulaire" error={query.error} retry={() => void query.refetch()} />
      )}
      {view && (
        <div className="settings">
          <Publication view={view} space={space} />
          <StandardSection view={view} />
          <QuestionsSection view={view} />
          <ConfirmationSection view={view} />
          <p className="mention">
            La présentation, le paragraphe juridique, les données personnelles et la fermeture du formulaire
            sont dans{" "}
            <Link to="/espace/$organisation/organisation" params={{ organisation: space.organisation.slug }}>
              Organisation, textes de la médiation
            </Link>
            .
          </p>
        </div>
      )}
    </div>
  );
}

function Publication({ view, space }: { view: FormConfigView; space: AgentSpace }) {
  const [looking, setLooking] = useState(false);
  const { published, changed, open } = view;
  return (
    <section className="box settings-section" aria-labelledby="publication">
      <header className="settings-section__head">
        <h2 id="publication">Publication</h2>
        {open && (
          <a href={`/mediation/${view.slug}/demande`} target="_blank" rel="noreferrer">
            Voir le formulaire<span className="fr-sr-only"> (nouvel onglet)</span>
          </a>
        )}
      </header>
      <p>
        {published ? (
          <>
            Version {published.number}, publiée <Moment at={published.at} />.{" "}
            {changed ? (
              <strong>Des changements attendent d’être publiés.</strong>
            ) : (
              "Rien n’attend d’être publié."
            )}
          </>
        ) : open ? (
          <>
            Le formulaire habituel est en ligne.{" "}
            {changed && <strong>Vos changements attendent d’être publiés.</strong>}
          </>
        ) : (
          "Le formulaire n’est pas encore ouvert au public."
        )}
      </p>
      <p className="row row--wrap">
        <Button
          size="sm"
          look={changed || !open ? "primary" : "secondary"}
          icon="fr-icon-eye-line"
          onClick={() => setLooking(true)}
        >
          {changed || !open ? "Voir avant de publier" : "Aperçu"}
        </Button>
      </p>
      {looking && (
        <PublishDialog
          view={view}
          space={space}
          onClose={() => setLooking(false)}
          publishable={changed || !open}
        />
      )}
    </section>
  );
}

function PublishDialog({
  view,
  space,
  onClose,
  publishable,
}: {
  view: FormConfigView;
  space: AgentSpace;
  onClose: () => void;
  publishable: boolean;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const organisation = useQuery(organisationQuery(space.organisation.id));
  const publishing = useMutation({
    mutationFn: () => publishForm(view.organisation, view.version),
    onSuccess: (saved) => {
      keepForm(client, saved);
      void client.invalidateQueries({ queryKey: ["mediation"] });
      notify(`Formulaire publié, version ${saved.published?.number}.`);
      onClose();
    },
    // Somebody changed it meanwhile: what they wrote is shown, and looked at before it is published.
    onError: () => client.invalidateQueries({ queryKey: formQuery(view.organisation).queryKey }),
  });
  const ready = formFaults(view.draft).length === 0;
  return (
    <Modal
      title={publishable ? "Le formulaire, avant de le publier" : "Le formulaire en ligne"}
      size="large"
      onClose={onClose}
      footer={
        publishable && (
          <>
            <Button
              size="sm"
              disabled={!ready}
              busy={publishing.isPending && "Publication…"}
              onClick={() => publishing.mutate()}
            >
              Publier le formulaire
            </Button>
            <Button size="sm" look="secondary" onClick={onClose}>
              Continuer à préparer
            </Button>
          </>
        )
      }
    >
      {publishing.isError && <Alert severity="error" title={refusalWords(publishing.error)} />}
      <FormPreview
        config={view.draft}
        words={mediatorWords(organisation.data?.settings.mediation?.title ?? "")}
      />
    </Modal>
  );
}

const presences = [
  { value: "hidden", label: "Non posée" },
  { value: "optional", label: "Facultative" },
  { value: "required", label: "Obligatoire" },
] as const satisfies readonly { value: Presence; label: string }[];
const presenceWords = (presence: Presence) => presences.find(({ value }) => value === presence)?.label;
const names = Object.entries(standardQuestions) as [StandardQuestion, string][];
const hints: Partial<Record<StandardQuestion, string>> = {
  title: "L’exiger demande une raison\u00a0: la plupart des demandes s’en passent.",
  priorAnswer: "Posée après «\u00a0Oui\u00a0» à la démarche préalable.",
};

function StandardSection({ view }: { view: FormConfigView }) {
  return (
    <SettingsSection
      title="Questions habituelles"
      view={view}
      spec={standardSection}
      may
      values={names.map(([key, label]) => ({
        key,
        label,
        words: (draft: StandardDraft) => presenceWords(draft[key]),
      }))}
      form={({ draft, id, set }) =>
        names.map(([name, label]) => (
          <RadioButtons
            key={name}
            legend={label}
            hint={hints[name]}
            name={`${id}-${name}`}
            options={presences}
            value={draft[name]}
            onChange={(presence) => set({ [name]: presence })}
          />
        ))
      }
    />
  );
}

function QuestionsSection({ view }: { view: FormConfigView }) {
  return (
    <SettingsSection
      title="Vos questions"
      note="Posées à la fin de l’étape « Votre différend », vingt au plus. Un dossier garde les questions auxquelles il a répondu."
      view={view}
      spec={questionsSection}
      may
      values={[
        {
          key: "questions",
          label: "Questions",
          words: ({ questions }) =>
            questions.length > 0 && (
              <span className="settings-lines">
                {questions.map(({ label }, at) => `${at + 1}. ${label}`).join("\n")}
              </span>
            ),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <QuestionEditor
          id={id}
          questions={draft.questions}
          faults={faults}
          onChange={(questions) => set({ questions })}
        />
      )}
    />
  );
}

function ConfirmationSection({ view }: { view: FormConfigView }) {
  return (
    <SettingsSection
      title="Après l’envoi"
      note="Ajouté à la page qui confirme la demande, sous le numéro du dossier."
      view={view}
      spec={confirmationSection}
      may
      values={[
        {
          key: "confirmation",
          label: "Votre texte",
          words: ({ confirmation }) => confirmation && <span className="settings-lines">{confirmation}</span>,
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <TextArea
          id={`${id}-confirmation`}
          label="Votre texte"
          hint="Facultatif"
          rows={3}
          limit={{ min: 0, max: 2000 }}
          value={draft.confirmation}
          error={faults.confirmation}
          onChange={(confirmation) => set({ confirmation })}
        />
      )}
    />
  );
}
