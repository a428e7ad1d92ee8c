import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CorrectedField, ShowView } from "../../../../shared/declarations/shows.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import {
  bringBackPerformance,
  keepFigures,
  keepShow,
  removePerformance,
  restoreFigures,
  reviveCorrections,
} from "./show-queries.ts";

interface Act {
  id: string;
  version: number;
}

/** What is done to the figures of a performance, without a form; each answers the show as it is now. */
export function useFigures(show: Pick<ShowView, "source">) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const onError = (error: unknown) => void notify(refusalWords(error));
  const keepAnswer = (found: ShowView) => keepShow(client, found);
  const revive = useMutation({ mutationFn: reviveCorrections, onSuccess: keepAnswer, onError });
  return {
    /** « Rétabli. Annuler » for ten seconds, without a confirmation before. */
    restore: useMutation({
      mutationFn: ({ id, version, fields }: Act & { fields?: CorrectedField[] }) =>
        restoreFigures({ performanceId: id, version, ...(fields ? { fields } : {}) }),
      onSuccess: ({ show: found, withdrawn }, { id }) => {
        keepAnswer(found);
        // What was pressed goes away: the focus stays at the performance.
        document.querySelector<HTMLElement>(`[data-performance="${id}"] .performance__toggle`)?.focus();
        const now = found.performances.find((one) => one.id === id);
        const dismiss = notify(
          <>
            Rétabli.{" "}
            {now && withdrawn.length > 0 && (
              <button
                type="button"
                className="text-button"
                onClick={() => {
                  dismiss();
                  revive.mutate({ performanceId: id, version: now.version, corrections: withdrawn });
                }}
              >
                Annuler
              </button>
            )}
          </>,
        );
      },
      onError,
    }),
    keep: useMutation({
      mutationFn: ({ id, version }: Act) => keepFigures({ performanceId: id, version }),
      onSuccess: keepAnswer,
      onError,
    }),
    remove: useMutation({
      mutationFn: ({ id, version }: Act) => removePerformance(id, version),
      onSuccess: (found: ShowView) => {
        keepAnswer(found);
        notify("Séance retirée. Vous pouvez la remettre pendant 30\u00a0jours.");
      },
      onError,
    }),
    bringBack: useMutation({
      mutationFn: ({ id, version }: Act) => bringBackPerformance(id, version),
      onSuccess: keepAnswer,
      onError,
    }),
    sourceName: show.source.label,
  };
}
