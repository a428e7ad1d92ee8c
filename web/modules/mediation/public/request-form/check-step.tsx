import type { ReactNode } from "react";
import { preferredContact } from "../../../../../shared/mediation/contact.ts";
import { type Day, readDay } from "../../../../../shared/mediation/dates.ts";
import type { PublicForm } from "../../../../../shared/mediation/form-config.ts";
import {
  answerWords,
  askedQuestions,
  presenceOf,
  readAnswer,
} from "../../../../../shared/mediation/form-rules.ts";
import {
  contactMeans,
  knowledge,
  representativeKinds,
  titles,
} from "../../../../../shared/mediation/public-labels.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { day } from "../../../../ui/dates.ts";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import type { Upload } from "../../../../ui/uploads.ts";
import { type Answers, answered, contactOf, type PersonAnswers, wantsCopy, writerOf } from "./answers.ts";
import { countryName } from "./countries.ts";
import { promisedFiles } from "./sent-files.ts";
import { type StepNumber, stepTitle } from "./steps.ts";

const nothing = <span className="nothing-said">Rien d’indiqué</span>;

/** The writer's own text, whole, with its paragraphs. */
const OwnText = ({ text }: { text: string }) =>
  text
    .trim()
    .split(/\n{2,}/)
    // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no other name and never move.
    .map((paragraph, index) => <p key={index}>{paragraph}</p>);

const Fact = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

interface RecapProps {
  step: StepNumber;
  title?: string;
  onEdit: (step: StepNumber) => void;
  children: ReactNode;
}

const Recap = ({ step, title = stepTitle(step), onEdit, children }: RecapProps) => (
  <section className="recap">
    <div className="recap__head">
      <h2>{title}</h2>
      <button
        type="button"
        className="fr-link fr-icon-edit-line fr-link--icon-left"
        onClick={() => onEdit(step)}
      >
        Modifier<span className="fr-sr-only"> : {title}</span>
      </button>
    </div>
    <dl className="facts-table">{children}</dl>
  </section>
);

const onBehalfWords = {
  SELF: "pour moi-même",
  PERSON: "pour une autre personne",
  ORGANISATION: "pour un organisme",
};

const nameOf = (person: PersonAnswers) =>
  [person.title === "NONE" ? "" : titles[person.title], person.firstName.trim(), person.lastName.trim()]
    .filter(Boolean)
    .join(" ");

const addressOf = (person: PersonAnswers): string[] =>
  [
    person.line1,
    person.line2,
    `${person.postalCode} ${person.city}`,
    person.abroad && person.country ? countryName(person.country) : "",
  ]
    .map((line) => line.trim())
    .filter(Boolean);

const PersonFacts = ({ person, unreachable = false }: { person: PersonAnswers; unreachable?: boolean }) => {
  const address = addressOf(person);
  const means = preferredContact(contactOf(person));
  return (
    <>
      <Fact name="Nom">{nameOf(person)}</Fact>
      {unreachable ? (
        <Fact name="Coordonnées">non communiquées</Fact>
      ) : (
        <>
          <Fact name={<Unbroken>E-mail</Unbroken>}>{person.email.trim() || nothing}</Fact>
          <Fact name="Téléphone">
            <span className="figures">{person.phone.trim() || nothing}</span>
          </Fact>
          {address.length > 0 ? (
            <Fact name="Adresse">
              {address.map((line) => (
                <span key={line} className="line">
                  {line}
                </span>
              ))}
            </Fact>
          ) : null}
          {means ? <Fact name="Réponses">{contactMeans[means].toLowerCase()}</Fact> : null}
        </>
      )}
    </>
  );
};

const Details = ({ answers, onEdit }: { answers: Answers; onEdit: RecapProps["onEdit"] }) => {
  const { requester, representative, onBehalf } = answers;
  return onBehalf === "PERSON" ? (
    <>
      <Recap step={2} title="La personne représentée" onEdit={onEdit}>
        <PersonFacts person={requester} unreachable={requester.unreachable} />
      </Recap>
      <Recap step={2} onEdit={onEdit}>
        <Fact name="En tant que">
          {representative.kind ? representativeKinds[representative.kind] : nothing}
        </Fact>
        {representative.organisationName.trim() ? (
          <Fact name="Organisme">{representative.organisationName.trim()}</Fact>
        ) : null}
        <PersonFacts person={representative} />
        <Fact name="La personne est d’accord">{representative.requesterAgrees ? "Oui" : "Non précisé"}</Fact>
      </Recap>
    </>
  ) : (
    <Recap step={2} onEdit={onEdit}>
      {onBehalf === "ORGANISATION" ? (
        <>
          <Fact name="Organisme">{requester.legalName.trim()}</Fact>
          <Fact name="Siret">{requester.siret.trim() || nothing}</Fact>
        </>
      ) : null}
      <PersonFacts person={requester} />
      {requester.accessibilityNeeds.trim() ? (
        <Fact name="Aménagement">{requester.accessibilityNeeds.trim()}</Fact>
      ) : null}
    </Recap>
  );
};

