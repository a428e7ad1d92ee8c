import { useRouter } from "@tanstack/react-router";
import { useTitle } from "../../../ui/agent/page-title.tsx";
import { guichet, PageFrame } from "../../../ui/page-frame.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import "./sign-in.css";

const host = { ...guichet, service: "Espace agents" };

/** The agents' door. Citizens land here often: the first line sends them to their own page. */
export function SignInPage({ back }: { back: string }) {
  const router = useRouter();
  useTitle("Connexion des agents");
  return (
    <PageFrame host={host}>
      <div className="sign-in">
        <h1>Connexion des agents</h1>
        <p>
          Vous avez demandé une médiation&nbsp;? <a href="/suivi">Suivez votre dossier ici</a>, sans compte.
        </p>
        <SignInForm onSignedIn={() => router.history.push(back)} />
      </div>
    </PageFrame>
  );
}
