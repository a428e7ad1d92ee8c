import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { keepDeclaration, openDeclaration } from "./declaring/declaring-queries.ts";

/** Opens the declaration of a show: the one that is begun, else a new draft. */
export function useDeclare({ organisation }: AgentSpace) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: async ({ showId, declarationId }: { showId: string; declarationId: string | null }) => {
      if (declarationId !== null) return declarationId;
      const opened = await openDeclaration({ showId });
      keepDeclaration(client, opened);
      return opened.id;
    },
    onSuccess: (declarationId) =>
      navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params: { organisation: organisation.slug, declarationId },
      }),
    onError: (error) => notify(refusalWords(error)),
  });
}

/** The verb of a show as a button. */
export function DeclareButton({
  space,
  show,
  verb,
  declarationId,
  look = "secondary",
}: {
  space: AgentSpace;
  show: { id: string; name: string };
  verb: string;
  declarationId: string | null;
  look?: "primary" | "secondary";
}) {
  const declare = useDeclare(space);
  return (
    <Button
      size="sm"
      look={look}
      busy={declare.isPending && "Ouverture…"}
      onClick={() => declare.mutate({ showId: show.id, declarationId })}
    >
      {verb}
      <span className="fr-sr-only"> la déclaration de {show.name}</span>
    </Button>
  );
}
