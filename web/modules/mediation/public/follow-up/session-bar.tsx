import { useEffect, useRef, useState } from "react";
import { Button } from "../../../../ui/button.tsx";
import { Dialog } from "../../../../ui/dialog.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";

const minute = 60_000;

/** Whole minutes before the page closes by itself, and 0 when it has to. */
const useMinutesLeft = (expiresAt: string, onExpired: () => void) => {
  const end = Date.parse(expiresAt);
  const [left, setLeft] = useState(() => end - Date.now());
  const expire = useRef(onExpired);
  expire.current = onExpired;
  useEffect(() => {
    let ended = false;
    const count = () => {
      const remaining = end - Date.now();
      setLeft(remaining);
      if (remaining > 0 || ended) return;
      ended = true;
      expire.current();
    };
    count();
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [end]);
  return Math.max(0, Math.ceil(left / minute));
};

interface SessionBarProps {
  /** ISO instant at which the session ends, whatever is done. */
  expiresAt: string;
  onExpired: () => void;
  onClose: () => void;
}

/** How long this personal page stays open; two minutes before its end a dialog says so. */
export const SessionBar = ({ expiresAt, onExpired, onClose }: SessionBarProps) => {
  const minutes = useMinutesLeft(expiresAt, onExpired);
  const [warned, setWarned] = useState(false);
  return (
    <div className="session">
      <p className="mention">
        <span className="fr-icon-lock-line fr-icon--sm" aria-hidden="true" /> Page personnelle, ouverte encore{" "}
        <Unbroken>{`${minutes} minute${minutes > 1 ? "s" : ""}`}</Unbroken>.
      </p>
      <button type="button" className="fr-link fr-link--sm" onClick={onClose}>
        Fermer ma page
      </button>
      {minutes <= 2 && minutes > 0 && !warned ? (
        <Dialog
          title="Votre page va se fermer"
          onClose={() => setWarned(true)}
          actions={
            <>
              <Button onClick={() => setWarned(true)}>Continuer</Button>
              <Button look="secondary" onClick={onClose}>
                Fermer ma page
              </Button>
            </>
          }
        >
          <p>
            Elle se ferme 30 minutes après son ouverture, pour protéger vos échanges. Votre réponse en cours
            est gardée sur cet appareil : un nouveau code vous permettra de la reprendre.
          </p>
        </Dialog>
      ) : null}
    </div>
  );
};
