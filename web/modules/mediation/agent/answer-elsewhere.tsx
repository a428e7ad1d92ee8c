import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Button } from "../../../ui/button.tsx";
import { isBlocked } from "./message-sides.ts";

/**
 * The message answered asks for answers at another address. It proves nothing: the stored address is written to unless
 * the agent, warned, chooses the other, which must be a participant of the case.
 */
export function AnswerElsewhere({
  found,
  entry,
  chosen,
  onChoose,
}: {
  found: CaseView;
  entry: CaseEntryView | undefined;
  chosen: readonly string[];
  onChoose: (recipients: string[]) => void;
}) {
  const author = found.participants.find(({ id }) => id === entry?.participantId);
  const asked =
    entry?.replyTo.filter((address) => address.toLowerCase() !== author?.email.toLowerCase()) ?? [];
  if (!author || asked.length === 0 || !chosen.includes(author.id)) return null;
  const known = found.participants.find(
    (one) => one.side === author.side && !isBlocked(one) && asked.includes(one.email.toLowerCase()),
  );
  return (
    <div className="banner banner--warning composer__guard">
      <Icon name="fr-icon-alert-line" tone="warning" />
      <div className="break-anywhere">
        <p>
          <strong>{author.name} demande une réponse à une autre adresse</strong> ({asked.join(", ")}). Rien ne
          prouve qu’elle est à cette personne&nbsp;: votre réponse part à {author.email}.
        </p>
        {known ? (
          <Button size="sm" look="secondary" onClick={() => onChoose([known.id])}>
            Répondre à {known.email}
          </Button>
        ) : (
          <p className="small">Pour y écrire, ajoutez d’abord cette adresse aux participants du dossier.</p>
        )}
      </div>
    </div>
  );
}
