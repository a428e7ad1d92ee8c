import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { HeldAction } from "../../../../shared/mail/quarantine.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { HeldActions } from "./held-actions.tsx";
import { heldQuery, refreshHeld } from "./held-queries.ts";
import { causeOf } from "./quarantine-words.ts";

/** In the thread there is room for what settles most; the rest is in the quarantine. */
const here: readonly HeldAction[] = ["participant", "on_case", "new_case", "reject", "delete"];

/** « 2 courriels en quarantaine pour ce dossier »: leads to the first, for those who may read them. */
export function HeldLine({ found }: { found: CaseView }) {
  const { held, heldCount } = found;
  if (heldCount === 0) return null;
  const [first] = held;
  return (
    <p className="fold fold--warning">
      <Icon name="fr-icon-mail-forbid-line" tone="warning" />
      <span className="grow">
        <strong>{heldCount === 1 ? "1\u00a0courriel" : `${heldCount}\u00a0courriels`} en quarantaine</strong>{" "}
        pour ce dossier
        {!first && <span className="mention"> · visible des intervenants seulement</span>}
      </span>
      {first && (
        <a href={`#retenu-${first.id}`} className="small">
          Aller au message
        </a>
      )}
    </p>
  );
}

/** A mail held on this case: the address is the identity, the name is only what it claims. */
export function HeldMessage({ held, space }: { held: CaseView["held"][number]; space: AgentSpace }) {
  const client = useQueryClient();
  const opened = useQuery(heldQuery(held.id)).data;
  const [settled, setSettled] = useState<string>();
  const cause = causeOf(held.cause);
  return (
    <article className="message message--held" id={`retenu-${held.id}`}>
      <header className="message__head">
        <span className="message__direction">
          <Icon name="fr-icon-question-line" />
        </span>
        <div className="grow">
          <p className="message__names">
            <strong className="message__who break-anywhere">{held.from ?? "Expéditeur illisible"}</strong>
            <span className="tag tag--warning">
              <Icon name="fr-icon-mail-forbid-line" size="xs" />À vérifier&nbsp;: {cause.label.toLowerCase()}
            </span>
          </p>
          <p className="small mention">
            {held.claimedName && (
              <>se présente comme «&nbsp;{held.claimedName}&nbsp;» (nom annoncé, non vérifié) · </>
            )}
            visible des intervenants seulement
          </p>
        </div>
        <span className="message__when small mention">
          <Moment at={held.receivedAt} as="thread" />
        </span>
      </header>
      <div className="message__body">
        {held.subject && <p className="strong">{held.subject}</p>}
        <p className="written">
          {cause.hidden ? cause.sentence : (held.text ?? "Ce courriel n’a pas de texte.")}
        </p>
      </div>
      <footer className="message__foot message__foot--held">
        <span className="small mention">{cause.sentence}</span>
        {settled ? (
          <p className="strong">{settled}</p>
        ) : (
          opened && (
            <HeldActions
              key={opened.version}
              held={opened}
              space={space}
              only={here}
              onSettled={(words) => {
                setSettled(words);
                refreshHeld(client);
              }}
            />
          )
        )}
      </footer>
    </article>
  );
}
