const text = (value: unknown, longest: number) =>
  typeof value === "string" && value.trim() !== "" ? value.slice(0, longest) : undefined;

/** A list searched by a few words, as its address carries them. */
interface WordsSearch {
  q?: string;
}

const readWords = ({ q }: Record<string, unknown>): WordsSearch => {
  const words = text(q, 100);
  return words === undefined ? {} : { q: words };
};
export const readOrganisationsSearch = readWords;
export const readAccountsSearch = readWords;

/** The page of jobs, with the queue whose dead letters are shown. */
export interface JobsSearch {
  file?: string;
}

export const readJobsSearch = ({ file }: Record<string, unknown>): JobsSearch => {
  const queue = text(file, 60);
  return queue === undefined ? {} : { file: queue };
};
