import { useQueryClient } from "@tanstack/react-query";
import { meQuery } from "../../modules/access/agent/session.ts";
import { SignInForm } from "../../modules/access/agent/sign-in-form.tsx";
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
  if (!expired || !before) return null;
  return (
    <Modal title="Votre session a expiré">
      <p>Reconnectez-vous&nbsp;: vous reviendrez où vous étiez. Votre saisie est gardée.</p>
      <SignInForm
        email={before.email}
        onSignedIn={(me) => {
          if (me.id !== before.id) {
            window.location.assign("/espace");
            return;
          }
          sessionRenewed();
          void client.invalidateQueries();
        }}
      />
    </Modal>
  );
}
