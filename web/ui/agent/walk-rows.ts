import { type RefObject, useCallback } from "react";
import { useShortcuts } from "./shortcuts.ts";

/**
 * J and K go through the rows of a list. A row is any visible element marked `data-row` that can take the focus; the
 * element marked `data-row` keeps the browser's own focus, so that Entrée opens it.
 */
export function useRowWalk(list: RefObject<HTMLElement | null>) {
  const step = useCallback(
    (by: 1 | -1) => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].filter(
        (row) => row.offsetParent,
      );
      const at = rows.findIndex(
        (row) => row === document.activeElement || row.closest("li, tr")?.contains(document.activeElement),
      );
      const row = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
      row?.focus();
      row?.scrollIntoView({ block: "nearest" });
    },
    [list],
  );
  useShortcuts({ j: () => step(1), k: () => step(-1) });
}
