import type { AccessCase, AccessChoice, AccessReview } from "../../../../shared/mediation/access-request.ts";

const itemsOf = ({ people, entries, documents }: AccessCase) => [...people, ...entries, ...documents];

/** What the review proposes, cases and all they hold: a case ticked afterwards shows its own proposals. */
export const proposedIn = ({ cases }: AccessReview): string[] =>
  cases.flatMap((one) => [one, ...itemsOf(one)].filter(({ given }) => given).map(({ id }) => id));

/** What is ticked, as it is kept; of an unticked case nothing is given, whatever is ticked in it. */
export const chosenIn = (
  { cases }: AccessReview,
  ticked: ReadonlySet<string>,
  kept: "to keep" | "to give",
): Omit<AccessChoice, "mask"> => {
  const given = cases.filter(({ id }) => kept === "to keep" || ticked.has(id));
  const idsOf = (items: readonly { id: string }[]) =>
    items.map(({ id }) => id).filter((id) => ticked.has(id));
  return {
    shown: cases.flatMap((one) => [one, ...itemsOf(one)].map(({ id }) => id)),
    cases: idsOf(given),
    people: idsOf(given.flatMap(({ people }) => people)),
    entries: idsOf(given.flatMap(({ entries }) => entries)),
    documents: idsOf(given.flatMap(({ documents }) => documents)),
  };
};

/** A text of one word or name per line, each once. */
export const linesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length > 1),
  ),
];
