/**
 * Does the work for each, one after the other. One that fails stops none of the others; in the end all that failed is
 * thrown together, as so many `what`.
 */
export const eachApart = async <T>(
  all: Iterable<T>,
  what: string,
  work: (one: T) => Promise<unknown>,
): Promise<void> => {
  const failures: unknown[] = [];
  for (const one of all) {
    try {
      await work(one);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} ${what} failed`);
};
