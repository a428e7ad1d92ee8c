import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { type Me, SignIn } from "../../../../shared/access/schema.ts";
import { ConnectionLost, ProblemError, reasonOf } from "../../../app/api.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { meQuery, signIn } from "./session.ts";

const refusals: Record<string, string> = {
  bad_credentials: "Adresse e-mail ou mot de passe incorrect.",
  too_many_tries: "Trop d’essais. Réessayez dans 15\u00a0minutes.",
};

function explain(error: unknown): string {
  const known = refusals[reasonOf(error) ?? ""];
  if (known) return known;
  if (error instanceof ConnectionLost)
    return "La connexion est coupée. Vérifiez votre réseau, puis réessayez.";
  return error instanceof ProblemError ? error.problem.detail : "Le service ne répond pas pour le moment.";
}

/** Address and password; every failure of either gets the same answer. Password managers recognise it, pasting is allowed. */
export function SignInForm({
  email: known = "",
  onSignedIn,
}: {
  email?: string;
  onSignedIn: (me: Me) => void;
}) {
  const client = useQueryClient();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const alert = useRef<HTMLDivElement>(null);
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const showId = useId();
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      onSignedIn(me);
    },
    onError: () => requestAnimationFrame(() => alert.current?.focus()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const input = SignIn.safeParse({ email, password });
    if (input.success) {
      setMissing({});
      attempt.mutate(input.data);
      return;
    }
    const of = (field: string) => input.error.issues.find(({ path }) => path[0] === field)?.message;
    setMissing({ email: of("email"), password: of("password") });
    (of("email") ? emailField : passwordField).current?.focus();
  };
  return (
    <form className="sign-in-form" onSubmit={submit} noValidate>
      {attempt.isError && <Alert ref={alert} severity="error" title={explain(attempt.error)} />}
      <Input
        ref={emailField}
        label="Adresse e-mail professionnelle"
        type="email"
        name="email"
        autoComplete="username"
        spellCheck={false}
        value={email}
        error={missing.email}
        onChange={setEmail}
      />
      <div className="sign-in-form__password">
        <Input
          ref={passwordField}
          label="Mot de passe"
          type={shown ? "text" : "password"}
          name="password"
          autoComplete="current-password"
          autoCapitalize="off"
          spellCheck={false}
          value={password}
          error={missing.password}
          onChange={setPassword}
        />
        <div className="fr-checkbox-group fr-checkbox-group--sm sign-in-form__show">
          <input
            id={showId}
            type="checkbox"
            checked={shown}
            onChange={(event) => setShown(event.currentTarget.checked)}
          />
          <label className="fr-label" htmlFor={showId}>
            Afficher<span className="fr-sr-only"> le mot de passe</span>
          </label>
        </div>
      </div>
      <Button type="submit" busy={attempt.isPending && "Connexion…"}>
        Se connecter
      </Button>
    </form>
  );
}
