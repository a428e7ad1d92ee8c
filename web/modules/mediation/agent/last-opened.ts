let last: string | undefined;

/** The case being read, so that the list it was opened from finds its row again. */
export const rememberOpened = (caseId: string) => {
  last = caseId;
};

/** The case last read, once. */
export function takeLastOpened(): string | undefined {
  const found = last;
  last = undefined;
  return found;
}
