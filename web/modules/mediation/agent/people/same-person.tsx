import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { OtherCase } from "../../../../../shared/mediation/people.ts";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { answerSamePerson, keepNeighbours } from "./people-queries.ts";

/** « Même personne ? Oui / Non », answered once and remembered. */
export function SamePerson({ caseId, other }: { caseId: string; other: OtherCase }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const answer = useMutation({
    mutationFn: (same: boolean) => answerSamePerson(caseId, { otherId: other.id, same }),
    onSuccess: (found, same) => {
      keepNeighbours(client, caseId, found);
      notify(
        same
          ? `Même personne\u00a0: ${other.number} est parmi ses autres dossiers.`
          : `${other.number} ne sera plus proposé.`,
      );
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const choose = (same: boolean) => () => !answer.isPending && answer.mutate(same);
  return (
    <span className="same-person small">
      <span className="same-person__question">Même personne&nbsp;?</span>
      <button type="button" className="text-button" aria-disabled={answer.isPending} onClick={choose(true)}>
        Oui<span className="fr-sr-only">, le dossier {other.number} est de la même personne</span>
      </button>
      <button type="button" className="text-button" aria-disabled={answer.isPending} onClick={choose(false)}>
        Non<span className="fr-sr-only">, le dossier {other.number} est d’une autre personne</span>
      </button>
    </span>
  );
}
