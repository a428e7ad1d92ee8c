import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ProblemError } from "../../../../app/api.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Alert } from "../../../../ui/alert.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { keepDeclaration, openDeclaration } from "./declaring-queries.ts";

/** « Déclarer »: opens the draft of a show, or the one that is open, and goes there. */
export function OpenDeclarationPage({ showId, space }: { showId: string; space: AgentSpace }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const asked = useRef(false);
  const opening = useMutation({
    mutationFn: () => openDeclaration({ showId }),
    onSuccess: (found) => {
      keepDeclaration(client, found);
      void navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params: { organisation: space.organisation.slug, declarationId: found.id },
        replace: true,
      });
    },
  });
  const { mutate } = opening;
  useEffect(() => {
    if (!asked.current) mutate();
    asked.current = true;
  }, [mutate]);
  const { error } = opening;
  return (
    <div className="agent-page">
      {!error && <Skeleton says="Ouverture de la déclaration…" />}
      {error instanceof ProblemError && error.problem.status < 500 ? (
        <Alert severity="warning" title={refusalWords(error)} />
      ) : (
        error && <LoadFailed what="cette déclaration" error={error} retry={() => mutate()} />
      )}
    </div>
  );
}
