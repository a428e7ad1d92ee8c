import type { Channel, Knowledge, Originator } from "../../../../../shared/mediation/enums.ts";
import { type Answered, askedQuestions } from "../../../../../shared/mediation/form-rules.ts";
import type { FindSimilar } from "../../../../../shared/mediation/people.ts";
import type {
  RegisterCase,
  RegistrationDraft,
  RepresentativeInput,
} from "../../../../../shared/mediation/registering.ts";

/** The form as it is typed: every field a text, kept in the draft as it is. */
export interface Typed {
  channel: Channel | "";
  receivedOn: string;
  receivedAt: string;
  originator: Originator | "";
  unknown: boolean;
  kind: "NATURAL" | "LEGAL";
  title: string;
  firstName: string;
  lastName: string;
  legalName: string;
  siret: string;
  requesterType: string;
  email: string;
  phone: string;
  line1: string;
  line2: string;
  postalCode: string;
  city: string;
  subject: string;
  description: string;
  expectation: string;
  contestedDecisionOn: string;
  priorComplaint: Knowledge | "";
  priorAnswer: Knowledge | "";
  courtPending: Knowledge | "";
  /** Answers to the organisation's own questions, by question; files are with the uploads. */
  own: Record<string, readonly string[]>;
  representatives: RepresentativeInput[];
  sendReceipt: boolean;
}

export const nothingTyped = (today: string): Typed => ({
  channel: "",
  receivedOn: today,
  receivedAt: "",
  originator: "",
  unknown: false,
  kind: "NATURAL",
  title: "",
  firstName: "",
  lastName: "",
  legalName: "",
  siret: "",
  requesterType: "",
  email: "",
  phone: "",
  line1: "",
  line2: "",
  postalCode: "",
  city: "",
  subject: "",
  description: "",
  expectation: "",
  contestedDecisionOn: "",
  priorComplaint: "",
  priorAnswer: "",
  courtPending: "",
  own: {},
  representatives: [],
  sendReceipt: true,
});

/** What a draft kept, over an empty form; a field of an older form is left out. */
export const typedFrom = (kept: Readonly<Record<string, unknown>>, today: string): Typed => {
  const empty = nothingTyped(today);
  const known = Object.entries(kept).filter(
    ([name, value]) => name in empty && typeof value === typeof empty[name as keyof Typed],
  );
  return { ...empty, ...Object.fromEntries(known) };
};

const given = <Value extends string>(value: Value | ""): { value: Value } | undefined =>
  value.trim() === "" ? undefined : { value: value as Value };
/** Leaves out what is empty: the API takes an absent field, never an empty one that has a form. */
const filled = <T extends Record<string, string>>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => given(value) !== undefined)) as Partial<T>;

/**
 * The case as the API takes it. A letter has no hour; names that are not known stay behind, and answers to questions
 * that others no longer lead to.
 */
export const toRegister = (
  typed: Typed,
  about: { organisation: string; key: string; files: string[]; oldDateConfirmed: boolean },
  form: RegistrationDraft["form"],
  filesOf: Answered = {},
): RegisterCase => {
  const { kind, unknown } = typed;
  const person = unknown
    ? {}
    : filled({ title: typed.title, firstName: typed.firstName, lastName: typed.lastName });
  const body =
    kind === "LEGAL" ? filled({ legalName: unknown ? "" : typed.legalName, siret: typed.siret }) : {};
  const { email, phone, line1, line2, postalCode, city, requesterType } = typed;
  const given = { ...typed.own, ...filesOf };
  const answers = askedQuestions(form.questions, given).flatMap(({ id }) => {
    const values = (given[id] ?? []).filter((value) => value.trim() !== "");
    return values.length > 0 ? [{ question: id, values }] : [];
  });
  return {
    ...about,
    ...(answers.length > 0 ? { formVersion: form.version, answers } : {}),
    ...filled({
      receivedAt: typed.channel === "MAIL" ? "" : typed.receivedAt,
      originator: typed.originator,
      subject: typed.subject,
      expectation: typed.expectation,
      contestedDecisionOn: typed.contestedDecisionOn,
      priorComplaint: typed.priorComplaint,
      priorAnswer: typed.priorComplaint === "YES" ? typed.priorAnswer : "",
      courtPending: typed.courtPending,
    }),
    channel: typed.channel,
    receivedOn: typed.receivedOn,
    requester: {
      kind,
      ...(unknown ? { unknown } : {}),
      ...person,
      ...body,
      ...filled({ email, phone, line1, line2, postalCode, city, requesterType }),
    },
    representatives: typed.representatives,
    description: typed.description,
    sendReceipt: typed.sendReceipt,
    // What is missing or wrong is said by the API, field by field.
  } as RegisterCase;
};

/** What of the form is enough to look for cases alike; undefined while it is too little. */
export const toFind = (typed: Typed, organisation: string): FindSimilar | undefined => {
  const { email, phone, postalCode, contestedDecisionOn } = typed;
  const name = typed.unknown
    ? {}
    : typed.kind === "LEGAL"
      ? filled({ legalName: typed.legalName.trim() })
      : filled({ firstName: typed.firstName.trim(), lastName: typed.lastName.trim() });
  const isNamed = Object.values(name).some((value) => (value ?? "").length >= 2);
  const isReached = /\S@\S+\.\S/.test(email) || phone.replaceAll(/\D/g, "").length >= 8;
  if (!isNamed && !isReached) return undefined;
  return {
    organisation,
    ...name,
    ...filled({ email: /\S@\S+\.\S/.test(email) ? email : "", phone, postalCode, contestedDecisionOn }),
    ...filled({ description: typed.description.slice(0, 2000) }),
  };
};
