import { useSyncExternalStore } from "react";
import { Icon } from "../../ui/agent/icon.tsx";

const watch = (changed: () => void) => {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
};

/** Says that the network is gone, and that nothing typed is lost. */
export function OfflineBanner() {
  const online = useSyncExternalStore(watch, () => navigator.onLine);
  return (
    <div role="status">
      {!online && (
        <p className="offline-banner">
          <Icon name="fr-icon-wifi-off-line" tone="error" />
          <span>
            <strong>Vous êtes hors ligne.</strong> Votre brouillon est gardé sur cet ordinateur. Les écrans se
            mettront à jour au retour de la connexion.
          </span>
        </p>
      )}
    </div>
  );
}
