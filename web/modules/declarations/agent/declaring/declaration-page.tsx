import { useQuery } from "@tanstack/react-query";
import type { DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { declarationQuery } from "./declaring-queries.ts";
import { FormPage } from "./form-page.tsx";
import { ResultsPage } from "./results-page.tsx";

/** A declaration read: while it comes, and when it does not. */
export function WithDeclaration({
  id,
  children,
}: {
  id: string;
  children: (found: DeclarationView) => React.ReactNode;
}) {
  const query = useQuery(declarationQuery(id));
  if (query.data) return children(query.data);
  return (
    <div className="agent-page">
      {query.isError ? (
        <LoadFailed what="cette déclaration" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Skeleton says="Chargement de la déclaration…" />
      )}
    </div>
  );
}

/** Its draft while there is one, else what became of it. */
export function DeclarationPage({ id, space }: { id: string; space: AgentSpace }) {
  return (
    <WithDeclaration id={id}>
      {(found) =>
        found.current.state === "draft" ? (
          <FormPage found={found} space={space} key={found.current.id} />
        ) : (
          <ResultsPage found={found} space={space} />
        )
      }
    </WithDeclaration>
  );
}

/** What was sent, also while a new version is being written. */
export function SentPage({ id, space }: { id: string; space: AgentSpace }) {
  return <WithDeclaration id={id}>{(found) => <ResultsPage found={found} space={space} />}</WithDeclaration>;
}
