import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type * as z from "zod/mini";
import type { Account, Proof, TotpStart } from "../../../../shared/access/schema.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Input } from "../../../ui/input.tsx";
import { accountQuery, addPasskey, passkeyOptions, startTotp } from "./account-api.ts";
import { createPasskey } from "./passkey.ts";
import { ProofDialog } from "./proof-dialog.tsx";
import { NewRecoveryCodes } from "./recovery-codes.tsx";
import { checkSession, meQuery } from "./session.ts";
import { TotpSetup } from "./totp-setup.tsx";

interface AddProps {
  account: Account;
  onClose: () => void;
}

/** The account, and what its session may open, are read again: a first factor opens what waited for one. */
function useFactorAdded() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: accountQuery.queryKey });
    client.setQueryData(meQuery.queryKey, await checkSession());
  };
}

const Codes = ({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) => (
  <Modal title="Gardez vos codes de secours" key="codes">
    <NewRecoveryCodes codes={codes} done="Terminer" onDone={onClose} />
  </Modal>
);

/** Proof, picture and first code, then the recovery codes when they are the account's first. */
export function AddTotp({ account, onClose }: AddProps) {
  const [start, setStart] = useState<z.infer<typeof TotpStart>>();
  const [codes, setCodes] = useState<readonly string[]>();
  const added = useFactorAdded();
  const close = () => void added().finally(onClose);
  if (codes) return <Codes codes={codes} onClose={close} />;
  if (start) {
    return (
      <Modal title="Ajouter une application" onClose={onClose} key="setup">
        <TotpSetup
          start={start}
          onClose={onClose}
          onDone={(given) => (given.length > 0 ? setCodes(given) : close())}
        />
      </Modal>
    );
  }
  return (
    <ProofDialog
      account={account}
      title="Ajouter une application"
      confirm="Continuer"
      busyWords="Vérification…"
      act={startTotp}
      onDone={setStart}
      onClose={onClose}
    >
      <p className="dialog-note">À chaque connexion, vous donnerez le code que votre application affiche.</p>
    </ProofDialog>
  );
}

/** Name and proof, the browser's own window, then the recovery codes when they are the account's first. */
export function AddPasskey({ account, onClose }: AddProps) {
  const [name, setName] = useState("");
  const [codes, setCodes] = useState<readonly string[]>();
  const added = useFactorAdded();
  const close = () => void added().finally(onClose);
  const add = async (proof: Proof) => {
    const response = await createPasskey(await passkeyOptions(proof));
    return addPasskey({ name: name.trim() || "Clé de sécurité", response });
  };
  if (codes) return <Codes codes={codes} onClose={close} />;
  return (
    <ProofDialog
      account={account}
      title="Ajouter une clé de sécurité"
      confirm="Continuer"
      busyWords="Suivez votre navigateur…"
      act={add}
      onDone={({ recoveryCodes }) => (recoveryCodes.length > 0 ? setCodes(recoveryCodes) : close())}
      onClose={onClose}
    >
      <p className="dialog-note">
        Une clé USB, votre téléphone, ou le verrouillage de cet ordinateur (empreinte, visage, code).
      </p>
      <Input
        label="Nom de cette clé"
        hint="Pour la reconnaître : « Clé USB du bureau »."
        name="key-name"
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={setName}
      />
    </ProofDialog>
  );
}
