import { useEffect, useRef, useState } from "react";
import { keepRegistration } from "./register-queries.ts";
import type { Typed } from "./registering-input.ts";

const pause = 2_000;

/** Where the words are: on the server at this instant, or not kept for now. */
export type Kept = { at: string } | "failed" | undefined;

/** The form being filled, kept on the server two seconds after the last change and when the page is left. */
export function useRegistration(organisation: string, key: string, opened: Typed) {
  const [typed, setTyped] = useState(opened);
  const [kept, setKept] = useState<Kept>();
  const state = useRef({ typed, changed: false, over: false });
  state.current.typed = typed;

  const keep = useRef(async (leaving = false) => {
    const now = state.current;
    if (!now.changed || now.over) return;
    now.changed = false;
    try {
      const { updatedAt } = await keepRegistration({ organisation, key, input: { ...now.typed } }, leaving);
      setKept({ at: updatedAt });
    } catch {
      // Said beside the form; the next change tries again.
      now.changed = true;
      setKept("failed");
    }
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change waits for the next one
  useEffect(() => {
    const timer = setTimeout(() => void keep.current(), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const save = keep.current;
    const leave = () => void save(true);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, []);

  return {
    typed,
    kept,
    change: (changed: Partial<Typed>) => {
      state.current.changed = true;
      setTyped((before) => ({ ...before, ...changed }));
    },
    /** Nothing is kept any more: it was registered, or given up. */
    end: () => {
      state.current.over = true;
    },
  };
}
