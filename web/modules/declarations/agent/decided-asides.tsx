import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { rateWords } from "../../../../shared/declarations/amount-words.ts";
import type { AsideView, Resolution } from "../../../../shared/declarations/asides.ts";
import { saysSame } from "../../../../shared/platform/stable-json.ts";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { asidesQuery, decideAsides } from "./show-queries.ts";
import "./asides.css";

const kinds: Readonly<Record<Resolution["kind"], string>> = {
  ignore: "Pas compté",
  count_at_rate: "Compté",
  count: "Compté",
  count_for: "Compté pour une séance",
  date: "Daté",
};

/** A decision in the words of the answer that was chosen; of one that was typed, in short. */
const decisionWords = ({ answers }: AsideView, resolution: Resolution): string => {
  const chosen = answers.find((answer) => saysSame(answer.resolution, resolution));
  if (chosen) return chosen.label;
  const words = kinds[resolution.kind];
  return resolution.kind === "count_at_rate" ? `${words}, TVA ${rateWords(resolution.rate)}` : words;
};

/** Décisions prises: they hold at each reading, and the question may be asked again until what it counts for is sent. */
export function DecidedAsides({ organisationId, showId }: { organisationId: string; showId?: string }) {
  const found = useQuery(asidesQuery(organisationId, showId, "decided")).data;
  const client = useQueryClient();
  const { notify } = useNotices();
  const reopen = useMutation({
    mutationFn: ({ id, version }: AsideView) =>
      decideAsides({ organisation: organisationId, decisions: [{ id, version, resolution: null }] }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["declarations"] });
      notify("La question est de nouveau posée.");
      document.querySelector<HTMLElement>("main h1")?.focus();
    },
    onError: (error) => notify(refusalWords(error)),
  });
  if (!found || found.records.length === 0) return null;
  return (
    <details className="decided-asides">
      <summary>
        Décisions prises <span className="pill">{found.records.length}</span>
      </summary>
      <ul>
        {found.records.map((record) => (
          <li key={record.id}>
            <p>
              {record.question}
              {record.decided && (
                <span className="small mention second-line">
                  {decisionWords(record, record.decided.resolution)}, par{" "}
                  {record.decided.by ?? "un ancien membre"} <Moment at={record.decided.at} />
                  {showId === undefined && record.show && ` · ${record.show.name}`}
                </span>
              )}
            </p>
            {found.mayDecide && (
              <button type="button" className="text-button" onClick={() => reopen.mutate(record)}>
                Changer<span className="fr-sr-only">&nbsp;: {record.question}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
