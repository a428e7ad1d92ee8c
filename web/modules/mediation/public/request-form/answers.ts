import { type Contact, preferredContact } from "../../../../../shared/mediation/contact.ts";
import { type Day, readDay } from "../../../../../shared/mediation/dates.ts";
import type {
  ContactMeans,
  Knowledge,
  PersonTitle,
  RepresentativeKind,
} from "../../../../../shared/mediation/enums.ts";
import type { PublicForm } from "../../../../../shared/mediation/form-config.ts";
import { type Answered, askedQuestions, readAnswer } from "../../../../../shared/mediation/form-rules.ts";
import type { FileRequest } from "../../../../../shared/mediation/schema.ts";

/** A person as the form holds them: every field a text as typed. */
export interface PersonAnswers {
  title: PersonTitle | "NONE";
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  line1: string;
  line2: string;
  postalCode: string;
  city: string;
  /** Of the town, while it is one that was chosen from the list; empty otherwise. */
  inseeCode: string;
  /** ISO code, asked only of those who say they live abroad; empty until chosen. */
  country: string;
  abroad: boolean;
  preferredContact: ContactMeans | undefined;
}

export interface RequesterAnswers extends PersonAnswers {
  legalName: string;
  siret: string;
  /** The representative does not know how to reach this person. */
  unreachable: boolean;
  accessibilityNeeds: string;
}

export interface RepresentativeAnswers extends PersonAnswers {
  kind: RepresentativeKind | undefined;
  organisationName: string;
  requesterAgrees: boolean;
}

/** Everything typed in the five steps, files apart. Dates stay as typed. */
export interface Answers {
  onBehalf: FileRequest["onBehalf"] | undefined;
  requester: RequesterAnswers;
  representative: RepresentativeAnswers;
  description: string;
  expectation: string;
  contestedDecisionOn: string;
  priorComplaint: Knowledge | undefined;
  priorComplaintOn: string;
  priorAnswer: Knowledge | undefined;
  courtPending: Knowledge | undefined;
  /** Answers to the organisation's own questions, by question, as typed; files apart. */
  own: Readonly<Record<string, readonly string[]>>;
  /** Undefined until chosen: then yes for those who gave an e-mail. */
  sendCopy: boolean | undefined;
}

const noPerson: PersonAnswers = {
  title: "NONE",
  firstName: "",
  lastName: "",
  email: "",
  phone: "",
  line1: "",
  line2: "",
  postalCode: "",
  city: "",
  inseeCode: "",
  country: "",
  abroad: false,
  preferredContact: undefined,
};

export const noAnswers: Answers = {
  onBehalf: undefined,
  requester: { ...noPerson, legalName: "", siret: "", unreachable: false, accessibilityNeeds: "" },
  representative: { ...noPerson, kind: undefined, organisationName: "", requesterAgrees: false },
  description: "",
  expectation: "",
  contestedDecisionOn: "",
  priorComplaint: undefined,
  priorComplaintOn: "",
  priorAnswer: undefined,
  courtPending: undefined,
  own: {},
  sendCopy: undefined,
};

const typed = (text: string) => text.trim() || undefined;

/** A person's contact for the shared rules. */
export const contactOf = (person: PersonAnswers): Contact => ({
  email: typed(person.email),
  phone: typed(person.phone),
  line1: typed(person.line1),
  line2: typed(person.line2),
  postalCode: typed(person.postalCode),
  city: typed(person.city),
  country: person.abroad ? typed(person.country) : undefined,
  preferredContact: person.preferredContact,
});

const townOf = ({ abroad, inseeCode }: PersonAnswers) => (!abroad && inseeCode ? { inseeCode } : {});

/** Who writes: the representative when there is one, else the requester. */
export const writerOf = (answers: Answers): PersonAnswers =>
  answers.onBehalf === "PERSON" ? answers.representative : answers.requester;

