import type { BulkLine } from "../../../../shared/mediation/bulk.ts";
import { casesWords, refusalsByCause } from "./bulk-words.ts";

/** Cases an act on many left aside, by cause. */
export function BulkRefused({
  lines,
  numbers,
}: {
  lines: readonly BulkLine[];
  /** Numbers the screen knows, of cases the answer does not name. */
  numbers: ReadonlyMap<string, string>;
}) {
  const causes = refusalsByCause(lines, numbers);
  if (causes.length === 0) return null;
  return (
    <ul className="bulk-result__refused">
      {causes.map(({ why, numbers: of }) => (
        <li key={why}>
          <span className="figures">{casesWords(of.length)}</span> laissé{of.length > 1 ? "s" : ""} de côté (
          {of.join(", ")}) : {why}
        </li>
      ))}
    </ul>
  );
}
