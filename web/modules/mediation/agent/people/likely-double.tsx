import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SimilarByCase } from "../../../../../shared/mediation/people.ts";
import { reasonWords } from "../../../../../shared/mediation/similar.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { CompareDialog } from "./compare-dialog.tsx";
import { likelyDoublesQuery } from "./people-queries.ts";
import "./people.css";

/** Likely doubles of the rows shown, by case. */
export function useLikelyDoubles(space: AgentSpace, cases: readonly string[], wanted: boolean) {
  const query = useQuery({
    ...likelyDoublesQuery(space.organisation.id, cases.slice(0, 100)),
    enabled: wanted && cases.length > 0,
  });
  return new Map(query.data?.best.map(({ caseId, similar }) => [caseId, similar]));
}

/** « Peut-être un doublon », why, and the two side by side. */
export function LikelyDouble({
  caseId,
  similar,
  space,
}: {
  caseId: string;
  similar: SimilarByCase["best"][number]["similar"];
  space: AgentSpace;
}) {
  const [comparing, setComparing] = useState(false);
  return (
    <span className="likely-double small">
      <span className="likely-double__badge">
        <Icon name="fr-icon-git-merge-line" size="xs" /> Peut-être un doublon
      </span>
      <span className="mention">
        Ressemble à {similar.number}&nbsp;: {reasonWords(similar.reasons).toLowerCase()}
      </span>
      <button type="button" className="text-button" onClick={() => setComparing(true)}>
        Comparer<span className="fr-sr-only"> avec le dossier {similar.number}</span>
      </button>
      {comparing && (
        <CompareDialog
          caseId={similar.id}
          otherId={caseId}
          space={space}
          onClose={() => setComparing(false)}
        />
      )}
    </span>
  );
}
