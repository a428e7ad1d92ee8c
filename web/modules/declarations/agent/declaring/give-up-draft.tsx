import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { cancelDraft, declarationQuery, reread } from "./declaring-queries.ts";
import { forgetCopy } from "./local-copy.ts";

/** Gives a draft up: nothing was sent of it. What an older version sent stays. */
export function GiveUpDraft({ found, space }: { found: DeclarationView; space: AgentSpace }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const isFirst = found.current.number === 1;
  const params = { organisation: space.organisation.slug };
  const act = () => {
    const { current } = client.getQueryData(declarationQuery(found.id).queryKey) ?? found;
    return cancelDraft(found.id, { version: current.version });
  };
  const onDone = () => {
    forgetCopy(space.me.id, found.id);
    void (isFirst
      ? navigate({
          to: "/espace/$organisation/declarations/spectacles/$showId",
          params: { ...params, showId: found.showId },
        })
      : navigate({
          to: "/espace/$organisation/declarations/declarations/$declarationId/envois",
          params: { ...params, declarationId: found.id },
        }));
    reread(client);
  };
  return (
    <p className="row">
      <Button size="sm" look="quiet" onClick={() => setAsking(true)}>
        {isFirst ? "Abandonner ce brouillon…" : `Abandonner la version ${found.current.number}…`}
      </Button>
      {asking && (
        <ConfirmDialog
          title={
            isFirst
              ? "Abandonner ce brouillon\u00a0?"
              : `Abandonner la version ${found.current.number}\u00a0?`
          }
          confirm="Abandonner"
          busy="Un instant…"
          act={act}
          onDone={onDone}
          onClose={() => setAsking(false)}
        >
          <p>
            {isFirst
              ? "Ce que vous avez rempli ici est perdu. Les chiffres du spectacle et ses fichiers restent, et vous pourrez recommencer."
              : "Ce qui a été envoyé avant ne change pas. Vous pourrez recommencer."}
          </p>
        </ConfirmDialog>
      )}
    </p>
  );
}
