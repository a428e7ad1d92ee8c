import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ProblemError } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { AskMagicLinkPage } from "./ask-by-email.tsx";
import { continueAt } from "./continue-at.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { LinkPage, RefusedLink } from "./link-page.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { openMagicLink } from "./session.ts";
import { useSignInSteps } from "./use-sign-in-steps.ts";

/** A click opens the session, not the page: programs that follow the links of a mail do not use it up. */
function OpenMagicLink({ token, email }: { token: string; email: string }) {
  const navigate = useNavigate();
  const steps = useSignInSteps((me) => void navigate({ href: continueAt(me, "/plateforme") }));
  const open = useMutation({ mutationFn: () => openMagicLink(token), onSuccess: steps.answer });
  if (steps.waiting) {
    return (
      <EntryFrame title="Vérification en deux étapes">
        <SecondFactor methods={steps.waiting.methods} onAnswer={steps.answer} />
      </EntryFrame>
    );
  }
  const { error } = open;
  if (error instanceof ProblemError && error.problem.reason.startsWith("link_"))
    return <RefusedLink kind="magic_link" reason={error.problem.reason} detail={error.problem.detail} />;
  return (
    <EntryFrame title="Connexion à la plateforme">
      {error && <Alert severity="error" title={refusalWords(error)} />}
      <p>
        Vous vous connectez avec <strong className="break-anywhere">{email}</strong>.
      </p>
      <p className="fr-mt-4w entry__actions">
        <Button busy={open.isPending && "Connexion…"} onClick={() => open.mutate()}>
          Se connecter
        </Button>
      </p>
    </EntryFrame>
  );
}

export const MagicLinkPage = () => (
  <LinkPage kind="magic_link" title="Connexion à la plateforme" none={<AskMagicLinkPage />}>
    {(token, preview) => <OpenMagicLink token={token} email={preview.email} />}
  </LinkPage>
);
