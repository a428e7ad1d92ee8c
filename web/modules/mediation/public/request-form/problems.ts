import { isSiret } from "../../../../../shared/access/siret.ts";
import { type ContactProblem, contactProblems } from "../../../../../shared/mediation/contact.ts";
import { type Day, readDay } from "../../../../../shared/mediation/dates.ts";
import type { PublicForm } from "../../../../../shared/mediation/form-config.ts";
import { askedQuestions, presenceOf, readAnswer } from "../../../../../shared/mediation/form-rules.ts";
import { limits } from "../../../../../shared/mediation/limits.ts";
import { countText } from "../../../../ui/character-count.ts";
import { type Answers, answered, contactOf, type PersonAnswers, type SentFile } from "./answers.ts";
import type { StepNumber } from "./steps.ts";

/** The form until its organisation is known: every standard question, and none of its own. */
export const usualForm: PublicForm = { standard: {}, questions: [], version: 0, fileMegabytes: 20 };

/** A fault of the form: `path` as the API names the field, `focus` the field to go to when it is another one. */
export interface Fault {
  path: string;
  summary: string;
  message: string;
  focus?: string;
}

type Group = "requester" | "representative";

const nameFaults = (group: Group, person: PersonAnswers, whose: string): Fault[] =>
  person.lastName.trim()
    ? []
    : [{ path: `${group}.lastName`, summary: `${whose} : il manque`, message: "Écrivez votre nom." }];

const contactFault =
  (group: Group) =>
  ({ field, summary, message }: ContactProblem): Fault => ({
    path: `${group}.${field}`,
    summary,
    message,
    ...(field === "contact" ? { focus: `${group}.email` } : {}),
  });

const contactFaults = (group: Group, person: PersonAnswers, options?: { optional?: boolean }): Fault[] => {
  const faults = contactProblems(contactOf(person), options).map(contactFault(group));
  return person.abroad && !person.country && person.line1.trim()
    ? [
        ...faults,
        { path: `${group}.country`, summary: "Pays : il manque", message: "Choisissez votre pays." },
      ]
    : faults;
};

const organisationFaults = ({ requester }: Answers): Fault[] => {
  const siret = requester.siret.trim();
  return [
    ...(requester.legalName.trim()
      ? []
      : [
          {
            path: "requester.legalName",
            summary: "Nom de l’organisme : il manque",
            message: "Écrivez le nom de l’organisme.",
          },
        ]),
    ...(!siret || isSiret(siret)
      ? []
      : [
          {
            path: "requester.siret",
            summary: "Numéro Siret : il n’est pas valable",
            message: "Un numéro Siret a 14 chiffres. Vérifiez-le ou effacez-le.",
          },
        ]),
  ];
};

const detailsFaults = (answers: Answers): Fault[] => {
  const { requester, representative } = answers;
  if (answers.onBehalf !== "PERSON") {
    return [
      ...(answers.onBehalf === "ORGANISATION" ? organisationFaults(answers) : []),
      ...nameFaults("requester", requester, "Nom"),
      ...contactFaults("requester", requester),
    ];
  }
  return [
    ...nameFaults("requester", requester, "Nom de la personne représentée").map((fault) => ({
      ...fault,
      message: "Écrivez son nom.",
    })),
    ...(requester.unreachable
      ? []
      : contactFaults("requester", requester).map((fault) =>
          fault.path === "requester.contact"
            ? {
                ...fault,
                summary: "Comment la joindre : indiquez au moins un moyen",
                message: "Indiquez un moyen de la joindre, ou cochez « Je n’ai pas ses coordonnées ».",
              }
            : fault,
        )),
    ...(representative.kind
      ? []
      : [
          {
            path: "representative.kind",
            summary: "Votre rôle : il manque",
            message: "Choisissez à quel titre vous faites cette demande.",
          },
        ]),
    ...nameFaults("representative", representative, "Votre nom"),
    ...contactFaults("representative", representative),
  ];
};

const textFaults = (
  path: string,
  name: string,
  text: string,
  limit: { min: number; max: number },
): Fault[] => {
  const counter = countText(text, limit);
  if (counter.zone === "over")
    return [{ path, summary: `${name} : le texte est trop long`, message: counter.text }];
  if (counter.zone !== "under") return [];
  return text.trim()
    ? [{ path, summary: `${name} : le texte est trop court`, message: `${counter.text}.` }]
    : [
        {
          path,
          summary: `${name} : la réponse manque`,
          message: "Racontez ce qui s’est passé, même en peu de mots.",
        },
      ];
};

