import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ShowSummary } from "../../../../shared/declarations/shows.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { hideShow, unhideShow } from "./show-queries.ts";

/** Hides a show, or shows it again; undone for ten seconds. Later readings keep it as the person left it. */
export function useHideShow() {
  const client = useQueryClient();
  const { notify } = useNotices();
  const reread = () => void client.invalidateQueries({ queryKey: ["declarations"] });
  const onError = (error: unknown) => void notify(refusalWords(error));
  const back = useMutation({
    mutationFn: ({ id, version, hidden }: { id: string; version: number; hidden: boolean }) =>
      hidden ? hideShow(id, version) : unhideShow(id, version),
    onSuccess: reread,
    onError,
  });
  return useMutation({
    mutationFn: ({ id, version, state }: Pick<ShowSummary, "id" | "version" | "state">) =>
      state === "hidden" ? unhideShow(id, version) : hideShow(id, version),
    onSuccess: ({ id, version }, { state }) => {
      leaveRow(id);
      reread();
      const hidden = state === "hidden";
      const dismiss = notify(
        <>
          {hidden ? "Affiché de nouveau." : "Masqué."}{" "}
          <button
            type="button"
            className="text-button"
            onClick={() => {
              dismiss();
              back.mutate({ id, version, hidden });
            }}
          >
            Annuler
          </button>
        </>,
      );
    },
    onError,
  });
}

/** The row goes: the focus moves to the next one, else to the one before, else to the title. */
function leaveRow(id: string) {
  const row = document.querySelector(`[data-show="${id}"]`);
  if (!row) return;
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  const target =
    beside?.querySelector<HTMLElement>("[data-row]") ?? document.querySelector<HTMLElement>("main h1");
  target?.focus();
}
