import { useMutation, useQueryClient } from "@tanstack/react-query";
import { forgetTabSession, signOut } from "../../modules/access/agent/session.ts";
import { useNotices } from "../../ui/agent/notices.tsx";
import { tellOtherTabs } from "./session-tabs.ts";

/**
 * Ends the session and leaves for a fresh page, so that nothing read stays in memory: the identity provider's own
 * sign-out when the session came from it.
 */
export function useSignOut() {
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: signOut,
    onSuccess: ({ next }) => {
      forgetTabSession();
      tellOtherTabs({ ended: true });
      client.clear();
      window.location.assign(next ?? "/connexion");
    },
    onError: () => notify("La déconnexion n’a pas abouti. Réessayez, ou fermez votre navigateur."),
  });
}
