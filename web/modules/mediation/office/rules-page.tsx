import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { rulesQuery } from "./office-queries.ts";
import { DelaysSection, KeepingSection } from "./rules-delays.tsx";
import { FilesSection, LettersSection, SurveySection } from "./rules-outside.tsx";
import { AssignmentSection, TeamSection } from "./rules-people.tsx";
import { StatusSection } from "./rules-statuses.tsx";
import "../../../ui/agent/forms.css";
import "../../access/organisation/settings.css";
import "./office.css";

/** How the mediation works: its team, its delays, its words; each block is saved alone. */
export function RulesPage({ space }: { space: AgentSpace }) {
  useTitle("Règles de la médiation");
  const query = useQuery(rulesQuery(space.organisation.id));
  const view = query.data;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Règles de la médiation</PageTitle>
        <p className="mention">
          Pour la médiation de {space.organisation.name}. Chaque changement est noté au journal.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement des règles…" />}
      {query.isError && !view && (
        <LoadFailed what="les règles" error={query.error} retry={() => void query.refetch()} />
      )}
      {view && (
        <div className="settings">
          <TeamSection view={view} />
          <AssignmentSection view={view} />
          <DelaysSection view={view} space={space} />
          <KeepingSection view={view} />
          <StatusSection view={view} />
          <SurveySection view={view} />
          <LettersSection view={view} />
          <FilesSection view={view} />
          <p className="mention">
            <Link
              to="/espace/$organisation/mediation/premiers-pas"
              params={{ organisation: space.organisation.slug }}
            >
              Revoir les premiers pas
            </Link>
          </p>
        </div>
      )}
    </div>
  );
}
