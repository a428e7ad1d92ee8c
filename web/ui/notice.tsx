import type { ReactNode } from "react";

/** A quiet word inside a page: what was found, what to know, with at most two actions. */
export const Notice = ({ children, actions }: { children: ReactNode; actions?: ReactNode }) => (
  <div className="notice" role="status">
    <div className="notice__text fr-icon-info-line">
      <div>{children}</div>
    </div>
    {actions ? <div className="notice__actions">{actions}</div> : null}
  </div>
);
