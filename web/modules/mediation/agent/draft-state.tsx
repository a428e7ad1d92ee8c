import { useQueryClient } from "@tanstack/react-query";
import { Icon } from "../../../ui/agent/icon.tsx";
import { clockTime } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { composingQuery } from "./compose-queries.ts";
import type { Kept } from "./use-draft.ts";

/** Where what is typed is kept, in small beside the buttons. */
export function DraftState({ kept }: { kept: Kept | undefined }) {
  return (
    <span className="composer__saved small mention">
      {kept?.is === "server" && `Brouillon enregistré à ${clockTime(new Date(kept.at))}`}
      {kept?.is === "device" && `Brouillon gardé sur cet ordinateur à ${clockTime(new Date(kept.at))}`}
      {kept?.is === "refused" && "Brouillon non gardé\u00a0: ne quittez pas cette page avant d’envoyer."}
    </span>
  );
}

/** Two versions of one draft, or a draft whose message left from elsewhere: the person decides, nothing is lost. */
export function DraftElsewhere({
  kept,
  caseId,
  onKeepMine,
  onTakeOther,
}: {
  kept: Kept | undefined;
  caseId: string;
  onKeepMine: (at: string) => void;
  /** The other version is known: open the composer on it. */
  onTakeOther: () => void;
}) {
  const client = useQueryClient();
  if (kept?.is === "sent") {
    return (
      <div className="banner banner--info composer__guard" role="alert">
        <Icon name="fr-icon-information-line" tone="info" />
        <div>
          <p>
            <strong>Ce message est déjà parti</strong>, depuis un autre appareil. Il est dans le fil du
            dossier.
          </p>
          <Button size="sm" look="secondary" onClick={onTakeOther}>
            Jeter ce brouillon
          </Button>
        </div>
      </div>
    );
  }
  if (kept?.is !== "elsewhere") return null;
  const { at } = kept;
  return (
    <div className="banner banner--info composer__guard" role="alert">
      <Icon name="fr-icon-information-line" tone="info" />
      <div>
        <p>
          <strong>Rien n’est perdu&nbsp;:</strong> vous avez aussi modifié ce brouillon sur un autre appareil
          {at && ` à ${clockTime(new Date(at))}`}. Lequel garder&nbsp;?
        </p>
        <div className="row row--wrap">
          <Button size="sm" onClick={() => onKeepMine(at)}>
            Garder celui-ci
          </Button>
          <Button
            size="sm"
            look="secondary"
            onClick={() => void client.fetchQuery(composingQuery(caseId)).then(onTakeOther, () => undefined)}
          >
            Reprendre l’autre
          </Button>
        </div>
      </div>
    </div>
  );
}
