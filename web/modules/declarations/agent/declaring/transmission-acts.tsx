import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type {
  DeclarationView,
  TransmissionAct,
  TransmissionView,
} from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords } from "./body-words.ts";
import { actOn, keepDeclaration, openVersion, type PlainAct } from "./declaring-queries.ts";
import { DepositDialog } from "./deposit-dialog.tsx";
import { RecordDialog } from "./record-dialog.tsx";

/** One body of a declaration that was sent. */
export interface CardProps {
  found: DeclarationView;
  one: TransmissionView;
  space: AgentSpace;
}

const plainWords: Partial<Record<TransmissionAct, { words: string; act: PlainAct }>> = {
  retry: { words: "Renvoyer", act: "retry" },
  resend_files: { words: "Renvoyer les pièces seules", act: "files" },
};

/** Acts of the state that are not already in its story; `first` are those of the story, in the same row. */
export function TransmissionActs({ found, one, space, first }: CardProps & { first?: ReactNode }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const [dialog, setDialog] = useState<"accepted" | "deposit" | "cancel">();
  const acting = useMutation({
    mutationFn: (act: PlainAct) => actOn(one.id, act, one.version),
    onSuccess: (saved) => keepDeclaration(client, saved),
    onError: (error) => notify(refusalWords(error)),
  });
  const opening = useMutation({
    mutationFn: (why: "edit" | "rectify") => openVersion(found.id, { why, bodies: [one.body] }),
    onSuccess: (saved) => {
      keepDeclaration(client, saved);
      void navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params: { organisation: space.organisation.slug, declarationId: found.id },
      });
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const may = (act: TransmissionAct) => one.acts.includes(act);
  const close = () => setDialog(undefined);
  const done = (saved: DeclarationView) => {
    keepDeclaration(client, saved);
    close();
  };
  const inStory = one.state === "uncertain";
  return (
    <>
      <p className="row row--wrap telling-acts">
        {first}
        {(["retry", "resend_files"] as const).map((act) => {
          const known = plainWords[act];
          return (
            may(act) &&
            known && (
              <Button
                key={act}
                size="sm"
                busy={acting.isPending && "Envoi en cours…"}
                onClick={() => !acting.isPending && acting.mutate(known.act)}
              >
                {known.words}
              </Button>
            )
          );
        })}
        {may("record_accepted") && !inStory && (
          <Button size="sm" look="secondary" onClick={() => setDialog("accepted")}>
            Noter la réponse {one.body === "SACEM" ? "de la délégation" : bodyWords[one.body].of}
          </Button>
        )}
        {may("record_deposit") && (
          <Button size="sm" onClick={() => setDialog("deposit")}>
            C’est déposé…
          </Button>
        )}
        {may("edit") && one.state === "failed" && (
          <Button
            size="sm"
            look="secondary"
            busy={opening.isPending && "Un instant…"}
            onClick={() => opening.mutate("edit")}
          >
            Corriger d’abord
          </Button>
        )}
        {may("rectify") && found.changed.length === 0 && (
          <Button
            size="sm"
            look="tertiary"
            busy={opening.isPending && "Un instant…"}
            onClick={() => opening.mutate("rectify")}
          >
            Rectifier…
          </Button>
        )}
        {may("cancel") && (
          <Button size="sm" look="quiet" onClick={() => setDialog("cancel")}>
            Abandonner
          </Button>
        )}
      </p>
      {dialog === "accepted" && <RecordDialog one={one} onDone={done} onClose={close} />}
      {dialog === "deposit" && <DepositDialog found={found} one={one} onDone={done} onClose={close} />}
      {dialog === "cancel" && (
        <ConfirmDialog
          title={`Abandonner la déclaration ${bodyWords[one.body].to}\u00a0?`}
          confirm="Abandonner"
          busy="Un instant…"
          act={() => actOn(one.id, "cancel", one.version)}
          onDone={done}
          onClose={close}
        >
          <p>Les autres organismes ne changent pas. L’échéance reste, et vous pourrez recommencer.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
