import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Organisation } from "../../access/agent/session.ts";

/** A link to a case; `row` marks the one that J and K go to. */
export function CaseLink({
  organisation,
  id,
  row = false,
  className,
  children,
}: {
  organisation: Organisation;
  id: string;
  row?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link
      to="/espace/$organisation/mediation/dossiers/$caseId"
      params={{ organisation: organisation.slug, caseId: id }}
      className={className}
      {...(row ? { "data-row": "" } : {})}
    >
      {children}
    </Link>
  );
}
