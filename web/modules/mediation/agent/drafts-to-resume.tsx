import { useQuery } from "@tanstack/react-query";
import type { DraftList } from "../../../../shared/mediation/compose.ts";
import { Moment } from "../../../ui/agent/moment.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { CaseLink } from "./case-link.tsx";
import { draftsQuery } from "./compose-queries.ts";
import { draftsOf } from "./drafts.ts";

type ListedDraft = DraftList["drafts"][number];

/** Messages and notes begun and not sent, on any device. */
export function DraftsToResume({ space: { me, organisation } }: { space: AgentSpace }) {
  const kept = useQuery(draftsQuery(organisation.id)).data?.drafts ?? [];
  const drafts = allDrafts(kept, draftsOf(me.id, organisation.id, Date.now()));
  if (drafts.length === 0) return null;
  return (
    <aside className="box home__drafts" aria-labelledby="home-drafts">
      <h2 id="home-drafts">Reprendre</h2>
      <ul className="box__list">
        {drafts.slice(0, 5).map(({ caseId, caseNumber, kind, subject, savedAt }) => (
          <li key={`${caseId} ${kind}`}>
            <CaseLink organisation={organisation} id={caseId}>
              {subject || (kind === "note" ? "Note sans objet" : "Message sans objet")}
            </CaseLink>
            <span className="small mention">
              {kind === "note" ? "Note" : "Brouillon"}, <Moment at={savedAt} /> · {caseNumber}
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** The server's drafts, and what this device alone still keeps; the last written first, each once. */
export function allDrafts(
  onServer: readonly ListedDraft[],
  onDevice: ReturnType<typeof draftsOf>,
): ListedDraft[] {
  const here = onDevice.map(
    ({ caseId, draft }): ListedDraft => ({
      caseId,
      caseNumber: draft.caseNumber,
      kind: draft.kind,
      subject: draft.subject,
      savedAt: new Date(draft.savedAt).toISOString(),
    }),
  );
  const same = (one: ListedDraft, other: ListedDraft) =>
    one.caseId === other.caseId && one.kind === other.kind;
  const elsewhere = onServer.filter((one) => !here.some((other) => same(one, other)));
  return [...here, ...elsewhere].sort((a, b) => b.savedAt.localeCompare(a.savedAt));
}
