import { Moment } from "../../../ui/agent/moment.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { CaseLink } from "./case-link.tsx";
import { draftsOf } from "./drafts.ts";

/** Messages begun on this device and not sent. */
export function DraftsToResume({ space: { me, organisation } }: { space: AgentSpace }) {
  const drafts = draftsOf(me.id, organisation.id, Date.now());
  if (drafts.length === 0) return null;
  return (
    <aside className="box home__drafts" aria-labelledby="home-drafts">
      <h2 id="home-drafts">Reprendre</h2>
      <ul className="box__list">
        {drafts.slice(0, 5).map(({ caseId, draft }) => (
          <li key={caseId}>
            <CaseLink organisation={organisation} id={caseId}>
              {draft.subject || "Message sans objet"}
            </CaseLink>
            <span className="small mention">
              Brouillon, <Moment at={new Date(draft.savedAt).toISOString()} /> · {draft.caseNumber}
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
