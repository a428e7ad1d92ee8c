import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { dayIn } from "../../../../../shared/mediation/dates.ts";
import {
  type Channel,
  channels,
  type Originator,
  originators,
} from "../../../../../shared/mediation/enums.ts";
import { mostRepresentatives, type RegistrationDraft } from "../../../../../shared/mediation/registering.ts";
import { ProblemError } from "../../../../app/api.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { clockTime, exactDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { ErrorSummary } from "../../../../ui/error-summary.tsx";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import { isUnderWay, postToStore, summary } from "../../../../ui/uploads.ts";
import { useUploads } from "../../../../ui/use-uploads.ts";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { answered } from "../../public/request-form/answers.ts";
import { OwnQuestions } from "../../public/request-form/own-questions.tsx";
import { QuestionFiles } from "../../public/request-form/question-files.tsx";
import { promisedFiles, sentFiles } from "../../public/request-form/sent-files.ts";
import { RepresentativeDialog } from "../representatives.tsx";
import { DisputeFields } from "./dispute-fields.tsx";
import {
  askRegistrationUpload,
  checkRegistrationUpload,
  giveUpRegistration,
  registerCase,
  registrationQuery,
} from "./register-queries.ts";
import { toFind, toRegister, typedFrom } from "./registering-input.ts";
import { RequesterFields } from "./requester-fields.tsx";
import { SimilarPanel } from "./similar-panel.tsx";
import { useRegistration } from "./use-registration.ts";
import "../people/people.css";
import "../../public/request-form/own-questions.css";
import "./register.css";

