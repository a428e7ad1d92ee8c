import { type ReactNode, useState } from "react";
import { type Account, Proof } from "../../../../shared/access/schema.ts";
import { reasonOf } from "../../../app/api.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Button } from "../../../ui/button.tsx";
import { CodeInput } from "../../../ui/code-input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { passkeyFault } from "./passkey.ts";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

interface ProofFormProps<Answer> {
  account: Account;
  /** Above the proof: what is about to happen, or a field of its own. */
  children?: ReactNode;
  confirm: string;
  busyWords: string;
  act: (proof: Proof) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
}

type Kind = keyof Proof;

/** An account made by ProConnect, with nothing of its own yet, has no proof to give: its session is one. */
const kindsOf = ({ hasPassword, totp }: Account): Kind[] => [
  ...(hasPassword ? (["password"] as const) : []),
  ...(totp ? (["code"] as const) : []),
];
const other: Record<Kind, string> = {
  password: "Utiliser mon mot de passe",
  code: "Utiliser un code de mon application",
};

function ProofForm<Answer>({
  kind,
  confirm,
  busyWords,
  act,
  onDone,
  onClose,
  children,
  beside,
}: Omit<ProofFormProps<Answer>, "account"> & { kind: Kind | undefined; beside: ReactNode }) {
  const form = useForm<Kind, Proof, Answer>({
    schema: Proof,
    initial: kind ? { [kind]: "" } : {},
    send: act,
    onDone,
    explain: passkeyFault,
    ...(kind ? { refusalAt: kind } : {}),
  });
  const again = reasonOf(form.error);
  return (
    <ShortForm
      of={form}
      action={confirm}
      busyWords={busyWords}
      beside={
        <Button look="secondary" onClick={onClose}>
          Annuler
        </Button>
      }
    >
      {(again === "sign_in_again" || again === "second_factor_needed") && (
        <p className="dialog-note">
          <a href="/connexion?retour=%2Fcompte%2Fsecurite">Se reconnecter</a>
        </p>
      )}
      {children}
      {kind === "password" && (
        <PasswordInput
          label="Votre mot de passe"
          autoComplete="current-password"
          value={form.values.password ?? ""}
          error={form.fault("password")}
          onChange={form.set("password")}
        >
          {beside}
        </PasswordInput>
      )}
      {kind === "code" && (
        <>
          <CodeInput
            label="Code de votre application"
            hint="6 chiffres"
            value={form.values.code ?? ""}
            error={form.fault("code")}
            onChange={form.set("code")}
          />
          {beside}
        </>
      )}
    </ShortForm>
  );
}

/** Before an account is changed or weakened: the owner shows to be there, with a password or a code. */
export function ProofDialog<Answer>({ title, ...rest }: ProofFormProps<Answer> & { title: string }) {
  const kinds = kindsOf(rest.account);
  const [kind, setKind] = useState(kinds[0]);
  const next = kinds.find((one) => one !== kind);
  return (
    <Modal title={title} onClose={rest.onClose}>
      <ProofForm
        {...rest}
        key={kind}
        kind={kind}
        beside={
          next && (
            <p className="dialog-note">
              <button type="button" className="fr-link fr-link--sm" onClick={() => setKind(next)}>
                {other[next]}
              </button>
            </p>
          )
        }
      />
    </Modal>
  );
}
