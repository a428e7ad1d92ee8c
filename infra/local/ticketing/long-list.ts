/** A list of some records written down and of many made up when asked, so that large accounts take no memory. */
export interface Part<T> {
  length: number;
  at(index: number): T;
}

/** Records from `from` on, `size` of them at most, of these parts one after the other. */
export const slice = <T>(parts: readonly Part<T>[], from: number, size: number): T[] => {
  const found: T[] = [];
  let before = 0;
  for (const part of parts) {
    const last = Math.min(part.length, from + size - before);
    for (let index = Math.max(0, from - before); index < last; index += 1) found.push(part.at(index));
    before += part.length;
  }
  return found;
};

export const lengthOf = (parts: readonly Part<unknown>[]): number =>
  parts.reduce((total, { length }) => total + length, 0);

export const written = <T>(records: readonly T[]): Part<T> => ({
  length: records.length,
  at: (index) => {
    const record = records[index];
    if (record === undefined) throw new RangeError(`no record ${index}`);
    return record;
  },
});
