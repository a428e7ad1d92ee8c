import { useState } from "react";
import type * as z from "zod/mini";
import { TotpCode, type TotpStart } from "../../../../shared/access/schema.ts";
import { Button } from "../../../ui/button.tsx";
import { CodeInput } from "../../../ui/code-input.tsx";
import { confirmTotp } from "./account-api.ts";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

/** `ABCD EFGH …`: a key that can be read and typed. */
const grouped = (secret: string) => secret.replaceAll(/(.{4})(?=.)/g, "$1 ");

/** Ties an authenticator application to the account: the picture to scan or the key to type, then its first code. */
export function TotpSetup({
  start,
  onDone,
  onClose,
}: {
  start: z.infer<typeof TotpStart>;
  onDone: (recoveryCodes: readonly string[]) => void;
  onClose: () => void;
}) {
  const [said, setSaid] = useState("");
  const form = useForm({
    schema: TotpCode,
    initial: { code: "" },
    send: confirmTotp,
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes),
    refusalAt: "code",
  });
  const copy = () =>
    navigator.clipboard.writeText(start.secret).then(
      () => setSaid("Clé copiée."),
      () => setSaid("La copie n’a pas abouti."),
    );
  return (
    <>
      <p>
        Avec une application d’authentification (sur votre téléphone ou votre ordinateur), scannez cette image
        ou recopiez la clé.
      </p>
      <div className="totp">
        <img
          className="totp__picture"
          src={`data:image/svg+xml,${encodeURIComponent(start.svg)}`}
          alt="Code QR à scanner ; la clé à recopier est à côté."
          width="176"
          height="176"
        />
        <div className="totp__key">
          <p className="mention">Clé à recopier</p>
          <p>
            <code>{grouped(start.secret)}</code>
          </p>
          <div className="row row--wrap">
            <Button look="tertiary" size="sm" icon="fr-icon-clipboard-line" onClick={() => void copy()}>
              Copier la clé
            </Button>
            <span role="status">{said}</span>
          </div>
          <p>
            <a href={start.uri}>Ouvrir mon application sur cet appareil</a>
          </p>
        </div>
      </div>
      <ShortForm
        of={form}
        action="Activer"
        busyWords="Vérification…"
        beside={
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        }
      >
        <CodeInput
          label="Code affiché par l’application"
          hint="6 chiffres"
          value={form.values.code ?? ""}
          error={form.fault("code")}
          onChange={form.set("code")}
        />
      </ShortForm>
    </>
  );
}
