import type { AsideRecord, Resolution, Resolved } from "./contract.ts";

type Kind = Exclude<Resolution["kind"], "ignore">;
export type Decision<K extends Kind> = Extract<Resolution, { kind: K | "ignore" }>;

/** What a series sets aside: records alike are one, and what was decided of them is not set aside again. */
export interface AsideBook {
  /**
   * What was decided of a record, when it is `ignore` or one of the kinds that answer it; else the record is set aside,
   * added to those alike.
   */
  decide<K extends Kind>(record: AsideRecord, kinds: readonly K[]): Decision<K> | undefined;
  records(): AsideRecord[];
}

export const asideBook = (resolved: Resolved): AsideBook => {
  const records = new Map<string, AsideRecord>();
  return {
    decide: <K extends Kind>(record: AsideRecord, kinds: readonly K[]): Decision<K> | undefined => {
      const decision = resolved(record);
      if (decision && answers(decision, kinds)) return decision;
      const key = JSON.stringify([record.level, record.externalId, record.reason]);
      const alike = records.get(key);
      records.set(
        key,
        alike
          ? { ...alike, count: alike.count + record.count, amount: alike.amount + record.amount }
          : record,
      );
      return undefined;
    },
    records: () => [...records.values()],
  };
};

const answers = <K extends Kind>(decision: Resolution, kinds: readonly K[]): decision is Decision<K> =>
  decision.kind === "ignore" || kinds.some((kind) => kind === decision.kind);
