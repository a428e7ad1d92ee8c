import type { ReactNode } from "react";
import type { OtherCase } from "../../../../../shared/mediation/people.ts";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import type { Organisation } from "../../../access/agent/session.ts";
import { CaseLink } from "../case-link.tsx";
import { Status } from "../status-mark.tsx";

/** Another case in two lines: subject, then number, requester, day and status. */
export function OtherCaseLine({
  one,
  organisation,
  children,
}: {
  one: OtherCase;
  organisation: Organisation;
  children?: ReactNode;
}) {
  return (
    <div className="other-case">
      <CaseLink organisation={organisation} id={one.id} className="other-case__subject">
        {one.subject}
      </CaseLink>
      <span className="small mention">
        {one.number} · {one.requesterName} · reçu le {shortDay(dayOf(new Date(one.receivedAt)))}
      </span>
      <span className="small">
        <Status status={one.status} short />
      </span>
      {children}
    </div>
  );
}
