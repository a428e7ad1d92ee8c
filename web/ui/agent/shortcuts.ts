import { useEffect, useRef } from "react";
import { readDevice, writeDevice } from "../../app/device-storage.ts";

const offKey = "guichet.raccourcis";
/** Whether single keys act on this device: who speaks to their computer turns them off (WCAG 2.1.4). */
export const shortcutsOn = (): boolean => readDevice(offKey) !== "non";
export const turnShortcuts = (on: boolean): boolean => writeDevice(offKey, on ? null : "non");

const typing = "input, textarea, select, [contenteditable=true]";

/** Whether a key press belongs to a shortcut: never while typing, with a modifier, or under an open dialog. */
const isShortcut = (event: KeyboardEvent) =>
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey &&
  !event.defaultPrevented &&
  !(event.target instanceof Element && event.target.closest(typing)) &&
  document.querySelector("dialog[open]") === null &&
  shortcutsOn();

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
