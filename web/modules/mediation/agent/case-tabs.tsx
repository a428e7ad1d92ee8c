import { Link, useNavigate } from "@tanstack/react-router";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Views } from "../../../ui/agent/views.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import type { JournalSearch } from "../../access/organisation/addresses.ts";
import type { CaseSearch } from "./addresses.ts";
import { newTaskHash } from "./day/tasks-tab.tsx";

/** What is read of a case, with the filters of its address. */
export type CaseTab =
  | { name: "synthesis" }
  | { name: "links" }
  | { name: "thread"; search: CaseSearch }
  | { name: "documents" }
  | { name: "notes" }
  | { name: "tasks" }
  | { name: "history"; search: JournalSearch };

/** The tabs of a case are links: each has its address. */
export function CaseTabs({
  found,
  space,
  current,
}: {
  found: CaseView;
  space: AgentSpace;
  current: CaseTab["name"];
}) {
  const params = { organisation: space.organisation.slug, caseId: found.id };
  const navigate = useNavigate();
  const newTask = () =>
    void navigate({
      to: "/espace/$organisation/mediation/dossiers/$caseId/taches",
      params,
      hash: newTaskHash,
    });
  useShortcuts({ t: found.allowed.includes("case.task") ? newTask : undefined });
  return (
    <div className="case-tabs">
      <Views label="Rubriques du dossier">
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId/synthese"
            params={params}
            aria-current={current === "synthesis" ? "page" : undefined}
            activeOptions={{ exact: true }}
          >
            Synthèse
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId"
            params={params}
            aria-current={current === "thread" ? "page" : undefined}
            activeOptions={{ exact: true }}
          >
            Échanges
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId/documents"
            params={params}
            aria-current={current === "documents" ? "page" : undefined}
          >
            Documents
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId/notes"
            params={params}
            aria-current={current === "notes" ? "page" : undefined}
          >
            Notes
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId/taches"
            params={params}
            aria-current={current === "tasks" ? "page" : undefined}
          >
            Tâches
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId/liens"
            params={params}
            aria-current={current === "links" ? "page" : undefined}
            activeOptions={{ exact: true }}
          >
            Liens et autres dossiers
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/mediation/dossiers/$caseId/historique"
            params={params}
            aria-current={current === "history" ? "page" : undefined}
            activeOptions={{ exact: true }}
          >
            Historique
          </Link>
        </li>
      </Views>
    </div>
  );
}
