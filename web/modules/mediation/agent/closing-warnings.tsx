import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { openPoints } from "./closing.ts";

/** What stays open comes first, each with the way to it. It warns and does not block. */
export function ClosingWarnings({ found, onGo }: { found: CaseView; onGo: () => void }) {
  const points = openPoints(found);
  if (points.length === 0) return null;
  const go = (target: string) => {
    onGo();
    requestAnimationFrame(() => document.getElementById(target)?.scrollIntoView({ block: "center" }));
  };
  return (
    <div className="banner banner--warning">
      <Icon name="fr-icon-alert-fill" tone="warning" />
      <div className="grow">
        <p>
          <strong>
            Avant de clore,{" "}
            {points.length === 1
              ? "1\u00a0point reste ouvert"
              : `${points.length}\u00a0points restent ouverts`}
          </strong>
        </p>
        <ul className="closing__points">
          {points.map(({ words, entryId, verb }) => (
            <li key={words}>
              <span className="grow break-anywhere">{words}</span>
              <button
                type="button"
                className="text-button small"
                onClick={() => go(entryId ? `echange-${entryId}` : `retenu-${found.held[0]?.id}`)}
              >
                {verb}
                <span className="fr-sr-only">&nbsp;: {words}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
