import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { DraftKind } from "../../../../shared/mediation/compose.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";

/** What a composer was opened for. */
export interface Opened {
  kind: DraftKind;
  /** The message answered, or quoted in a note. */
  about?: CaseEntryView;
  /** Changes at each opening, so that the same message can be answered twice. */
  key: number;
}

interface ComposingState {
  opened: Opened | undefined;
  open: (kind: DraftKind, about?: CaseEntryView) => void;
  close: () => void;
}

const Context = createContext<ComposingState | undefined>(undefined);

/** Which composer of a case is open; wraps the thread and the composer, so that a message can open it. */
export function ComposingProvider({ caseId, children }: { caseId: string; children: ReactNode }) {
  const [opened, setOpened] = useState<Opened>();
  const takenBack = useSyncExternalStore(watchTakenBack, () => takenBackNow);
  useEffect(() => {
    if (takenBack !== caseId) return;
    setTakenBack(undefined);
    setOpened((before) => ({ kind: "message", key: (before?.key ?? 0) + 1 }));
  }, [takenBack, caseId]);
  const value = useMemo(
    (): ComposingState => ({
      opened,
      open: (kind, about) =>
        setOpened((before) => ({ kind, key: (before?.key ?? 0) + 1, ...(about ? { about } : {}) })),
      close: () => setOpened(undefined),
    }),
    [opened],
  );
  return <Context value={value}>{children}</Context>;
}

export function useComposing(): ComposingState {
  const composing = useContext(Context);
  if (!composing) throw new Error("useComposing needs ComposingProvider above it");
  return composing;
}

// A message taken back from any screen: its case opens the composer again as soon as it is shown.
let takenBackNow: string | undefined;
const listeners = new Set<() => void>();
const watchTakenBack = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export function setTakenBack(caseId: string | undefined) {
  takenBackNow = caseId;
  for (const listener of listeners) listener();
}
