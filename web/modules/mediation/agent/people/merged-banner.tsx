import { useQuery } from "@tanstack/react-query";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { CaseLink } from "../case-link.tsx";
import { Unmerge } from "./neighbours-tab.tsx";
import { neighboursQuery } from "./people-queries.ts";
import "./people.css";

/** A merged case says where it went, and can come back for thirty days. */
export function MergedBanner({ found, space }: { found: CaseView; space: AgentSpace }) {
  const beside = useQuery({ ...neighboursQuery(found.id), enabled: found.status === "MERGED" }).data;
  if (found.status !== "MERGED") return null;
  return (
    <div className="merged-away" role="note">
      <Icon name="fr-icon-git-merge-line" />
      <span className="grow">
        {beside?.survivor ? (
          <>
            Ce dossier a été fusionné dans{" "}
            <CaseLink organisation={space.organisation} id={beside.survivor.id}>
              {beside.survivor.number}, {beside.survivor.subject}
            </CaseLink>
            . Tout ce qu’il contenait s’y trouve.
          </>
        ) : (
          "Ce dossier a été fusionné dans un autre. Tout ce qu’il contenait s’y trouve."
        )}
      </span>
      {beside?.undoUntil && <Unmerge caseId={found.id} number={found.number} until={beside.undoUntil} />}
    </div>
  );
}
