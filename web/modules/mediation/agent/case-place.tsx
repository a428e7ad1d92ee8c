import { Link, useNavigate } from "@tanstack/react-router";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { CaseLink } from "./case-link.tsx";
import { placeInList } from "./list-place.ts";

/** Back to the list a case was opened from, its place there, and its neighbours (`<` and `>`). */
export function CasePlace({
  caseId,
  space: { organisation },
  otherwise,
}: {
  caseId: string;
  space: AgentSpace;
  /** The list it belongs to, when it was opened from none. */
  otherwise: CaseList;
}) {
  const navigate = useNavigate();
  const place = placeInList(organisation.id, caseId);
  const go = (id: string | undefined) =>
    id === undefined
      ? undefined
      : () =>
          void navigate({
            to: "/espace/$organisation/mediation/dossiers/$caseId",
            params: { organisation: organisation.slug, caseId: id },
          });
  useShortcuts({ "<": go(place?.previous), ">": go(place?.next) });
  const list = place?.list ?? otherwise;
  return (
    <span className="case-place">
      <Link to={caseLists[list].to} params={{ organisation: organisation.slug }} search={place?.search ?? {}}>
        {caseLists[list].title}
      </Link>
      {place && (
        <span className="mention figures">
          {place.position}&nbsp;sur&nbsp;{place.total}
        </span>
      )}
      {place?.previous && (
        <CaseLink organisation={organisation} id={place.previous} className="icon-button">
          <Icon name="fr-icon-arrow-up-s-line" size="xs" />
          <span className="fr-sr-only">Dossier précédent de la liste</span>
        </CaseLink>
      )}
      {place?.next && (
        <CaseLink organisation={organisation} id={place.next} className="icon-button">
          <Icon name="fr-icon-arrow-down-s-line" size="xs" />
          <span className="fr-sr-only">Dossier suivant de la liste</span>
        </CaseLink>
      )}
    </span>
  );
}
