import type { ReactNode } from "react";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { ago } from "../../../../ui/dates.ts";
import type { Kept } from "./use-declaration-form.ts";

/** Where what is typed is, always in sight, beside the one act that follows (screens §5). */
export function SaveBar({
  kept,
  wrong,
  asked,
  left,
  children,
}: {
  kept: Kept;
  /** Fields whose value is wrong: the server has the last one that was right. */
  wrong: number;
  /** Two people changed the same value: nothing is saved before one is chosen. */
  asked: boolean;
  /** Points that remain, of all bodies. */
  left: number;
  children: ReactNode;
}) {
  return (
    <div className="telling-bar">
      <p className="row small grow" role="status">
        <Words kept={kept} wrong={wrong} asked={asked} />
      </p>
      {left > 0 && (
        <span className="small mention telling-bar__left">
          Il reste {left}&nbsp;{left > 1 ? "points" : "point"}
        </span>
      )}
      {children}
    </div>
  );
}

function Words({ kept, wrong, asked }: { kept: Kept; wrong: number; asked: boolean }) {
  const now = useNow();
  switch (kept.is) {
    case "saving":
      return (
        <>
          <Icon name="fr-icon-refresh-line" tone="info" />
          <span>Enregistrement…</span>
        </>
      );
    case "device":
      return (
        <>
          <Icon name="fr-icon-wifi-off-line" tone="warning" />
          <span>
            {!navigator.onLine
              ? "Hors connexion. "
              : asked
                ? "Choisissez d’abord la valeur à garder. "
                : "Le service ne répond pas. "}
            Votre saisie est gardée sur cet appareil.
          </span>
        </>
      );
    case "nowhere":
      return (
        <>
          <Icon name="fr-icon-error-warning-fill" tone="error" />
          <span>Votre saisie n’est pas encore gardée&nbsp;: ne fermez pas cette page.</span>
        </>
      );
    case "refused":
      return (
        <>
          <Icon name="fr-icon-error-warning-fill" tone="error" />
          <span>{kept.words} La dernière valeur juste reste enregistrée.</span>
        </>
      );
    case "server":
      return wrong > 0 ? (
        <>
          <Icon name="fr-icon-error-fill" tone="error" />
          <span>
            {wrong > 1 ? `${wrong}\u00a0valeurs à corriger` : "1\u00a0valeur à corriger"}, gardée
            {wrong > 1 && "s"} sur cet appareil. Le reste est enregistré.
          </span>
        </>
      ) : (
        <>
          <Icon name="fr-icon-check-line" tone="success" />
          <span>
            <strong>Tout est enregistré</strong>, {ago(kept.at, Math.max(now.getTime(), kept.at))}.
            <span className="telling-bar__more"> Vous pouvez fermer et revenir.</span>
          </span>
        </>
      );
  }
}
