import { useState } from "react";
import { ResetPassword } from "../../../../shared/access/schema.ts";
import { reasonOf } from "../../../app/api.ts";
import { buttonClass } from "../../../ui/button.tsx";
import { resetPassword } from "./account-api.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { LinkPage, RefusedLink } from "./link-page.tsx";
import { NewPassword } from "./new-password.tsx";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

const title = "Nouveau mot de passe";

function ResetForm({ token, email }: { token: string; email: string }) {
  const [done, setDone] = useState(false);
  const form = useForm({
    schema: ResetPassword,
    initial: { password: "" },
    also: { token },
    send: resetPassword,
    onDone: () => setDone(true),
  });
  if (done) {
    return (
      <EntryFrame title="Votre mot de passe est changé">
        <p role="status">
          Toutes vos sessions ont été fermées. Connectez-vous avec votre nouveau mot de passe.
        </p>
        <p className="fr-mt-4w">
          <a className={`${buttonClass({})} entry__wide-button`} href="/connexion">
            Se connecter
          </a>
        </p>
      </EntryFrame>
    );
  }
  const reason = reasonOf(form.error);
  if (reason?.startsWith("link_") && form.refusal)
    return <RefusedLink kind="password_reset" reason={reason} detail={form.refusal} />;
  return (
    <EntryFrame title={title}>
      <p>
        Pour le compte <strong className="break-anywhere">{email}</strong>.
      </p>
      <ShortForm of={form} action="Changer mon mot de passe" busyWords="Enregistrement…">
        {/* Tells password managers whose password this is. */}
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <NewPassword
          value={form.values.password ?? ""}
          error={form.fault("password")}
          onChange={form.set("password")}
        />
      </ShortForm>
    </EntryFrame>
  );
}

export const ResetPasswordPage = () => (
  <LinkPage kind="password_reset" title={title}>
    {(token, preview) => <ResetForm token={token} email={preview.email} />}
  </LinkPage>
);
