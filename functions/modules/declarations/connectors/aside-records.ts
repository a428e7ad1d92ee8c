import type { AsideRecord, Resolution, Resolved } from "./contract.ts";
import { asideBook } from "./gathering.ts";

type Kind = Exclude<Resolution["kind"], "ignore">;
type Decision<K extends Kind> = Extract<Resolution, { kind: K | "ignore" }>;

/** What a series sets aside, and what somebody decided of it. */
export interface Decisions {
  /**
   * What was decided of a record, when that is `ignore` or one of the kinds that answer it. Else the record is set aside,
   * added to those alike: what was decided is not set aside again.
   */
  of<K extends Kind>(record: AsideRecord, kinds: readonly K[]): Decision<K> | undefined;
  aside(): AsideRecord[];
}

export const decisions = (resolved: Resolved): Decisions => {
  const book = asideBook();
  return {
    of: <K extends Kind>(record: AsideRecord, kinds: readonly K[]): Decision<K> | undefined => {
      const decision = resolved(record);
      if (decision && answers(decision, kinds)) return decision;
      book.add(record);
      return undefined;
    },
    aside: book.all,
  };
};

const answers = <K extends Kind>(decision: Resolution, kinds: readonly K[]): decision is Decision<K> =>
  decision.kind === "ignore" || kinds.some((kind) => kind === decision.kind);
