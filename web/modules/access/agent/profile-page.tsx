import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Account, ChangeEmail, type Me, UpdateProfile } from "../../../../shared/access/schema.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { fullDate } from "../../../ui/dates.ts";
import { Input } from "../../../ui/input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { Select } from "../../../ui/select.tsx";
import { timeZoneOptions } from "../time-zones.ts";
import { accountQuery, cancelEmailChange, changeEmail, updateProfile } from "./account-api.ts";
import { AccountPage, AccountSection } from "./account-page.tsx";
import { NameFields } from "./name-fields.tsx";
import { RolesInWords } from "./roles-in-words.tsx";
import { meQuery, organisationsOf } from "./session.ts";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

function Identity({ account }: { account: Account }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const form = useForm({
    schema: UpdateProfile,
    initial: { firstName: account.firstName, lastName: account.lastName, timeZone: account.timeZone },
    send: updateProfile,
    onDone: (saved) => {
      client.setQueryData(accountQuery.queryKey, saved);
      const { firstName, lastName, timeZone } = saved;
      client.setQueryData(meQuery.queryKey, (me) => me && { ...me, firstName, lastName, timeZone });
      notify("Votre profil est enregistré.");
    },
  });
  return (
    <ShortForm of={form} action="Enregistrer" busyWords="Enregistrement…">
      <NameFields of={form} />
      <Select
        id="time-zone"
        label="Fuseau horaire"
        hint="Pour l’heure de vos récapitulatifs."
        placeholder="Choisissez un fuseau"
        options={timeZoneOptions(account.timeZone)}
        value={form.values.timeZone ?? ""}
        error={form.fault("timeZone")}
        onChange={form.set("timeZone")}
      />
    </ShortForm>
  );
}

const Confirmed = ({ who, done }: { who: string; done: boolean }) => (
  <li>
    {who}&nbsp;: <strong>{done ? "confirmé" : "en attente"}</strong>
  </li>
);

function EmailUnderWay({ account }: { account: Account }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: cancelEmailChange,
    onSuccess: (saved) => client.setQueryData(accountQuery.queryKey, saved),
  });
  const { emailChange } = account;
  if (!emailChange) return null;
  return (
    <>
      {cancel.isError && <Alert severity="error" title={refusalWords(cancel.error)} />}
      <p role="status">
        Changement en cours vers <strong className="break-anywhere">{emailChange.newEmail}</strong>. Ouvrez
        les deux liens envoyés&nbsp;; ils sont valables jusqu’au {fullDate(emailChange.expiresAt)}.
      </p>
      <ul>
        <Confirmed who={`Adresse actuelle, ${account.email}`} done={emailChange.oldConfirmed} />
        <Confirmed who={`Nouvelle adresse, ${emailChange.newEmail}`} done={emailChange.newConfirmed} />
      </ul>
      <Button
        look="secondary"
        size="sm"
        busy={cancel.isPending && "Annulation…"}
        onClick={() => cancel.mutate()}
      >
        Annuler ce changement
      </Button>
    </>
  );
}

function EmailForm({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const form = useForm({
    schema: ChangeEmail,
    initial: { email: "", password: "" },
    send: changeEmail,
    refusalAt: "password",
    onDone: (saved) => {
      client.setQueryData(accountQuery.queryKey, saved);
      onDone();
    },
  });
  return (
    <ShortForm
      of={form}
      action="Envoyer les deux liens"
      busyWords="Envoi en cours…"
      beside={
        <Button look="secondary" onClick={onDone}>
          Annuler
        </Button>
      }
    >
      <Input
        label="Nouvelle adresse e-mail"
        type="email"
        name="email"
        autoComplete="email"
        spellCheck={false}
        value={form.values.email ?? ""}
        error={form.fault("email")}
        onChange={form.set("email")}
      />
      <PasswordInput
        label="Votre mot de passe"
        autoComplete="current-password"
        value={form.values.password ?? ""}
        error={form.fault("password")}
        onChange={form.set("password")}
      />
    </ShortForm>
  );
}

function Email({ account }: { account: Account }) {
  const [changing, setChanging] = useState(false);
  return (
    <AccountSection
      title="Adresse e-mail"
      intro="Elle sert à vous connecter et à recevoir vos messages. Un changement se confirme depuis l’ancienne et la nouvelle adresse."
    >
      <p className="strong break-anywhere">{account.email}</p>
      {account.emailChange ? (
        <EmailUnderWay account={account} />
      ) : changing ? (
        <EmailForm onDone={() => setChanging(false)} />
      ) : account.hasPassword ? (
        <Button look="secondary" size="sm" onClick={() => setChanging(true)}>
          Changer d’adresse
        </Button>
      ) : (
        <p>Pour changer d’adresse, choisissez d’abord un mot de passe avec « Mot de passe oublié&nbsp;? ».</p>
      )}
    </AccountSection>
  );
}

const Organisations = ({ me }: { me: Me }) => (
  <AccountSection title="Organisations et rôles">
    {organisationsOf(me).length === 0 && <p>Aucune pour le moment.</p>}
    <ul className="account-list">
      {organisationsOf(me).map((organisation) => (
        <li key={organisation.id}>
          <div className="account-list__words">
            <a href={`/espace/${organisation.slug}`}>{organisation.name}</a>
            <RolesInWords roles={me.memberships.filter((held) => held.organisation.id === organisation.id)} />
          </div>
        </li>
      ))}
    </ul>
  </AccountSection>
);

/** Names, time zone, address, and where one serves. */
export function ProfilePage() {
  const { data: account, error, refetch } = useQuery(accountQuery);
  const { data: me } = useQuery(meQuery);
  return (
    <AccountPage title="Mon profil">
      {account ? (
        <>
          <AccountSection title="Identité" intro="Votre nom apparaît à vos collègues et signe vos messages.">
            <Identity account={account} />
          </AccountSection>
          <Email account={account} />
        </>
      ) : error ? (
        <LoadFailed what="votre profil" error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton says="Chargement de votre profil…" />
      )}
      {me && <Organisations me={me} />}
    </AccountPage>
  );
}