const dayFaults = (path: string, name: string, typed: string, today: Day): Fault[] => {
  const read = readDay(typed, today, name);
  return "day" in read ? [] : [{ path, ...read }];
};

const choiceFaults = (
  form: PublicForm,
  name: "priorComplaint" | "priorAnswer" | "courtPending",
  value: string | undefined,
  summary: string,
): Fault[] =>
  presenceOf(form, name) === "required" && !value
    ? [{ path: name, summary: `${summary} : la réponse manque`, message: "Choisissez une réponse." }]
    : [];

const requiredText = (
  form: PublicForm,
  name: "expectation" | "contestedDecisionOn",
  text: string,
  fault: Omit<Fault, "path">,
): Fault[] => (presenceOf(form, name) === "required" && !text.trim() ? [{ path: name, ...fault }] : []);

const ownFaults = (form: PublicForm, answers: Answers, files: readonly SentFile[], today: Day): Fault[] => {
  const given = answered(answers, files);
  return askedQuestions(form.questions, given).flatMap((question) => {
    const read = readAnswer(question, given[question.id] ?? [], today);
    return "message" in read
      ? [
          {
            path: `answers.${question.id}`,
            summary: `${question.label} : la réponse est à revoir`,
            message: read.message,
          },
        ]
      : [];
  });
};

const disputeFaults = (
  form: PublicForm,
  answers: Answers,
  files: readonly SentFile[],
  today: Day,
): Fault[] => [
  ...textFaults("description", "Que s’est-il passé", answers.description, {
    min: limits.descriptionMin,
    max: limits.descriptionMax,
  }),
  ...textFaults("expectation", "Que demandez-vous", answers.expectation, {
    min: 0,
    max: limits.expectationMax,
  }),
  ...requiredText(form, "expectation", answers.expectation, {
    summary: "Que demandez-vous : la réponse manque",
    message: "Dites ce que vous demandez, même en peu de mots.",
  }),
  ...requiredText(form, "contestedDecisionOn", answers.contestedDecisionOn, {
    summary: "Date de la décision : elle manque",
    message: "Indiquez cette date, même approximative. Exemple : 05/03/2027.",
  }),
  ...dayFaults("contestedDecisionOn", "Date de la décision", answers.contestedDecisionOn, today),
  ...choiceFaults(form, "priorComplaint", answers.priorComplaint, "Courrier au service"),
  ...(answers.priorComplaint === "YES"
    ? [
        ...dayFaults("priorComplaintOn", "Date de votre courrier", answers.priorComplaintOn, today),
        ...choiceFaults(form, "priorAnswer", answers.priorAnswer, "Réponse reçue"),
      ]
    : []),
  ...choiceFaults(form, "courtPending", answers.courtPending, "Tribunal"),
  ...ownFaults(form, answers, files, today),
];

const titleFaults = (form: PublicForm, { requester }: Answers): Fault[] =>
  presenceOf(form, "title") === "required" && requester.title === "NONE"
    ? [{ path: "requester.title", summary: "Civilité : elle manque", message: "Choisissez une civilité." }]
    : [];

const filesFaults = (form: PublicForm, files: readonly SentFile[]): Fault[] =>
  presenceOf(form, "files") === "required" && files.length === 0
    ? [{ path: "files", summary: "Pièces : il en manque une", message: "Ajoutez au moins un document." }]
    : [];

/** What a step is checked against. `files`: those sent or on their way. */
interface Checked {
  today: Day;
  form?: PublicForm;
  files?: readonly SentFile[];
}

/** What keeps a step from being left, in the order of its fields. The last step never does. */
export const faultsOf = (step: StepNumber, answers: Answers, checked: Checked): Fault[] => {
  const { today, form = usualForm, files = [] } = checked;
  if (step === 1) {
    return answers.onBehalf
      ? []
      : [
          {
            path: "onBehalf",
            summary: "Pour qui : la réponse manque",
            message: "Choisissez pour qui vous faites la demande.",
            focus: "onBehalf.SELF",
          },
        ];
  }
  if (step === 2) return [...titleFaults(form, answers), ...detailsFaults(answers)];
  if (step === 3) return disputeFaults(form, answers, files, today);
  return step === 4 ? filesFaults(form, files) : [];
};
