import { type ReactNode, useEffect, useRef } from "react";

let firstPage = true;

/** Writes the browser's title: never a name nor a subject (agent screens, principle 10). */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Guichet`;
  }, [title]);
}

/**
 * The single h1 of a screen. After a navigation inside the application it takes the focus, as a new page would, without
 * scrolling.
 */
export function PageTitle({ children, className }: { children: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (firstPage) firstPage = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
