import { type Answers, noAnswers } from "./answers.ts";
import { type StepNumber, stepNumber } from "./steps.ts";

/** A file the draft remembers: `id` once it was taken, and when (ms); without it the sending did not end. */
export interface DraftFile {
  id: string | null;
  name: string;
  size: number;
  sentAt: number;
  /** The organisation's question it answers. */
  about?: string | undefined;
}

/** What the device keeps of an unfinished request. Times in milliseconds since 1970. */
export interface Draft {
  /** Also the idempotency key of the request: the same draft always gets the same receipt. */
  draftId: string;
  openedAt: number;
  savedAt: number;
  step: StepNumber;
  answers: Answers;
  files: DraftFile[];
}

const version = 1;
const day = 24 * 60 * 60 * 1000;
const draftLife = 30 * day;

export const draftKey = (slug: string) => `guichet:demande:${slug}`;

export const newDraft = (draftId: string, now: number): Draft => ({
  draftId,
  openedAt: now,
  savedAt: now,
  step: 1,
  answers: noAnswers,
  files: [],
});

/** True when there is something to lose. */
export const hasContent = ({ answers, files }: Draft): boolean =>
  files.length > 0 || JSON.stringify(answers) !== JSON.stringify(noAnswers);

/** Text kept in the browser's storage. */
export const writeDraft = (draft: Draft): string => JSON.stringify({ version, ...draft });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Answers of a stored draft over empty ones, so that a field added since has a value. */
const answersOf = (stored: unknown): Answers => {
  const answers = isRecord(stored) ? (stored as Partial<Answers>) : {};
  return {
    ...noAnswers,
    ...answers,
    requester: { ...noAnswers.requester, ...answers.requester },
    representative: { ...noAnswers.representative, ...answers.representative },
    own: { ...answers.own },
  };
};

/** The draft kept on the device, or null: none, unreadable, of another version, or older than 30 days. */
export const readDraft = (text: string | null, now: number): Draft | null => {
  if (!text) return null;
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(stored) || stored.version !== version) return null;
  const { draftId, openedAt, savedAt, files } = stored;
  if (typeof draftId !== "string" || typeof openedAt !== "number" || typeof savedAt !== "number") return null;
  if (now - savedAt > draftLife) return null;
  return {
    draftId,
    openedAt,
    savedAt,
    step: stepNumber(stored.step),
    answers: answersOf(stored.answers),
    files: Array.isArray(files) ? (files as DraftFile[]) : [],
  };
};

/** A file sent more than 24 hours ago is no longer there for sure: it is asked for again. */
export const isStillThere = (file: DraftFile, now: number): boolean =>
  file.id !== null && now - file.sentAt < day;
