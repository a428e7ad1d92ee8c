import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { causeOf } from "./quarantine-words.ts";

/** A mail held on this case: the address is the identity, the name is only what it claims. */
export function HeldMessage({ held }: { held: CaseView["held"][number] }) {
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
      <footer className="message__foot">
        <span className="small mention">{cause.sentence}</span>
      </footer>
    </article>
  );
}
