import { useState } from "react";
import type { LinkView } from "../../../../../shared/mediation/schema.ts";
import { codeFailure } from "../../../../app/failure-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { openByAccessCode } from "./follow-up-api.ts";

interface AccessCodeFormProps {
  number?: string;
  phone?: string | undefined;
  onOpened: (link: LinkView) => void;
}

/** For people without e-mail: the number and the twelve characters of their paper receipt. */
export const AccessCodeForm = ({ number: known = "", phone, onOpened }: AccessCodeFormProps) => {
  const [number, setNumber] = useState(known);
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = () => {
    if (busy) return;
    if (!number.trim() || !code.trim()) return setFault("Écrivez le numéro de dossier et le code d’accès.");
    setBusy(true);
    openByAccessCode(number.trim(), code.replaceAll(/[\s-]/g, "").toUpperCase())
      .then(onOpened, (error: unknown) => setFault(codeFailure(error, phone)))
      .finally(() => setBusy(false));
  };
  return (
    <form
      className="form narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Input
        label="Numéro de dossier"
        hint="Exemple : 2027-00042"
        width="medium"
        autoComplete="off"
        value={number}
        onChange={setNumber}
      />
      <Input
        label="Code d’accès"
        hint="12 lettres et chiffres, sur votre récépissé"
        width="medium"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={code}
        onChange={setCode}
        error={fault}
      />
      <div className="actions">
        <Button type="submit" busy={busy ? "Ouverture…" : false}>
          Ouvrir mon dossier
        </Button>
      </div>
    </form>
  );
};
