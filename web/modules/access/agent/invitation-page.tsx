import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { canonicalEmail } from "../../../../shared/access/email.ts";
import { AcceptInvitation, type LinkPreview, type Me } from "../../../../shared/access/schema.ts";
import { ProblemError, reasonOf } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { fullDay } from "../../../ui/dates.ts";
import { guichet, type Host } from "../../../ui/page-frame.tsx";
import { acceptInvitation, joinByInvitation } from "./account-api.ts";
import { continueAt } from "./continue-at.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { LinkPage, RefusedLink } from "./link-page.tsx";
import { NameFields } from "./name-fields.tsx";
import { NewPassword } from "./new-password.tsx";
import { ProConnectButton } from "./proconnect-button.tsx";
import { RolesInWords } from "./roles-in-words.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { keepSession, meQuery, organisationsOf, signOut } from "./session.ts";
import { ShortForm } from "./short-form.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { useForm } from "./use-form.ts";
import { useSignInSteps } from "./use-sign-in-steps.ts";

type Invitation = NonNullable<LinkPreview["invitation"]>;
interface InvitedProps {
  token: string;
  email: string;
  invitation: Invitation;
}

const hostOf = ({ organisation }: Invitation): Host => ({
  ...guichet,
  service: "Espace agents",
  ...(organisation ? { name: organisation.name, logo: organisation.logo } : {}),
});
const titleOf = ({ organisation }: Invitation) =>
  organisation ? `Rejoindre ${organisation.name}` : "Administrer la plateforme";

/** Where an invitation leads once accepted: the space of its organisation. */
function useArrival({ organisation }: Invitation) {
  const navigate = useNavigate();
  return (me: Me) => {
    const joined = organisationsOf(me).find(({ name }) => name === organisation?.name);
    const home = organisation ? (joined ? `/espace/${joined.slug}` : "/espace") : "/plateforme";
    void navigate({ href: continueAt(me, home) });
  };
}

const Facts = ({ email, invitation, until }: Omit<InvitedProps, "token"> & { until?: string }) => (
  <dl className="entry__facts">
    <div>
      <dt>Adresse invitée</dt>
      <dd>{email}</dd>
    </div>
    {invitation.invitedBy && (
      <div>
        <dt>Invité par</dt>
        <dd>{invitation.invitedBy}</dd>
      </div>
    )}
    <div>
      <dt>Ce que vous pourrez faire</dt>
      <dd>
        {invitation.organisation ? (
          <RolesInWords roles={invitation.roles} />
        ) : (
          "Gérer les organisations et les comptes de la plateforme, sans lire aucun dossier. Une vérification en deux étapes est demandée."
        )}
      </dd>
    </div>
    {until && (
      <div>
        <dt>Valable jusqu’au</dt>
        <dd>{fullDay(until)}</dd>
      </div>
    )}
  </dl>
);