const identityOf = (person: PersonAnswers) => ({
  title: person.title === "NONE" ? undefined : person.title,
  firstName: typed(person.firstName),
  lastName: person.lastName.trim(),
});

/** What may be known of the person represented: nothing of the contact when it is unknown. */
const requesterOf = ({ onBehalf, requester }: Answers): FileRequest["requester"] => {
  const silent = onBehalf === "PERSON" && requester.unreachable;
  const contact = silent ? {} : contactOf(requester);
  return {
    ...identityOf(requester),
    ...contact,
    ...(silent ? {} : townOf(requester)),
    preferredContact: preferredContact(contact),
    accessibilityNeeds: typed(requester.accessibilityNeeds),
    ...(onBehalf === "ORGANISATION"
      ? { legalName: typed(requester.legalName), siret: typed(requester.siret.replaceAll(/\s/g, "")) }
      : {}),
  };
};

const representativeOf = ({ representative }: Answers): FileRequest["representative"] => {
  const contact = contactOf(representative);
  return {
    ...identityOf(representative),
    ...contact,
    ...townOf(representative),
    preferredContact: preferredContact(contact),
    kind: representative.kind ?? "OTHER",
    organisationName: typed(representative.organisationName),
    requesterAgrees: representative.requesterAgrees,
  };
};

const dayOf = (text: string, today: Day) => {
  const read = readDay(text, today, "");
  return "day" in read ? read.day : undefined;
};

/** True when the copy of the request is to be sent: as chosen, else whenever there is an address to send it to. */
export const wantsCopy = (answers: Answers): boolean => {
  const email = writerOf(answers).email.trim();
  return email !== "" && (answers.sendCopy ?? true);
};

/** A file that was taken, and the question it answers when there is one. */
export interface SentFile {
  id: string;
  about?: string | undefined;
}

/** What was answered to each question, the files sent for it included. */
export const answered = (answers: Pick<Answers, "own">, files: readonly SentFile[]): Answered => {
  const byQuestion: Record<string, readonly string[]> = { ...answers.own };
  for (const { id, about } of files) if (about) byQuestion[about] = [...(byQuestion[about] ?? []), id];
  return byQuestion;
};

/** Answers to the questions that are asked, in the values the API keeps, and the version that asked them. */
const ownAnswers = (form: PublicForm, answers: Answers, files: readonly SentFile[], today: Day) => {
  const given = answered(answers, files);
  const read = askedQuestions(form.questions, given).flatMap((question) => {
    const answer = readAnswer(question, given[question.id] ?? [], today);
    return "values" in answer && answer.values.length > 0
      ? [{ question: question.id, values: answer.values }]
      : [];
  });
  return { formVersion: form.version, ...(read.length > 0 ? { answers: read } : {}) };
};

/** The request as the API takes it; call it once every step is without fault. */
export const toRequest = (
  answers: Answers,
  sending: {
    draftId: string;
    files: readonly SentFile[];
    filledInMs: number;
    website: string;
    today: Day;
    form?: PublicForm | undefined;
  },
): FileRequest => {
  const { today, website, form, files, ...rest } = sending;
  const own = form ? ownAnswers(form, answers, files, today) : undefined;
  const complained = answers.priorComplaint === "YES";
  return {
    ...rest,
    onBehalf: answers.onBehalf ?? "SELF",
    requester: requesterOf(answers),
    ...(answers.onBehalf === "PERSON" ? { representative: representativeOf(answers) } : {}),
    description: answers.description.trim(),
    expectation: typed(answers.expectation),
    contestedDecisionOn: dayOf(answers.contestedDecisionOn, today),
    priorComplaint: answers.priorComplaint,
    priorComplaintOn: complained ? dayOf(answers.priorComplaintOn, today) : undefined,
    priorAnswer: complained ? answers.priorAnswer : undefined,
    courtPending: answers.courtPending,
    files: files.map(({ id }) => id),
    ...own,
    sendCopy: wantsCopy(answers),
    ...(website ? { website } : {}),
  };
};
