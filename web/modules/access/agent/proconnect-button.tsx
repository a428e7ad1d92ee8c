import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { signInMethodsQuery } from "./session.ts";
import "@codegouvfr/react-dsfr/assets/proconnect-btn.css";

/** The State's button, with its official markup; absent where no identity provider is set. */
export function ProConnectButton({ back, after }: { back: string; after?: ReactNode }) {
  const { data } = useQuery(signInMethodsQuery);
  if (!data?.proConnect) return null;
  return (
    <>
      <div className="fr-connect-group">
        <a
          className="fr-btn fr-connect pro-connect"
          href={`/api/proconnect/start?return=${encodeURIComponent(back)}`}
        >
          <span className="fr-connect__login">S’identifier avec</span>{" "}
          <span className="fr-connect__brand">ProConnect</span>
        </a>
        <p>
          <a
            href="https://www.proconnect.gouv.fr/"
            target="_blank"
            rel="noopener noreferrer"
            title="Qu’est-ce que ProConnect ? - nouvelle fenêtre"
          >
            Qu’est-ce que ProConnect&nbsp;?
          </a>
        </p>
      </div>
      {after}
    </>
  );
}
