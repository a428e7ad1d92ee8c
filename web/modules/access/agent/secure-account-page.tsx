import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Me } from "../../../../shared/access/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { accountQuery } from "./account-api.ts";
import { AddPasskey, AddTotp } from "./add-factor.tsx";
import { waitsForSecondFactor } from "./continue-at.ts";
import { canUsePasskeys } from "./passkey.ts";
import { meQuery, safeReturn } from "./session.ts";
import "../../../ui/agent/forms.css";
import "./account.css";

const names = new Intl.ListFormat("fr", { type: "conjunction" });

/** Chooses a first factor, with what it opens and the way around it. */
function Choose({ me, back }: { me: Me; back: string }) {
  const { data: account, error, refetch } = useQuery(accountQuery);
  const [adding, setAdding] = useState<"totp" | "passkey">();
  if (error) return <LoadFailed what="votre compte" error={error} retry={() => void refetch()} />;
  if (!account) return <Skeleton says="Chargement de votre compte…" rows={3} />;
  const close = () => setAdding(undefined);
  return (
    <>
      <p>
        {names.format(me.locked.map(({ name }) => name))} {me.locked.length > 1 ? "demandent" : "demande"} une
        vérification en deux étapes&nbsp;: en plus de votre mot de passe, un code ou une clé que vous seul
        avez. Cela prend deux minutes, une seule fois.
      </p>
      <ul className="account-list">
        <li>
          <Icon name="fr-icon-smartphone-line" />
          <span className="account-list__words">
            Une application d’authentification
            <span className="mention">Sur votre téléphone ou votre ordinateur, elle affiche un code.</span>
          </span>
          <Button size="sm" onClick={() => setAdding("totp")}>
            Ajouter une application
          </Button>
        </li>
        {canUsePasskeys() && (
          <li>
            <Icon name="fr-icon-fingerprint-line" />
            <span className="account-list__words">
              Une clé de sécurité
              <span className="mention">
                Une clé USB, ou le verrouillage de cet appareil (empreinte, visage, code).
              </span>
            </span>
            <Button size="sm" look="secondary" onClick={() => setAdding("passkey")}>
              Ajouter une clé
            </Button>
          </li>
        )}
      </ul>
      {me.memberships.length > 0 && (
        <p>
          <a href={back}>Plus tard&nbsp;: travailler pour mes autres organisations</a>
        </p>
      )}
      {adding === "totp" && <AddTotp account={account} onClose={close} />}
      {adding === "passkey" && <AddPasskey account={account} onClose={close} />}
    </>
  );
}

/** The account has a factor that this session has not given. */
const SignInAgain = ({ back }: { back: string }) => (
  <>
    <p>Votre session a été ouverte sans la vérification en deux étapes. Reconnectez-vous pour la faire.</p>
    <p>
      <a className={buttonClass({})} href={`/connexion?retour=${encodeURIComponent(back)}`}>
        Se reconnecter
      </a>
    </p>
  </>
);

const route = getRouteApi("/signed-in/connexion/verification");

/** What one works for asks for a second factor: explains, leads through it, then goes on. */
export function SecureAccountPage() {
  const { data: me } = useQuery(meQuery);
  const back = safeReturn(route.useSearch().retour);
  const title = "Protégez votre compte";
  useTitle(title);
  if (!me) return null;
  const done = !waitsForSecondFactor(me);
  return (
    <div className="account-section account-section--alone">
      <PageTitle key={String(done)}>{done ? "Votre compte est protégé" : title}</PageTitle>
      {done ? (
        <>
          <p role="status">À chaque connexion, la vérification en deux étapes sera demandée.</p>
          <p>
            <a className={buttonClass({})} href={back}>
              Continuer
            </a>
          </p>
        </>
      ) : me.secondFactor.exists ? (
        <SignInAgain back={back} />
      ) : (
        <Choose me={me} back={back} />
      )}
    </div>
  );
}
