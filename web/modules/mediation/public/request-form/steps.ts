import type { PublicForm } from "../../../../../shared/mediation/form-config.ts";
import { presenceOf } from "../../../../../shared/mediation/form-rules.ts";

/** The five steps, in order; the number in the address is the place in this list, from 1. */
const steps = [
  { id: "for-whom", title: "Pour qui ?" },
  { id: "details", title: "Vos coordonnées" },
  { id: "dispute", title: "Votre différend" },
  { id: "files", title: "Pièces" },
  { id: "check", title: "Vérification et envoi" },
] as const;

export type StepNumber = 1 | 2 | 3 | 4 | 5;
export const lastStep: StepNumber = 5;

/** A step number from anything (address, stored draft), 1 when it is not one. */
export const stepNumber = (value: unknown): StepNumber => {
  const number = Number(value);
  return number === 2 || number === 3 || number === 4 || number === 5 ? number : 1;
};

export const stepTitle = (step: StepNumber): string => steps[step - 1]?.title ?? "";

/** Steps of this form: the one of files goes when they are not asked for. */
const stepsOf = (form: PublicForm): StepNumber[] =>
  presenceOf(form, "files") === "hidden" ? [1, 2, 3, 5] : [1, 2, 3, 4, 5];

/** The step that follows, the last one after itself. */
export const stepAfter = (step: StepNumber, form: PublicForm): StepNumber =>
  stepsOf(form).find((next) => next > step) ?? lastStep;

/** Where a step stands among those of its form, as the stepper shows it. */
export const progressOf = (step: StepNumber, form: PublicForm): { current: number; titles: string[] } => {
  const shown = stepsOf(form);
  return { current: shown.filter((one) => one <= step).length, titles: shown.map(stepTitle) };
};

/** The step that asks for a field of the API (`requester.email`), to bring a person back to it. */
export const stepOfField = (path: string): StepNumber => {
  if (path === "onBehalf") return 1;
  if (path.startsWith("requester") || path.startsWith("representative")) return 2;
  return path.startsWith("files") ? 4 : 3;
};

/** Id of the field of a path, for labels and for the links of the error summary. */
export const fieldId = (path: string): string => path.replaceAll(".", "-");
