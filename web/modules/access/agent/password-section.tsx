import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Account, ChangePassword } from "../../../../shared/access/schema.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { fullDay } from "../../../ui/dates.ts";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { accountQuery, changePassword, sessionsQuery } from "./account-api.ts";
import { AccountSection } from "./account-page.tsx";
import { NewPassword } from "./new-password.tsx";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

function ChangeForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const form = useForm({
    schema: ChangePassword,
    initial: { current: "", password: "" },
    send: changePassword,
    onDone: () => {
      void client.invalidateQueries({ queryKey: accountQuery.queryKey });
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      notify("Votre mot de passe est changé. Vos autres sessions sont fermées.");
      onDone();
    },
  });
  return (
    <ShortForm
      of={form}
      action="Changer mon mot de passe"
      busyWords="Enregistrement…"
      beside={
        <Button look="secondary" onClick={onDone}>
          Annuler
        </Button>
      }
    >
      <input type="email" name="username" autoComplete="username" value={account.email} readOnly hidden />
      <PasswordInput
        label="Mot de passe actuel"
        name="current"
        autoComplete="current-password"
        value={form.values.current ?? ""}
        error={form.fault("current")}
        onChange={form.set("current")}
      />
      <NewPassword
        value={form.values.password ?? ""}
        error={form.fault("password")}
        onChange={form.set("password")}
      />
    </ShortForm>
  );
}

/** The password: when it was changed, and changing it. */
export function PasswordSection({ account }: { account: Account }) {
  const [changing, setChanging] = useState(false);
  if (!account.hasPassword) {
    return (
      <AccountSection title="Mot de passe">
        <p>
          Vous vous connectez avec ProConnect, sans mot de passe. Pour en choisir un, suivez{" "}
          <a href="/mot-de-passe-oublie">Mot de passe oublié</a>.
        </p>
      </AccountSection>
    );
  }
  return (
    <AccountSection
      title="Mot de passe"
      intro={account.passwordChangedAt && `Changé le ${fullDay(account.passwordChangedAt)}.`}
    >
      {changing ? (
        <ChangeForm account={account} onDone={() => setChanging(false)} />
      ) : (
        <Button look="secondary" size="sm" onClick={() => setChanging(true)}>
          Changer mon mot de passe
        </Button>
      )}
    </AccountSection>
  );
}
