import type { ReactNode } from "react";

/** Keeps a short text on one line: « e-mail », a number, a date. */
export const Unbroken = ({ children }: { children: ReactNode }) => (
  <span className="unbroken">{children}</span>
);
