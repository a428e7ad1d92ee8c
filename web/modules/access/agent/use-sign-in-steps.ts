import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Me, SignedIn } from "../../../../shared/access/schema.ts";
import { keepSession, signOut } from "./session.ts";

type Waiting = Extract<SignedIn, { state: "second_factor" }>;

/**
 * What an answer to signing in leads to: in, with who came kept for every screen, or to the second step. `restart`
 * forgets the half-opened session, for another account.
 */
export function useSignInSteps(onIn: (me: Me) => void) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<Waiting>();
  return {
    waiting,
    answer: (given: SignedIn) => {
      if (given.state === "second_factor") {
        setWaiting(given);
        return;
      }
      keepSession(client, given.me);
      onIn(given.me);
    },
    restart: () => {
      setWaiting(undefined);
      // The half-opened session is nobody's and ends by itself; asking only makes it sooner.
      void signOut().catch(() => undefined);
    },
  };
}
