import { type ReactNode, useState } from "react";
import { AskByEmail } from "../../../../shared/access/schema.ts";
import { Input } from "../../../ui/input.tsx";
import { Unbroken } from "../../../ui/unbroken.tsx";
import { askMagicLink, askReset } from "./account-api.ts";
import { BackLink, EntryFrame } from "./entry-frame.tsx";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

interface AskPageProps {
  title: string;
  intro: ReactNode;
  send: (input: { email: string }) => Promise<unknown>;
  action: string;
  /** Who gets a mail: the page says the same for every address. */
  answer: (email: string) => ReactNode;
}

/** Asks for a link by e-mail. The answer is the same whether the address is known or not. */
function AskPage({ title, intro, send, action, answer }: AskPageProps) {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({
    schema: AskByEmail,
    initial: { email: "" },
    send: (input) => send(input).then(() => input.email),
    onDone: setSentTo,
  });
  const back = <BackLink href="/connexion">Connexion</BackLink>;
  if (sentTo !== undefined) {
    return (
      <EntryFrame title="Consultez votre messagerie" before={back}>
        <div role="status">{answer(sentTo)}</div>
        <section className="entry__more">
          <h2 className="fr-h6">Vous ne recevez rien&nbsp;?</h2>
          <ul>
            <li>Regardez dans les courriers indésirables.</li>
            <li>
              <button type="button" className="fr-link" onClick={() => setSentTo(undefined)}>
                Vérifier l’adresse et recommencer
              </button>
            </li>
            <li>Demandez à l’administrateur de votre organisation quelle adresse est invitée.</li>
          </ul>
        </section>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={title} before={back}>
      {intro}
      <ShortForm of={form} action={action} busyWords="Envoi en cours…">
        <Input
          label={
            <>
              Adresse <Unbroken>e-mail</Unbroken> professionnelle
            </>
          }
          type="email"
          name="email"
          autoComplete="username"
          spellCheck={false}
          value={form.values.email ?? ""}
          error={form.fault("email")}
          onChange={form.set("email")}
        />
      </ShortForm>
    </EntryFrame>
  );
}

export const ForgottenPasswordPage = () => (
  <AskPage
    title="Mot de passe oublié"
    intro={<p>Écrivez votre adresse&nbsp;: vous recevrez un lien pour choisir un nouveau mot de passe.</p>}
    send={askReset}
    action="Recevoir le lien"
    answer={(email) => (
      <p>
        Si un compte existe pour <strong className="break-anywhere">{email}</strong>, un{" "}
        <Unbroken>e-mail</Unbroken> y arrive dans quelques minutes. Son lien est valable une heure.
      </p>
    )}
  />
);

export const AskMagicLinkPage = () => (
  <AskPage
    title="Recevoir un lien de connexion"
    intro={<p>Ce lien est réservé aux administrateurs de la plateforme.</p>}
    send={askMagicLink}
    action="Recevoir le lien"
    answer={(email) => (
      <p>
        Si <strong className="break-anywhere">{email}</strong> administre la plateforme, un{" "}
        <Unbroken>e-mail</Unbroken> y arrive dans quelques minutes. Son lien est valable 15&nbsp;minutes et
        sert une seule fois.
      </p>
    )}
  />
);
