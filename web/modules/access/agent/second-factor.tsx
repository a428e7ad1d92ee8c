import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { RecoveryCode, type SignedIn, TotpCode } from "../../../../shared/access/schema.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { CodeInput } from "../../../ui/code-input.tsx";
import { Input } from "../../../ui/input.tsx";
import { answerWithPasskey, canUsePasskeys, passkeyFault } from "./passkey.ts";
import {
  passkeySignInOptions,
  signInWithPasskey,
  signInWithRecoveryCode,
  signInWithTotp,
} from "./session.ts";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

type Method = Extract<SignedIn, { state: "second_factor" }>["methods"][number];

interface StepProps {
  onAnswer: (answer: SignedIn) => void;
}

const intro: Record<Method, string> = {
  totp: "Ouvrez votre application d’authentification et recopiez le code affiché pour ",
  passkey: "Utilisez la clé enregistrée sur votre compte ",
  recovery: "Recopiez un de vos codes de secours pour ",
};

const TotpStep = ({ onAnswer }: StepProps) => {
  const form = useForm({
    schema: TotpCode,
    initial: { code: "" },
    send: signInWithTotp,
    onDone: onAnswer,
    refusalAt: "code",
  });
  return (
    <ShortForm of={form} action="Valider" busyWords="Vérification…">
      <CodeInput
        label="Code à 6 chiffres"
        value={form.values.code ?? ""}
        error={form.fault("code")}
        onChange={form.set("code")}
      />
    </ShortForm>
  );
};

const RecoveryStep = ({ onAnswer }: StepProps) => {
  const form = useForm({
    schema: RecoveryCode,
    initial: { code: "" },
    send: signInWithRecoveryCode,
    onDone: onAnswer,
    refusalAt: "code",
  });
  return (
    <ShortForm of={form} action="Valider" busyWords="Vérification…">
      <Input
        label="Code de secours"
        hint="Chaque code sert une seule fois."
        name="recovery-code"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={form.values.code ?? ""}
        error={form.fault("code")}
        onChange={form.set("code")}
      />
    </ShortForm>
  );
};

const PasskeyStep = ({ onAnswer }: StepProps) => {
  const alert = useRef<HTMLDivElement>(null);
  const attempt = useMutation({
    mutationFn: async () => signInWithPasskey(await answerWithPasskey(await passkeySignInOptions())),
    onSuccess: onAnswer,
    onError: () => requestAnimationFrame(() => alert.current?.focus()),
  });
  return (
    <div className="short-form">
      {attempt.isError && (
        <Alert
          ref={alert}
          severity="error"
          title={passkeyFault(attempt.error) ?? refusalWords(attempt.error)}
        />
      )}
      <div className="short-form__actions">
        <Button busy={attempt.isPending && "Suivez votre navigateur…"} onClick={() => attempt.mutate()}>
          Utiliser ma clé de sécurité
        </Button>
      </div>
    </div>
  );
};

const steps = { totp: TotpStep, passkey: PasskeyStep, recovery: RecoveryStep };
const others: Record<Method, string> = {
  totp: "Utiliser l’application d’authentification",
  passkey: "Utiliser une clé de sécurité",
  recovery: "Utiliser un code de secours",
};

/** The second step of signing in: what the account has, the usual one first, and who can help when all is lost. */
export function SecondFactor({ methods, onAnswer }: StepProps & { methods: readonly Method[] }) {
  const usable = methods.filter((method) => method !== "passkey" || canUsePasskeys());
  const [method, setMethod] = useState<Method>(() => usable[0] ?? methods[0] ?? "recovery");
  const [chosen, setChosen] = useState(false);
  const Step = steps[method];
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) root.current?.querySelector<HTMLElement>(`[data-step=${method}] :is(input, button)`)?.focus();
  }, [chosen, method]);
  return (
    <div ref={root}>
      <p>
        {intro[method]}
        <strong>Guichet</strong>.
      </p>
      <div data-step={method}>
        <Step key={method} onAnswer={onAnswer} />
      </div>
      <section className="entry__more">
        <h2 className="fr-h6">
          {method === "totp" ? "Vous n’avez pas votre téléphone\u00a0?" : "Un autre moyen\u00a0?"}
        </h2>
        <ul>
          {usable
            .filter((other) => other !== method)
            .map((other) => (
              <li key={other}>
                <button
                  type="button"
                  className="fr-link"
                  onClick={() => {
                    setMethod(other);
                    setChosen(true);
                  }}
                >
                  {others[other]}
                </button>
              </li>
            ))}
          <li>
            {method === "totp" ? "Téléphone perdu" : "Tout est perdu"}&nbsp;: demandez à l’administrateur de
            votre organisation de réinitialiser cette vérification.
          </li>
        </ul>
      </section>
    </div>
  );
}
