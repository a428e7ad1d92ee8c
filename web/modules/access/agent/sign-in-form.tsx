import type { ReactNode } from "react";
import { type SignedIn, SignIn } from "../../../../shared/access/schema.ts";
import { Input } from "../../../ui/input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { signIn } from "./session.ts";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

interface SignInFormProps {
  /** Already known: when signing in again, or invited. */
  email?: string;
  onAnswer: (answer: SignedIn) => void;
  /** Under the password. */
  forgotten?: ReactNode;
}

/** Address and password; every failure of either gets the same answer, as the API words it. */
export function SignInForm({ email = "", onAnswer, forgotten }: SignInFormProps) {
  const form = useForm({
    schema: SignIn,
    initial: { email, password: "" },
    send: signIn,
    onDone: onAnswer,
  });
  return (
    <ShortForm of={form} action="Se connecter" busyWords="Connexion…">
      <Input
        label="Adresse e-mail professionnelle"
        type="email"
        name="email"
        autoComplete="username"
        spellCheck={false}
        value={form.values.email ?? ""}
        error={form.fault("email")}
        onChange={form.set("email")}
      />
      <PasswordInput
        label="Mot de passe"
        autoComplete="current-password"
        value={form.values.password ?? ""}
        error={form.fault("password")}
        onChange={form.set("password")}
      >
        {forgotten}
      </PasswordInput>
    </ShortForm>
  );
}