/** A day as it was understood, which is what the person is asked to check. */
const understood = (typed: string, today: Day) => {
  const read = readDay(typed, today, "");
  return "day" in read && read.day ? day(`${read.day}T12:00:00Z`, "UTC") : "";
};

const complaint = (answers: Answers, today: Day) => {
  if (answers.priorComplaint !== "YES")
    return answers.priorComplaint ? knowledge[answers.priorComplaint] : nothing;
  const on = understood(answers.priorComplaintOn, today);
  const answer = answers.priorAnswer
    ? `. Réponse reçue : ${knowledge[answers.priorAnswer].toLowerCase()}`
    : "";
  return `Oui${on ? `, le ${on}` : ""}${answer}`;
};

interface CheckStepProps {
  answers: Answers;
  form: PublicForm;
  change: (patch: Partial<Answers>) => void;
  rows: readonly Upload[];
  today: Day;
  privacy: string | undefined;
  onEdit: (step: StepNumber) => void;
}

/** Answers to the organisation's own questions, each under its question. */
const OwnAnswers = ({
  answers,
  form,
  rows,
  today,
}: Pick<CheckStepProps, "answers" | "form" | "rows" | "today">) => {
  const given = answered(answers, promisedFiles(rows));
  return askedQuestions(form.questions, given).map((question) => {
    const read = readAnswer(question, given[question.id] ?? [], today);
    const values = "values" in read ? read.values : [];
    const names = rows.filter(({ about, state }) => about === question.id && state.at !== "refused");
    return (
      <Fact key={question.id} name={question.label}>
        {values.length === 0 ? (
          nothing
        ) : question.kind === "file" ? (
          names.map(({ name }) => name).join(", ")
        ) : question.kind === "long_text" ? (
          <OwnText text={values[0] ?? ""} />
        ) : (
          answerWords(question.kind, values)
        )}
      </Fact>
    );
  });
};

export const CheckStep = (props: CheckStepProps) => {
  const { answers, form, change, rows, today, privacy, onEdit } = props;
  const asked = (name: Parameters<typeof presenceOf>[1]) => presenceOf(form, name) !== "hidden";
  const files = rows.filter(({ state, about }) => state.at !== "refused" && about === undefined);
  const decision = understood(answers.contestedDecisionOn, today);
  return (
    <>
      <p className="fr-mb-0">
        Relisez votre demande. Après l’envoi, vous pourrez encore ajouter des documents et des précisions.
      </p>
      <Recap step={1} onEdit={onEdit}>
        <Fact name="Demande faite">{onBehalfWords[answers.onBehalf ?? "SELF"]}</Fact>
      </Recap>
      <Details answers={answers} onEdit={onEdit} />
      <Recap step={3} onEdit={onEdit}>
        <Fact name="Ce qui s’est passé">
          <OwnText text={answers.description} />
        </Fact>
        {asked("expectation") ? (
          <Fact name="Ce que vous demandez">
            {answers.expectation.trim() ? <OwnText text={answers.expectation} /> : nothing}
          </Fact>
        ) : null}
        {decision && asked("contestedDecisionOn") ? <Fact name="Décision contestée">{decision}</Fact> : null}
        {asked("priorComplaint") ? (
          <Fact name="Déjà écrit au service">{complaint(answers, today)}</Fact>
        ) : null}
        {asked("courtPending") ? (
          <Fact name="Tribunal déjà saisi">
            {answers.courtPending ? knowledge[answers.courtPending] : nothing}
          </Fact>
        ) : null}
        <OwnAnswers answers={answers} form={form} rows={rows} today={today} />
      </Recap>
      {asked("files") ? (
        <Recap step={4} onEdit={onEdit}>
          <Fact
            name={files.length > 0 ? `${files.length} fichier${files.length > 1 ? "s" : ""}` : "Fichiers"}
          >
            {files.length === 0
              ? "Aucun fichier"
              : files.map(({ key, name, size, state }) => (
                  <span key={key} className="line">
                    {name}{" "}
                    <span className="mention">
                      · {fileSize(size)}
                      {state.at === "added"
                        ? ""
                        : state.at === "interrupted"
                          ? " · envoi interrompu"
                          : " · envoi en cours"}
                    </span>
                  </span>
                ))}
          </Fact>
        </Recap>
      ) : null}
      {writerOf(answers).email.trim() ? (
        <Checkbox
          id="sendCopy"
          label={
            <>
              Recevoir une copie de ma demande par <Unbroken>e-mail</Unbroken>
            </>
          }
          checked={wantsCopy(answers)}
          onChange={(sendCopy) => change({ sendCopy })}
        />
      ) : null}
      {privacy ? (
        <div className="aside-text">
          <h2>Vos données</h2>
          <p>{privacy}</p>
          <p>
            <a href="/donnees-personnelles">Vos droits et comment les exercer</a>
          </p>
        </div>
      ) : null}
    </>
  );
};
