import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { bulkMost } from "../../../../shared/mediation/bulk.ts";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";

type Chosen = ReadonlyMap<string, Pick<CaseSummary, "id" | "number" | "version">>;

interface Selection {
  chosen: Chosen;
  toggle: (found: CaseSummary) => void;
  choose: (cases: readonly CaseSummary[]) => void;
  clear: () => void;
}
const Context = createContext<Selection | undefined>(undefined);

const nothing: Chosen = new Map();

/**
 * What is ticked in a list; around a list whose cases may be acted on together. Ticks belong to what was asked: another
 * filter shows other cases, and starts without any.
 */
export function BulkSelection({
  of,
  offered,
  children,
}: {
  /** What the list was asked for. */
  of: string;
  offered: boolean;
  children: ReactNode;
}) {
  const [kept, setKept] = useState({ of, chosen: nothing });
  const chosen = kept.of === of ? kept.chosen : nothing;
  const value = useMemo((): Selection => {
    const set = (next: Chosen) => setKept({ of, chosen: next });
    return {
      chosen,
      toggle: (found) => {
        const next = new Map(chosen);
        if (!next.delete(found.id) && next.size < bulkMost) next.set(found.id, found);
        set(next);
      },
      choose: (cases) => set(new Map(cases.slice(0, bulkMost).map((found) => [found.id, found]))),
      clear: () => set(nothing),
    };
  }, [of, chosen]);
  return <Context value={offered ? value : undefined}>{children}</Context>;
}

/** What is ticked; undefined where nothing can be. */
export const useSelection = (): Selection | undefined => useContext(Context);

/** The head of the column of boxes: all that is on screen, or none. */
export function SelectHead({ cases }: { cases: readonly CaseSummary[] }) {
  const selection = useSelection();
  useShortcuts({
    x: selection
      ? () => {
          const row = document.activeElement?.closest("[data-case]")?.getAttribute("data-case");
          const found = cases.find(({ id }) => id === row);
          if (found) selection.toggle(found);
        }
      : undefined,
  });
  if (!selection) return null;
  const some = cases.filter(({ id }) => selection.chosen.has(id)).length;
  const all = some === cases.length;
  return (
    <th scope="col" className="case-table__select">
      <input
        type="checkbox"
        aria-label="Sélectionner tous les dossiers affichés"
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = some > 0 && !all;
        }}
        onChange={() => (all ? selection.clear() : selection.choose(cases))}
      />
    </th>
  );
}

/** The box of one row. */
export function SelectCell({ found }: { found: CaseSummary }) {
  const selection = useSelection();
  if (!selection) return null;
  return (
    <td className="case-table__select">
      <input
        type="checkbox"
        aria-label={`Sélectionner le dossier ${found.number}`}
        checked={selection.chosen.has(found.id)}
        onChange={() => selection.toggle(found)}
      />
    </td>
  );
}
