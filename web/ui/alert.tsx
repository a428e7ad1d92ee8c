import type { ReactNode, Ref } from "react";

interface AlertProps {
  severity: "error" | "warning" | "info" | "success";
  title: ReactNode;
  children?: ReactNode;
  /** Set when the focus is moved here. */
  ref?: Ref<HTMLDivElement>;
  /** Spoken at once when it appears; false for what is part of the page from the start. */
  announced?: boolean;
}

export const Alert = ({ severity, title, children, ref, announced = true }: AlertProps) => (
  <div
    ref={ref}
    tabIndex={-1}
    className={`fr-alert fr-alert--${severity}`}
    role={announced ? (severity === "error" ? "alert" : "status") : undefined}
  >
    <h2 className="fr-alert__title">{title}</h2>
    {children}
  </div>
);
