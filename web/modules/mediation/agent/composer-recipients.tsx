import { type Side, sides } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Button } from "../../../ui/button.tsx";
import { requesterOf } from "./case-flags.ts";
import { isBlocked, sidesOf, whoWillNotRead } from "./message-sides.ts";

/** The participants to choose among, and before anything leaves, who will not read it. */
export function ComposerRecipients({
  found,
  chosen,
  onChange,
}: {
  found: CaseView;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const hidden = whoWillNotRead(found.participants, chosen, requesterOf(found)?.name);
  const mixed = sidesOf(found.participants, chosen);
  const keepOnly = (side: Side) =>
    onChange(
      found.participants.filter((one) => one.side === side && chosen.includes(one.id)).map(({ id }) => id),
    );
  return (
    <>
      <fieldset className="composer__line composer__recipients">
        <legend className="composer__label">À</legend>
        {found.participants.map((participant) => {
          const { id, name, side } = participant;
          const blocked = isBlocked(participant);
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
                  {blocked && ", adresse bloquée"}
                </span>
              </span>
            </label>
          );
        })}
        <span className="composer__privacy small mention" aria-live="polite">
          {hidden && (
            <>
              <Icon name="fr-icon-lock-line" size="xs" /> {hidden}
            </>
          )}
        </span>
      </fieldset>
      {mixed.length > 1 && (
        <div className="banner banner--error composer__guard" role="alert">
          <Icon name="fr-icon-lock-line" tone="error" />
          <div>
            <p>
              <strong>Les deux côtés ne peuvent pas recevoir le même message.</strong> Ce que l’un vous écrit,
              l’autre ne doit pas le lire.
            </p>
            <div className="row row--wrap">
              {mixed.map((side) => (
                <Button key={side} size="sm" look="secondary" onClick={() => keepOnly(side)}>
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
