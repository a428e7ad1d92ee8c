import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ProblemError } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { confirmEmail } from "./account-api.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { LinkPage, RefusedLink } from "./link-page.tsx";
import { meQuery } from "./session.ts";

const title = "Changement d’adresse e-mail";

/** One of the two confirmations of a new address. */
function ConfirmEmail({ token, email }: { token: string; email: string }) {
  const client = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => confirmEmail(token),
    onSuccess: () => client.removeQueries({ queryKey: meQuery.queryKey }),
  });
  const { data, error } = confirm;
  if (data) {
    const changed = data.state === "changed";
    return (
      <EntryFrame title={changed ? "Votre adresse est changée" : "C’est noté"}>
        <p role="status">
          {changed
            ? "Connectez-vous désormais avec votre nouvelle adresse. Vos autres sessions ont été fermées."
            : "Il reste à confirmer depuis l’autre adresse : ouvrez le lien qui y a été envoyé. Jusque-là, rien ne change."}
        </p>
        <p className="fr-mt-4w">
          <a className={`${buttonClass({})} entry__wide-button`} href="/compte">
            Aller à mon compte
          </a>
        </p>
      </EntryFrame>
    );
  }
  if (error instanceof ProblemError && error.problem.reason.startsWith("link_"))
    return <RefusedLink kind="email_change" reason={error.problem.reason} detail={error.problem.detail} />;
  return (
    <EntryFrame title={title}>
      {error && <Alert severity="error" title={refusalWords(error)} />}
      <p>
        Vous avez demandé que la nouvelle adresse de votre compte soit{" "}
        <strong className="break-anywhere">{email}</strong>.
      </p>
      <p>Vous n’avez rien demandé&nbsp;? Fermez cette page et changez votre mot de passe.</p>
      <p className="fr-mt-4w entry__actions">
        <Button busy={confirm.isPending && "Enregistrement…"} onClick={() => confirm.mutate()}>
          Confirmer
        </Button>
      </p>
    </EntryFrame>
  );
}

export const EmailChangePage = () => (
  <LinkPage kind="email_change" title={title}>
    {(token, preview) => <ConfirmEmail token={token} email={preview.email} />}
  </LinkPage>
);