/** Registering a case for somebody: when and how it came, who asks, what for; kept as it is typed. */
export function RegisterPage({ space }: { space: AgentSpace }) {
  useTitle("Enregistrer un dossier");
  const query = useQuery(registrationQuery(space.organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Enregistrer un dossier</PageTitle>
        <p className="mention">
          Pour une personne venue, qui a téléphoné ou écrit. Seuls le mode et la date de saisine, un nom et
          une description sont nécessaires.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement du brouillon…" rows={6} />}
      {query.isError && (
        <LoadFailed what="le formulaire" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && <RegisterForm key={query.data.key} draft={query.data} space={space} />}
    </div>
  );
}

/** Names of fields for the summary at the top, by the API's path. */
const fieldNames: Readonly<Record<string, string>> = {
  channel: "Mode de saisine",
  receivedOn: "Date de saisine",
  receivedAt: "Heure",
  "requester.lastName": "Nom",
  "requester.firstName": "Prénom",
  "requester.legalName": "Nom de l’organisme",
  "requester.siret": "SIRET",
  "requester.email": "E-mail",
  "requester.phone": "Téléphone",
  subject: "Objet",
  description: "Description",
  expectation: "Demande",
  contestedDecisionOn: "Date de la décision contestée",
  files: "Pièces",
};

const today = () => dayIn(Intl.DateTimeFormat().resolvedOptions().timeZone, new Date());

function RegisterForm({ draft, space }: { draft: RegistrationDraft; space: AgentSpace }) {
  const { organisation } = space;
  const navigate = useNavigate();
  const client = useQueryClient();
  const opened = useMemo(() => typedFrom(draft.input, today()), [draft]);
  const { typed, kept, change, end } = useRegistration(organisation.id, draft.key, opened);
  const { uploads, rows } = useUploads(() => ({
    ticket: (file) => askRegistrationUpload({ organisation: organisation.id, key: draft.key, ...file }),
    send: postToStore,
    check: (id) => checkRegistrationUpload(id, draft.key),
  }));
  const picker = useRef<{ focus: () => void }>(null);
  const alert = useRef<HTMLDivElement>(null);
  const [local, setLocal] = useState<ReadonlyMap<string, string>>(new Map());
  const [oldDate, setOldDate] = useState(false);
  const [givingUp, setGivingUp] = useState(false);
  const [adding, setAdding] = useState<number | "new">();

  const register = useMutation({
    mutationFn: (oldDateConfirmed: boolean) =>
      registerCase(
        toRegister(
          typed,
          {
            organisation: organisation.id,
            key: draft.key,
            files: summary(rows).ids,
            oldDateConfirmed,
          },
          draft.form,
          answered({ own: {} }, sentFiles(rows)),
        ),
      ),
    onSuccess: ({ caseId }) => {
      end();
      client.removeQueries({ queryKey: registrationQuery(organisation.id).queryKey });
      void client.invalidateQueries({ queryKey: ["mediation", "counts"] });
      void client.invalidateQueries({ queryKey: ["mediation", "cases"] });
      void navigate({
        to: "/espace/$organisation/mediation/dossiers/$caseId/recepisse",
        params: { organisation: organisation.slug, caseId },
      });
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.problem.reason === "old_date") setOldDate(true);
      else requestAnimationFrame(() => alert.current?.focus());
    },
  });

  const faults = useMemo(() => {
    const { error } = register;
    const said = error instanceof ProblemError ? (error.problem.fields ?? []) : [];
    return new Map([...local, ...said.map(({ path, message }) => [path, message] as const)]);
  }, [register, local]);

  const submit = () => {
    const missing = missingOf(typed, rows.some(isUnderWay));
    setLocal(missing);
    if (missing.size > 0) {
      register.reset();
      requestAnimationFrame(() => alert.current?.focus());
    } else if (!register.isPending) register.mutate(false);
  };

  const nameOf = (path: string) =>
    fieldNames[path] ?? draft.form.questions.find(({ id }) => path === `answers.${id}`)?.label;
  const isOldDate = register.error instanceof ProblemError && register.error.problem.reason === "old_date";
  return (
    <div className="register">
      <form
        className="register__form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {faults.size > 0 ? (
          <ErrorSummary
            ref={alert}
            errors={[...faults].map(([path, message]) => ({
              fieldId: path,
              summary: nameOf(path) ? `${nameOf(path)}\u00a0: ${message}` : message,
            }))}
          />
        ) : (
          register.isError &&
          !isOldDate && <Alert ref={alert} severity="error" title={refusalWords(register.error)} />
        )}
        <fieldset className="register__block">
          <legend>Saisine</legend>
          <div className="register__pair">
            <Select
              id="channel"
              label="Mode de saisine"
              placeholder="Choisir"
              options={Object.entries(channels).filter(([code]) => code !== "WEB")}
              value={typed.channel}
              onChange={(channel) => change({ channel: channel as Channel })}
              error={faults.get("channel")}
            />
            <Select
              id="originator"
              label="Origine (facultatif)"
              placeholder="Choisir"
              options={[...Object.entries(originators), ["NONE", "Non précisée"] as const]}
              value={typed.originator || "NONE"}
              onChange={(code) => change({ originator: code === "NONE" ? "" : (code as Originator) })}
            />
          </div>
          <div className="register__pair">
            <Input
              id="receivedOn"
              label="Date réelle de la saisine"
              hint={
                typed.channel === "MAIL"
                  ? "Date d’arrivée du courrier."
                  : "Jour de la visite, de l’appel, du message."
              }
              type="date"
              max={today()}
              value={typed.receivedOn}
              onChange={(receivedOn) => change({ receivedOn })}
              error={faults.get("receivedOn")}
            />
            {typed.channel !== "MAIL" && (
              <Input
                id="receivedAt"
                label="Heure (facultatif)"
                hint="Si elle est connue."
                type="time"
                value={typed.receivedAt}
                onChange={(receivedAt) => change({ receivedAt })}
                error={faults.get("receivedAt")}
              />
            )}
          </div>
        </fieldset>
        <RequesterFields typed={typed} change={change} faults={faults} />
        <fieldset className="register__block">
          <legend>Représentants</legend>
          {typed.representatives.length === 0 && (
            <p className="mention">Personne n’agit pour le requérant.</p>
          )}
          <ul className="links__lines">
            {typed.representatives.map((one, at) => (
              <li key={`${one.lastName} ${one.firstName ?? ""} ${one.email ?? ""}`} className="links__line">
                <span>
                  {[one.firstName, one.lastName].filter(Boolean).join(" ")}
                  {one.organisationName && <span className="mention">, {one.organisationName}</span>}
                </span>
                <span className="links__acts small">
                  <button type="button" className="text-button" onClick={() => setAdding(at)}>
                    Modifier<span className="fr-sr-only"> {one.lastName}</span>
                  </button>
                  <button
                    type="button"
                    className="text-button"
                    onClick={() =>
                      change({ representatives: typed.representatives.filter((_, index) => index !== at) })
                    }
                  >
                    Retirer<span className="fr-sr-only"> {one.lastName}</span>
                  </button>
                </span>
              </li>
            ))}
          </ul>
          {typed.representatives.length < mostRepresentatives && (
            <Button size="sm" look="secondary" icon="fr-icon-user-add-line" onClick={() => setAdding("new")}>
              Ajouter un représentant
            </Button>
          )}
        </fieldset>
        <DisputeFields typed={typed} change={change} faults={faults} />
        {draft.form.questions.length > 0 && (
          <fieldset className="register__block">
            <legend>Questions de votre formulaire</legend>
            <OwnQuestions
              questions={draft.form.questions}
              answered={answered(typed, promisedFiles(rows))}
              onAnswer={(question, values) => change({ own: { ...typed.own, [question]: values } })}
              field={(path) => ({ id: path, error: faults.get(path), onBlur: () => undefined })}
              files={(question, words) => (
                <QuestionFiles
                  key={question.id}
                  question={question}
                  words={words}
                  uploads={uploads}
                  rows={rows}
                  field={{ id: `answers.${question.id}`, error: faults.get(`answers.${question.id}`) }}
                />
              )}
            />
          </fieldset>
        )}
        <fieldset className="register__block">
          <legend>Pièces</legend>
          <p className="mention">Le courrier scanné, et ce que la personne a remis. 10 fichiers au plus.</p>
          <FilePicker ref={picker} id="files" onFiles={(files) => uploads.add(files)}>
            Ajouter des pièces
          </FilePicker>
          <FileList
            uploads={uploads}
            rows={rows.filter(({ about }) => about === undefined)}
            focusAfterLast={() => picker.current?.focus()}
          />
        </fieldset>
        <fieldset className="register__block">
          <legend>Récépissé</legend>
          <Checkbox
            id="register-receipt"
            label="Envoyer le récépissé par e-mail"
            hint={
              filerEmail(typed)
                ? `À ${filerEmail(typed)}. Le récépissé se lit aussi sur papier après l’enregistrement.`
                : "Sans adresse e-mail, le récépissé s’imprime après l’enregistrement."
            }
            checked={typed.sendReceipt && Boolean(filerEmail(typed))}
            onChange={(sendReceipt) => change({ sendReceipt })}
          />
        </fieldset>
        <div className="register__foot">
          <Button type="submit" busy={register.isPending && "Enregistrement en cours…"}>
            Enregistrer le dossier
          </Button>
          <Button look="tertiary" onClick={() => setGivingUp(true)}>
            Abandonner…
          </Button>
          <span className="small mention" role="status">
            {kept === "failed"
              ? "Brouillon pas encore enregistré : nouvel essai à la prochaine saisie."
              : kept
                ? `Brouillon enregistré à ${clockTime(new Date(kept.at))}`
                : draft.updatedAt
                  ? "Brouillon repris."
                  : ""}
          </span>
        </div>
      </form>
      <aside className="register__aside" aria-label="Dossiers qui se ressemblent">
        <SimilarPanel asked={toFind(typed, organisation.id)} space={space} />
      </aside>
      {adding !== undefined && (
        <RepresentativeDialog
          opened={adding === "new" ? undefined : typed.representatives[adding]}
          save={(one) => {
            change({
              representatives:
                adding === "new"
                  ? [...typed.representatives, one]
                  : typed.representatives.map((before, at) => (at === adding ? one : before)),
            });
            return Promise.resolve();
          }}
          withMandate
          onClose={() => setAdding(undefined)}
        />
      )}
      {oldDate && (
        <ConfirmDialog
          title="Une saisine de plus d’un an ?"
          confirm="Confirmer cette date"
          busy="Enregistrement en cours…"
          act={() => register.mutateAsync(true)}
          onDone={() => setOldDate(false)}
          onClose={() => setOldDate(false)}
        >
          <p>
            Vous enregistrez une saisine du {exactDay(typed.receivedOn)}. Le dossier comptera dans les
            chiffres de cette année-là.
          </p>
        </ConfirmDialog>
      )}
      {givingUp && (
        <ConfirmDialog
          title="Abandonner ce dossier ?"
          confirm="Abandonner la saisie"
          busy="Effacement en cours…"
          act={() => giveUpRegistration(organisation.id)}
          onDone={() => {
            end();
            client.removeQueries({ queryKey: registrationQuery(organisation.id).queryKey });
            void navigate({
              to: "/espace/$organisation/mediation",
              params: { organisation: organisation.slug },
            });
          }}
          onClose={() => setGivingUp(false)}
        >
          <p>Le brouillon est effacé. Aucun dossier n’est créé.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

type Typed = ReturnType<typeof typedFrom>;

/** Who filed: the first representative, else the requester. */
const filerEmail = ({ representatives, email }: Typed): string =>
  representatives.length > 0 ? (representatives[0]?.email ?? "") : email.trim();

/** What the screen knows to be missing before it asks. */
const missingOf = (typed: Typed, sending: boolean): ReadonlyMap<string, string> => {
  const missing = new Map<string, string>();
  if (!typed.channel) missing.set("channel", "Choisissez comment la saisine est arrivée.");
  if (!typed.receivedOn) missing.set("receivedOn", "Écrivez la date de la saisine.");
  if (!typed.unknown && typed.kind === "NATURAL" && !typed.lastName.trim()) {
    missing.set("requester.lastName", "Écrivez le nom, ou cochez «\u00a0Nom inconnu\u00a0».");
  }
  if (!typed.unknown && typed.kind === "LEGAL" && !typed.legalName.trim()) {
    missing.set("requester.legalName", "Écrivez le nom de l’organisme, ou cochez «\u00a0Nom inconnu\u00a0».");
  }
  if (!typed.description.trim()) missing.set("description", "Décrivez le différend, même en peu de mots.");
  if (sending) missing.set("files", "Attendez la fin de l’envoi des pièces.");
  return missing;
};
