import { useEffect, useRef, useState } from "react";
import type { Fault } from "./problems.ts";

/**
 * Runs an act at once, or after the click under way: a message that goes away while the mouse is pressed would move
 * the button from under it.
 */
const useAfterClick = () => {
  const pressed = useRef(false);
  useEffect(() => {
    const press = () => {
      pressed.current = true;
    };
    const release = () => {
      pressed.current = false;
    };
    addEventListener("pointerdown", press, true);
    addEventListener("pointerup", release, true);
    addEventListener("pointercancel", release, true);
    return () => {
      removeEventListener("pointerdown", press, true);
      removeEventListener("pointerup", release, true);
      removeEventListener("pointercancel", release, true);
    };
  }, []);
  return (act: () => void) => {
    if (pressed.current) addEventListener("pointerup", () => setTimeout(act), { once: true });
    else act();
  };
};

/** Faults shown on a step: those found on « Continuer »; a field among them is looked at again when it is left. */
export const useShownFaults = (recompute: () => Fault[]) => {
  const [faults, setFaults] = useState<Fault[]>([]);
  const latest = useRef(recompute);
  latest.current = recompute;
  const afterClick = useAfterClick();
  return {
    faults,
    show: setFaults,
    messageAt: (path: string) => faults.find((fault) => fault.path === path)?.message,
    recheck: (path: string) => {
      if (!faults.some((fault) => fault.path === path)) return;
      afterClick(() =>
        setFaults((shown) => {
          const paths = new Set(shown.map((fault) => fault.path));
          return latest.current().filter((fault) => paths.has(fault.path));
        }),
      );
    },
  };
};
