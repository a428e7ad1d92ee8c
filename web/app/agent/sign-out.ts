import { useMutation, useQueryClient } from "@tanstack/react-query";
import { signOut } from "../../modules/access/agent/session.ts";
import { useNotices } from "../../ui/agent/notices.tsx";

/** Ends the session and leaves for a fresh page, so that nothing read stays in memory. */
export function useSignOut() {
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.clear();
      window.location.assign("/connexion");
    },
    onError: () => notify("La déconnexion n’a pas abouti. Réessayez, ou fermez votre navigateur."),
  });
}
