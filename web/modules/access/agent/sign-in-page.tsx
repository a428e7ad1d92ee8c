import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { proConnectFaults, proConnectFragment } from "../../../../shared/access/proconnect.ts";
import type { Me } from "../../../../shared/access/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { continueAt } from "./continue-at.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { takeFragment } from "./fragment.ts";
import { ProConnectButton } from "./proconnect-button.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { signInWithProConnect } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { useOrganisationHost } from "./use-organisation-host.ts";
import { useSignInSteps } from "./use-sign-in-steps.ts";

export interface SignInSearch {
  /** Where the person was going. */
  retour?: string;
  /** Why they are here: their session is over. */
  motif?: "session";
  /** Slug of the organisation whose address led here. */
  organisation?: string;
}

const isFault = (code: string): code is keyof typeof proConnectFaults =>
  Object.hasOwn(proConnectFaults, code);
const faultWords = (code: string) => proConnectFaults[isFault(code) ? code : "unreachable"];

/** Coming back from ProConnect: what it said is in the fragment, which goes no further than this page. */
function useProConnectReturn(onAnswer: Parameters<typeof SignInForm>[0]["onAnswer"]) {
  const [fault, setFault] = useState<string>();
  const [signOut, setSignOut] = useState<string>();
  const { mutate, isPending } = useMutation({
    mutationFn: signInWithProConnect,
    onSuccess: onAnswer,
    onError: (error) => {
      setFault(refusalWords(error));
      if (error instanceof ProblemError) setSignOut(error.problem.facts?.signOut);
    },
  });
  useEffect(() => {
    const fragment = `#${takeFragment() ?? ""}`;
    if (fragment === proConnectFragment.done) mutate();
    else if (fragment.startsWith(proConnectFragment.fault))
      setFault(faultWords(fragment.slice(proConnectFragment.fault.length)));
  }, [mutate]);
  return { fault, signOut, busy: isPending };
}

/** The agents' door. Citizens land here often: the first line sends them to their own page. */
export function SignInPage({ back, search }: { back: string; search: SignInSearch }) {
  const navigate = useNavigate();
  const host = useOrganisationHost(search.organisation);
  const steps = useSignInSteps((me: Me) => void navigate({ href: continueAt(me, back) }));
  const proConnect = useProConnectReturn(steps.answer);
  if (steps.waiting) {
    return (
      <EntryFrame
        host={host}
        title="Vérification en deux étapes"
        before={
          <p>
            <button
              type="button"
              className="fr-link fr-icon-arrow-left-line fr-link--icon-left"
              onClick={steps.restart}
            >
              Changer de compte
            </button>
          </p>
        }
      >
        <SecondFactor methods={steps.waiting.methods} onAnswer={steps.answer} />
      </EntryFrame>
    );
  }
  return (
    <EntryFrame host={host} title="Connexion des agents">
      <p>
        Vous avez demandé une médiation&nbsp;? <a href="/suivi">Suivez votre dossier ici</a>, sans compte.
      </p>
      {proConnect.fault && (
        <Alert severity="warning" title={proConnect.fault}>
          {proConnect.signOut && (
            <p>
              Vous avez un autre compte&nbsp;? <a href={proConnect.signOut}>Changer de compte ProConnect</a>
            </p>
          )}
        </Alert>
      )}
      {search.motif === "session" && !proConnect.fault && (
        <Alert
          severity="info"
          title="Votre session a expiré. Reconnectez-vous&nbsp;: vous reviendrez où vous étiez."
        />
      )}
      <p role="status" className={proConnect.busy ? "fr-mt-2w" : "fr-sr-only"}>
        {proConnect.busy && "Connexion avec ProConnect…"}
      </p>
      <ProConnectButton back={back} after={<p className="fr-hr-or">ou</p>} />
      <SignInForm
        onAnswer={steps.answer}
        forgotten={
          <p className="fr-mb-0">
            <a className="fr-link" href="/mot-de-passe-oublie">
              Mot de passe oublié&nbsp;?
            </a>
          </p>
        }
      />
      <p className="entry__quiet mention">
        Administrateurs de la plateforme&nbsp;: <a href="/connexion/lien">recevoir un lien de connexion</a>.
      </p>
    </EntryFrame>
  );
}
