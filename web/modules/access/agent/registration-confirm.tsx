import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  ConfirmRegistration as ConfirmInput,
  type RegistrationPreview,
} from "../../../../shared/access/companies.ts";
import { canonicalEmail } from "../../../../shared/access/email.ts";
import { siretWords } from "../../../../shared/access/siret.ts";
import { ProblemError, reasonOf } from "../../../app/api.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { RefusedLink } from "./link-page.tsx";
import { NewPassword } from "./new-password.tsx";
import { askToJoin, confirmRegistration, readRegistration } from "./registration-api.ts";
import { SecondFactor } from "./second-factor.tsx";
import { meQuery, organisationsOf } from "./session.ts";
import { ShortForm } from "./short-form.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { useForm } from "./use-form.ts";
import { useSignInSteps } from "./use-sign-in-steps.ts";

const title = "Terminer l’inscription";

interface ConfirmProps {
  token: string;
  preview: RegistrationPreview;
}

const Facts = ({ preview }: { preview: RegistrationPreview }) => (
  <dl className="entry__facts">
    <div>
      <dt>Entreprise</dt>
      <dd>
        <strong>{preview.name}</strong>
        <br />
        {preview.address}
      </dd>
    </div>
    <div>
      <dt>SIRET</dt>
      <dd>{siretWords(preview.siret)}</dd>
    </div>
    <div>
      <dt>Vous</dt>
      <dd>
        {preview.firstName} {preview.lastName}, {preview.email}
      </dd>
    </div>
  </dl>
);

/** The company is here already: its administrators are asked, or the person registers it apart. */
function AlreadyHere({ token, preview, onApart }: ConfirmProps & { onApart: () => void }) {
  const ask = useMutation({ mutationFn: () => askToJoin(token) });
  const { error } = ask;
  if (error instanceof ProblemError && error.problem.reason.startsWith("link_"))
    return <RefusedLink kind="registration" reason={error.problem.reason} detail={error.problem.detail} />;
  if (ask.isSuccess) {
    return (
      <EntryFrame title="Votre demande est envoyée">
        <p role="status">
          L’administrateur de {preview.name} la reçoit par e-mail. S’il accepte, vous recevrez une invitation.
        </p>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title="Cette entreprise utilise déjà Guichet">
      {error && <Alert severity="error" title={refusalWords(error)} />}
      <Facts preview={preview} />
      <p className="entry__actions">
        <Button busy={ask.isPending && "Envoi en cours…"} onClick={() => ask.mutate()}>
          Demander à la rejoindre
        </Button>
      </p>
      <p className="fr-mt-2w">
        <button type="button" className="fr-link" onClick={onApart}>
          Ouvrir quand même un espace séparé
        </button>
      </p>
    </EntryFrame>
  );
}

/** In the company that was just registered. */
function useArrival(preview: RegistrationPreview) {
  const navigate = useNavigate();
  return useSignInSteps((me) => {
    const own = organisationsOf(me).find(({ name }) => name === preview.name);
    void navigate({ href: own ? `/espace/${own.slug}` : "/espace" });
  });
}

function NewAccount({ token, preview }: ConfirmProps) {
  const steps = useArrival(preview);
  const form = useForm({
    schema: ConfirmInput,
    initial: { password: "" },
    also: { token },
    send: confirmRegistration,
    onDone: steps.answer,
  });
  const reason = reasonOf(form.error);
  if (reason?.startsWith("link_") && form.refusal)
    return <RefusedLink kind="registration" reason={reason} detail={form.refusal} />;
  return (
    <EntryFrame title={title}>
      <Facts preview={preview} />
      <ShortForm of={form} action="Créer mon compte" busyWords="Création…">
        <input type="email" name="username" autoComplete="username" value={preview.email} readOnly hidden />
        <NewPassword
          label="Mot de passe"
          value={form.values.password ?? ""}
          error={form.fault("password")}
          onChange={form.set("password")}
        />
      </ShortForm>
    </EntryFrame>
  );
}

/** The address has an account: its owner signs in, then confirms without a password. */
function WithAccount({ token, preview }: ConfirmProps) {
  const { data: me } = useQuery(meQuery);
  const arrival = useArrival(preview);
  const confirm = useMutation({
    mutationFn: () => confirmRegistration({ token }),
    onSuccess: arrival.answer,
  });
  const steps = useSignInSteps(() => confirm.mutate());
  const owner = me && canonicalEmail(me.email) === canonicalEmail(preview.email);
  const { error } = confirm;
  if (error instanceof ProblemError && error.problem.reason.startsWith("link_"))
    return <RefusedLink kind="registration" reason={error.problem.reason} detail={error.problem.detail} />;
  if (steps.waiting) {
    return (
      <EntryFrame title="Vérification en deux étapes">
        <SecondFactor methods={steps.waiting.methods} onAnswer={steps.answer} />
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={title}>
      {error && <Alert severity="error" title={refusalWords(error)} />}
      <Facts preview={preview} />
      {owner ? (
        <p className="entry__actions">
          <Button busy={confirm.isPending && "Inscription…"} onClick={() => confirm.mutate()}>
            Inscrire cette entreprise
          </Button>
        </p>
      ) : (
        <>
          <h2 className="fr-h6 fr-mb-0">Vous avez déjà un compte&nbsp;: connectez-vous</h2>
          <SignInForm email={preview.email} onAnswer={steps.answer} />
        </>
      )}
    </EntryFrame>
  );
}

/** The link of the mail: what is about to be registered, then in. */
export function ConfirmRegistration({ token }: { token: string }) {
  const [apart, setApart] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["access", "registration", token],
    queryFn: () => readRegistration(token),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (data?.alreadyHere && !apart)
    return <AlreadyHere token={token} preview={data} onApart={() => setApart(true)} />;
  if (data?.hasAccount) return <WithAccount token={token} preview={data} />;
  if (data) return <NewAccount token={token} preview={data} />;
  return (
    <EntryFrame title={title}>
      {error ? (
        <LoadFailed what="cette inscription" error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton says="Chargement…" rows={3} />
      )}
    </EntryFrame>
  );
}
