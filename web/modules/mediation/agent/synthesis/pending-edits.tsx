import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from "react";
import type { BlockName, PendingEdits } from "../../../../../shared/mediation/case-blocks.ts";
import type { Faults } from "../../../access/organisation/use-section.ts";

/** The block being edited and not saved yet, as a closing would save it. */
export type PendingBlock =
  | { title: string; ok: true; version: number; edits: PendingEdits; reason: string | undefined }
  | { title: string; ok: false; faults: Faults };

interface Pending {
  /** The one block that is a form now. */
  editing: BlockName | undefined;
  setEditing: (name: BlockName | undefined) => void;
  /** How the open block says what it holds; undefined when it holds nothing new. */
  hold: (read: (() => PendingBlock | undefined) | undefined) => void;
  read: () => PendingBlock | undefined;
}

const Context = createContext<Pending | undefined>(undefined);

/** One block of a case at a time is a form; closing the case takes what it holds along. */
export function PendingEditsProvider({ children }: { children: ReactNode }) {
  const [editing, setEditing] = useState<BlockName>();
  const held = useRef<(() => PendingBlock | undefined) | undefined>(undefined);
  const value = useMemo(
    (): Pending => ({
      editing,
      setEditing,
      hold: (read) => {
        held.current = read;
      },
      read: () => held.current?.(),
    }),
    [editing],
  );
  return <Context value={value}>{children}</Context>;
}

export function usePending(): Pending {
  const pending = useContext(Context);
  if (!pending) throw new Error("usePending needs PendingEditsProvider above it");
  return pending;
}
