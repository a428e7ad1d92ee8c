import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";

/** Id of the element of an entry in the thread. */
export const entryElement = (entryId: string) => `echange-${entryId}`;

/** The entry in which the focus is, where J and K or the tabulation brought it. */
export const focusedEntry = (entries: readonly CaseEntryView[]): CaseEntryView | undefined => {
  const within = document.activeElement?.closest(".thread__entries > li")?.id;
  return within ? entries.find(({ id }) => entryElement(id) === within) : undefined;
};
