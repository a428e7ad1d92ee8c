import type { Upload } from "../../../../ui/uploads.ts";
import type { SentFile } from "./answers.ts";

/** Files that were taken, with the question each answers. */
export const sentFiles = (rows: readonly Upload[]): SentFile[] =>
  rows.flatMap(({ state, about }) => (state.at === "added" ? [{ id: state.id, about }] : []));

/** The same with those still going or waiting for a new try: enough to leave a step that asks for one. */
export const promisedFiles = (rows: readonly Upload[]): SentFile[] =>
  rows.flatMap(({ key, state, about }) =>
    state.at === "refused" ? [] : [{ id: state.at === "added" ? state.id : key, about }],
  );
