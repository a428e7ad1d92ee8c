import { useState } from "react";
import { type Side, sides } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Button } from "../../../ui/button.tsx";
import { requesterOf } from "./case-flags.ts";
import { isBlocked, sidesOf, whoWillNotRead } from "./message-sides.ts";
import { ParticipantDialog } from "./people/participant-dialog.tsx";

/** The participants to choose among, and before anything leaves, who will not read it. */
export function ComposerRecipients({
  found,
  chosen,
  visible,
  onChange,
  onVisible,
  onSplit,
}: {
  found: CaseView;
  chosen: readonly string[];
  /** Each copy names the other recipients. */
  visible: boolean;
  onChange: (chosen: string[]) => void;
  onVisible: (visible: boolean) => void;
  /** One message for each side: this one first, the others after it. */
  onSplit: (now: string[], later: string[]) => void;
}) {
  const ofSide = (side: Side) =>
    found.participants.filter((one) => one.side === side && chosen.includes(one.id)).map(({ id }) => id);
  const hidden = whoWillNotRead(found.participants, chosen, requesterOf(found)?.name);
  const mixed = sidesOf(found.participants, chosen);
  const [adding, setAdding] = useState(false);
  return (
    <>
      <fieldset className="composer__line composer__recipients">
        <legend className="composer__label">À</legend>
        {found.participants.map((participant) => {
          const { id, name, side, speaks } = participant;
          const blocked = isBlocked(participant) || speaks === "ended";
          return (
            <label
              key={id}
              className={`recipient ${chosen.includes(id) ? "recipient--on" : ""}`}
              title={participant.email}
            >
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                disabled={blocked}
                onChange={(event) =>
                  onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                }
              />
              <span>
                {name}
                <span className="small recipient__side">
                  {" "}
                  {sides[side]}
                  {speaks === "ended"
                    ? ", n’agit plus"
                    : blocked
                      ? ", adresse bloquée"
                      : speaks === "no_mandate" && ", mandat non vérifié"}
                </span>
              </span>
            </label>
          );
        })}
        <button type="button" className="text-button small" onClick={() => setAdding(true)}>
          + Ajouter<span className="fr-sr-only"> un participant</span>
        </button>
        <span className="composer__privacy small mention" aria-live="polite">
          {hidden && (
            <>
              <Icon name="fr-icon-lock-line" size="xs" /> {hidden}
            </>
          )}
        </span>
      </fieldset>
      {adding && (
        <ParticipantDialog
          found={found}
          onAdded={(id) => onChange([...chosen, id])}
          onClose={() => setAdding(false)}
        />
      )}
      {found.participants.filter(isBlocked).map(({ id, name, verification }) => (
        <p key={id} className="composer__blocked small">
          <Icon name="fr-icon-mail-close-line" size="xs" tone="error" />{" "}
          <span>
            <strong>L’adresse de {name} est bloquée</strong>&nbsp;:{" "}
            {verification === "complained"
              ? "cette personne a signalé nos messages comme indésirables."
              : "ses derniers courriels sont revenus. Corrigez-la sous le message non remis, ou écrivez par courrier."}
          </span>
        </p>
      ))}
      {chosen.length > 1 && mixed.length === 1 && (
        <label className="composer__visible small">
          <input
            type="checkbox"
            checked={visible}
            onChange={(event) => onVisible(event.currentTarget.checked)}
          />
          Les destinataires se voient
          <span className="mention">
            {visible ? " : chacun lira les adresses des autres" : " : non, chacun reçoit sa copie seule"}
          </span>
        </label>
      )}
      {mixed.length > 1 && (
        <div className="banner banner--error composer__guard" role="alert">
          <Icon name="fr-icon-lock-line" tone="error" />
          <div>
            <p>
              <strong>Les deux côtés ne peuvent pas recevoir le même message.</strong> Ce que l’un vous écrit,
              l’autre ne doit pas le lire.
            </p>
            <div className="row row--wrap">
              <Button
                size="sm"
                onClick={() => {
                  const [first, ...others] = mixed.map(ofSide);
                  if (first) onSplit(first, others.flat());
                }}
              >
                Faire deux messages
              </Button>
              {mixed.map((side) => (
                <Button key={side} size="sm" look="secondary" onClick={() => onChange(ofSide(side))}>
                  Garder {sides[side].toLowerCase()}
                </Button>
              ))}
            </div>
          </div>
        </div>
      )}
    </>
  );
}
