import type { Ref } from "react";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { clockTime } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";

/** A message came after this answer was begun: read it first, or send as it is. Nothing moves by itself. */
export function NewerMessages({
  newer,
  onRead,
  onSendAnyway,
  ref,
}: {
  newer: readonly CaseEntryView[];
  onRead: (entryId: string) => void;
  onSendAnyway: () => void;
  ref: Ref<HTMLDivElement>;
}) {
  const first = newer[0];
  return (
    <div ref={ref} role="status" tabIndex={-1}>
      {first && (
        <div className="banner banner--info composer__guard">
          <Icon name="fr-icon-chat-new-line" tone="info" />
          <div>
            <p>
              <strong>
                {first.mine ? "Vous avez déjà écrit" : `${first.author ?? "Quelqu’un"} vient d’écrire`}
              </strong>{" "}
              ({clockTime(new Date(first.at))}), après le début de votre réponse.
            </p>
            {first.text && (
              <p className="composer__excerpt">
                «&nbsp;{first.text.slice(0, 140).replaceAll(/\s+/g, " ")}&nbsp;»
              </p>
            )}
            <div className="row row--wrap">
              <Button size="sm" onClick={() => onRead(first.id)}>
                Lire avant d’envoyer
              </Button>
              <Button size="sm" look="secondary" onClick={onSendAnyway}>
                Envoyer tel quel
              </Button>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
