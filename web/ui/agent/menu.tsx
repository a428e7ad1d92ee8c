import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useShortcuts } from "./shortcuts.ts";
import "./menu.css";

/**
 * A button that opens a panel of links and buttons (disclosure pattern). Échap and a click elsewhere close it and give
 * the focus back; so does choosing something in it.
 */
export function Menu({
  label,
  button,
  className = "",
  align = "left",
  shortcut,
  children,
}: {
  /** Accessible name when the button's content is not enough. */
  label?: string;
  button: ReactNode;
  className?: string;
  align?: "left" | "right";
  /** A letter that opens it, with the focus on its button. */
  shortcut?: string;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const openByKey = () => {
    opener.current?.focus();
    setOpen(true);
  };
  useShortcuts(shortcut ? { [shortcut]: openByKey } : {});
  useEffect(() => {
    const menu = root.current;
    if (!open || !menu) return;
    const closing = new AbortController();
    const listen = { signal: closing.signal };
    const leave = (event: Event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", leave, listen);
    document.addEventListener("focusin", leave, listen);
    menu.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setOpen(false);
        opener.current?.focus();
      },
      listen,
    );
    menu.addEventListener(
      "click",
      ({ target }) => {
        if (target instanceof Element && target.closest(".menu__panel :is(a, button)")) setOpen(false);
      },
      listen,
    );
    return () => closing.abort();
  }, [open]);
  return (
    <div ref={root} className={`menu ${className}`}>
      <button
        ref={opener}
        type="button"
        className="menu__button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      <div id={panel} className={`menu__panel menu__panel--${align}`} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