/** No account has this address yet: names and a password make it. */
function NewAccount({ token, email, invitation, until }: InvitedProps & { until: string }) {
  const arrive = useArrival(invitation);
  const steps = useSignInSteps(arrive);
  const form = useForm({
    schema: AcceptInvitation,
    initial: { firstName: "", lastName: "", password: "" },
    also: { token },
    send: acceptInvitation,
    onDone: steps.answer,
  });
  const reason = reasonOf(form.error);
  if (reason?.startsWith("link_") && form.refusal)
    return <RefusedLink kind="invitation" reason={reason} detail={form.refusal} />;
  return (
    <EntryFrame title={titleOf(invitation)} host={hostOf(invitation)}>
      <Facts email={email} invitation={invitation} until={until} />
      <ProConnectButton back="/espace" after={<p className="fr-hr-or">ou</p>} />
      <h2 className="fr-h6 fr-mb-0">Créez votre compte</h2>
      <ShortForm of={form} action="Créer mon compte" busyWords="Création…">
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <NameFields of={form} />
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

/** The owner of this very address is signed in. */
function Join({ token, email, invitation, until }: InvitedProps & { until?: string }) {
  const client = useQueryClient();
  const arrive = useArrival(invitation);
  const join = useMutation({
    mutationFn: () => joinByInvitation(token),
    onSuccess: (me) => {
      keepSession(client, me);
      arrive(me);
    },
  });
  const { error } = join;
  if (error instanceof ProblemError && error.problem.reason.startsWith("link_"))
    return <RefusedLink kind="invitation" reason={error.problem.reason} detail={error.problem.detail} />;
  return (
    <EntryFrame title={titleOf(invitation)} host={hostOf(invitation)}>
      {error && <Alert severity="error" title={refusalWords(error)} />}
      <Facts email={email} invitation={invitation} {...(until ? { until } : {})} />
      <p className="entry__actions">
        <Button busy={join.isPending && "Enregistrement…"} onClick={() => join.mutate()}>
          Rejoindre
        </Button>
      </p>
    </EntryFrame>
  );
}

/** An account has this address: its owner signs in, then joins at once. */
function SignInToJoin(props: InvitedProps) {
  const { token, email, invitation } = props;
  const client = useQueryClient();
  const arrive = useArrival(invitation);
  const join = useMutation({
    mutationFn: () => joinByInvitation(token),
    onSuccess: (me) => {
      keepSession(client, me);
      arrive(me);
    },
  });
  const steps = useSignInSteps(() => join.mutate());
  if (join.isError) return <Join {...props} />;
  return (
    <EntryFrame
      title={steps.waiting ? "Vérification en deux étapes" : titleOf(invitation)}
      host={hostOf(invitation)}
    >
      {steps.waiting ? (
        <SecondFactor methods={steps.waiting.methods} onAnswer={steps.answer} />
      ) : (
        <>
          <Facts email={email} invitation={invitation} />
          <h2 className="fr-h6 fr-mb-0">Vous avez déjà un compte&nbsp;: connectez-vous</h2>
          <SignInForm
            email={email}
            onAnswer={steps.answer}
            forgotten={
              <p className="fr-mb-0">
                <a className="fr-link" href="/mot-de-passe-oublie">
                  Mot de passe oublié&nbsp;?
                </a>
              </p>
            }
          />
        </>
      )}
    </EntryFrame>
  );
}

/** Someone else is signed in on this browser. */
function OtherAccount({ email, invitation, me }: Omit<InvitedProps, "token"> & { me: Me }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    // The page stays, its link still in memory: only who is signed in changes.
    onSuccess: () => client.setQueryData(meQuery.queryKey, null),
  });
  return (
    <EntryFrame title="Cette invitation est pour une autre adresse" host={hostOf(invitation)}>
      {leave.isError && <Alert severity="error" title={refusalWords(leave.error)} />}
      <p>
        Elle est destinée à <strong className="break-anywhere">{email}</strong>, et vous êtes connecté avec{" "}
        <strong className="break-anywhere">{me.email}</strong>.
      </p>
      <p className="entry__actions">
        <Button busy={leave.isPending && "Déconnexion…"} onClick={() => leave.mutate()}>
          Me déconnecter et continuer
        </Button>
      </p>
      <p className="fr-mt-2w">
        <a className="fr-link" href="/espace">
          Rester connecté et revenir à mon espace
        </a>
      </p>
    </EntryFrame>
  );
}

function Invited(props: InvitedProps & { until: string }) {
  const { email, invitation } = props;
  const { data: me, isPending } = useQuery(meQuery);
  // Who was there when the page opened: signing in to join must not change the page under the person.
  const atFirst = useRef<Me | null>(undefined);
  useEffect(() => {
    if (!isPending && me === null) atFirst.current = null;
  }, [isPending, me]);
  if (isPending) {
    return (
      <EntryFrame title={titleOf(invitation)} host={hostOf(invitation)}>
        <Skeleton says="Chargement…" rows={3} />
      </EntryFrame>
    );
  }
  const somebody = atFirst.current === null ? null : me;
  if (somebody && canonicalEmail(somebody.email) !== canonicalEmail(email))
    return <OtherAccount email={email} invitation={invitation} me={somebody} />;
  if (somebody) return <Join {...props} />;
  return invitation.hasAccount ? <SignInToJoin {...props} /> : <NewAccount {...props} />;
}

export const InvitationPage = () => (
  <LinkPage kind="invitation" title="Votre invitation">
    {(token, { email, expiresAt, invitation }) =>
      invitation ? (
        <Invited token={token} email={email} until={expiresAt} invitation={invitation} />
      ) : (
        <RefusedLink
          kind="invitation"
          reason="link_foreign"
          detail="Ce lien sert à autre chose. Suivez-le depuis l’e-mail qui le contient."
        />
      )
    }
  </LinkPage>
);
