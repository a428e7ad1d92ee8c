import { useQueryClient } from "@tanstack/react-query";
import type { Me } from "../../../shared/access/schema.ts";
import { ProConnectButton } from "../../modules/access/agent/proconnect-button.tsx";
import { SecondFactor } from "../../modules/access/agent/second-factor.tsx";
import { meQuery, safeReturn } from "../../modules/access/agent/session.ts";
import { SignInForm } from "../../modules/access/agent/sign-in-form.tsx";
import { useSignInSteps } from "../../modules/access/agent/use-sign-in-steps.ts";
import { Modal } from "../../ui/agent/modal.tsx";
import { sessionRenewed, useSessionExpired } from "./session-expiry.ts";

/**
 * Signing in again over the page as it stands: what was typed stays under it. Someone else signing in gets a fresh
 * page, so that nothing of the first person remains in sight.
 */
export function SessionExpired() {
  const client = useQueryClient();
  const expired = useSessionExpired();
  const before = client.getQueryData(meQuery.queryKey);
  // Without a page behind it (first visit), the sign-in page itself is the answer.
  return expired && before ? <SignInAgain before={before} /> : null;
}

function SignInAgain({ before }: { before: Me }) {
  const client = useQueryClient();
  const steps = useSignInSteps((me) => {
    if (me.id !== before.id) {
      window.location.assign("/espace");
      return;
    }
    sessionRenewed();
    void client.invalidateQueries();
  });
  const { pathname, search } = window.location;
  return (
    <Modal title={steps.waiting ? "Vérification en deux étapes" : "Votre session a expiré"}>
      {steps.waiting ? (
        <SecondFactor methods={steps.waiting.methods} onAnswer={steps.answer} />
      ) : (
        <>
          <p>Reconnectez-vous&nbsp;: vous reviendrez où vous étiez. Votre saisie est gardée.</p>
          <SignInForm email={before.email} onAnswer={steps.answer} />
          <ProConnectButton back={safeReturn(pathname + search)} />
          <p className="mention">
            <a href="/connexion">Changer de compte</a>
          </p>
        </>
      )}
    </Modal>
  );
}
