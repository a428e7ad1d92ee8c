import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { AccountView, RunView } from "../../../../shared/declarations/connections.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { openRunWords, remainingWords } from "./run-words.ts";

/** How far an open reading is: its state, a bar, and what is being read. */
export function RunProgress({ run, name }: { run: RunView; name: string }) {
  const now = useNow();
  const remaining = remainingWords(run, now);
  return (
    <div className="run-progress">
      <p className="run-progress__head small">
        <span className="strong-words tone-info">{openRunWords(run)}</span>
        <span className="run-progress__count">
          {run.seriesTotal > 0 ? `${run.seriesDone} sur ${run.seriesTotal}` : "recherche des spectacles"}
        </span>
      </p>
      <progress
        aria-label={`Lecture de ${name}`}
        max={Math.max(run.seriesTotal, 1)}
        value={run.seriesTotal > 0 ? run.seriesDone : undefined}
      />
      {(run.currentName || remaining) && (
        <p className="small mention">
          {[run.currentName && `«\u00a0${run.currentName}\u00a0»`, remaining].filter(Boolean).join(" · ")}
        </p>
      )}
    </div>
  );
}

const ended: Partial<Record<RunView["state"], string>> = {
  succeeded: "terminée",
  partial: "terminée, avec des ventes mises de côté",
  failed: "échouée",
  cancelled: "arrêtée",
};

/** What a reading changes as it goes: shows arrive one by one. */
const moved = ["shows", "counts", "asides", "show"] as const;

/** Says politely that a reading began, paused or ended, never how far it is; what it read is shown as it arrives. */
export function useRunNews(accounts: readonly AccountView[] | undefined, runs: readonly RunView[]) {
  const { announce } = useNotices();
  const client = useQueryClient();
  const progress = accounts
    ?.flatMap(({ connection }) => connection?.openRun ?? [])
    .concat(runs)
    .map(({ id, state, seriesDone }) => `${id} ${state} ${seriesDone}`)
    .join();
  const known = useRef<Map<string, RunView["state"]>>(undefined);
  useEffect(() => {
    if (!accounts) return;
    const open = accounts.flatMap(({ connection }) => connection?.openRun ?? []);
    const now = new Map([...runs, ...open].map((run) => [run.id, run] as const));
    const before = known.current;
    known.current = new Map([...now].map(([id, { state }]) => [id, state]));
    if (!before) return;
    const news = [...now.values()].flatMap((run) => {
      if (before.get(run.id) === run.state) return [];
      const end = ended[run.state];
      if (end) return before.has(run.id) ? [`Lecture de ${run.label} ${end}.`] : [];
      if (run.state === "waiting_quota") return [`Lecture de ${run.label} en pause.`];
      return before.has(run.id) ? [] : [`Lecture de ${run.label} commencée.`];
    });
    if (news.length > 0) announce(news.join(" "));
  }, [accounts, runs, announce]);
  const seen = useRef(progress);
  useEffect(() => {
    if (seen.current !== undefined && seen.current !== progress)
      for (const about of moved) void client.invalidateQueries({ queryKey: ["declarations", about] });
    seen.current = progress;
  }, [progress, client]);
}
