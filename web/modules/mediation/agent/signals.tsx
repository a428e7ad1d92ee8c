import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { shownSignals } from "./case-signals.ts";

/** What a case has to signal, two at most, then how many more. */
export function Signals({ found }: { found: CaseSummary }) {
  const { shown, more } = shownSignals(found);
  if (shown.length === 0) return null;
  return (
    <span className="signals">
      {shown.map(({ code, words, icon, tone }) => (
        <span key={code} className={`flag small ${tone ? `tone-${tone}` : ""}`}>
          <Icon name={icon} size="xs" />
          {words}
        </span>
      ))}
      {more > 0 && <span className="small mention">+&nbsp;{more}</span>}
    </span>
  );
}
