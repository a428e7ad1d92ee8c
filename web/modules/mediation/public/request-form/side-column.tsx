import { useEffect, useState } from "react";
import type { PublicOrganisation } from "../../../../../shared/mediation/schema.ts";
import { Button } from "../../../../ui/button.tsx";
import { ago, fullDate } from "../../../../ui/dates.ts";
import { Dialog } from "../../../../ui/dialog.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { CallUs } from "../../../../ui/phone-link.tsx";

/** Now, refreshed every half minute. */
const useNow = () => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

/** Says that the draft is kept, at most once a minute. */
const useSpokenSave = (savedAt: number | null) => {
  const [spoken, setSpoken] = useState<number | null>(null);
  useEffect(() => {
    setSpoken((before) =>
      savedAt !== null && (before === null || savedAt - before >= 60_000) ? savedAt : before,
    );
  }, [savedAt]);
  return spoken;
};

export const HelpPanel = ({ organisation }: { organisation: PublicOrganisation | null }) =>
  organisation?.phone ? (
    <Panel title="Besoin d’aide ?">
      <p>Nous pouvons remplir la demande avec vous.</p>
      <CallUs phone={organisation.phone} hours={organisation.phoneHours} />
    </Panel>
  ) : null;

export const DraftPanel = ({ savedAt, onErase }: { savedAt: number | null; onErase: () => void }) => {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const spoken = useSpokenSave(savedAt);
  return (
    <Panel title="Votre brouillon" lined>
      <span key={spoken} className="fr-sr-only" role="status">
        {spoken === null ? "" : "Brouillon enregistré"}
      </span>
      {savedAt === null ? (
        <p className="mention">Ce que vous écrivez sera gardé sur cet appareil seulement, jusqu’à l’envoi.</p>
      ) : (
        <p className="mention">
          Enregistré{" "}
          <time dateTime={new Date(savedAt).toISOString()} title={fullDate(savedAt)}>
            {ago(savedAt, Math.max(now, savedAt))}
          </time>
          , sur cet appareil seulement. Vous pouvez fermer la page et reprendre plus tard.
        </p>
      )}
      <p className="fr-mt-1w">
        <button type="button" className="fr-link fr-link--sm" onClick={() => setAsking(true)}>
          Effacer le brouillon
        </button>
      </p>
      {asking ? (
        <Dialog
          title="Effacer tout ce que vous avez écrit ?"
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button
                onClick={() => {
                  setAsking(false);
                  onErase();
                }}
              >
                Effacer
              </Button>
              <Button look="secondary" onClick={() => setAsking(false)}>
                Garder
              </Button>
            </>
          }
        />
      ) : null}
    </Panel>
  );
};
