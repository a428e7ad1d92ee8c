import { useEffect, useRef } from "react";

const typing = "input, textarea, select, [contenteditable=true]";

/** Whether a key press belongs to a shortcut: never while typing, with a modifier, or under an open dialog. */
const isShortcut = (event: KeyboardEvent) =>
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey &&
  !event.defaultPrevented &&
  !(event.target instanceof Element && event.target.closest(typing)) &&
  document.querySelector("dialog[open]") === null;

/** Single-letter shortcuts while a screen is shown: `{ j: next, "/": search }`. */
export function useShortcuts(actions: Record<string, (() => void) | undefined>) {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const action = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action || !isShortcut(event)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
