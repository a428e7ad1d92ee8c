import type { ReactNode } from "react";
import "./views.css";

/** Views of one list as tabs that are links: each has its address. Give it links, the current one with `aria-current`. */
export function Views({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className="views" aria-label={label}>
      <ul>{children}</ul>
    </nav>
  );
}

/** One tab: its words and how many are behind it. */
export function ViewName({ count, children }: { count?: number | undefined; children: ReactNode }) {
  return (
    <>
      {children}
      {count !== undefined && <span className="pill">{count}</span>}
    </>
  );
}
