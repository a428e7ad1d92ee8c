import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Claim, GiveClaimCode } from "../../../../shared/access/companies.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { CodeInput } from "../../../ui/code-input.tsx";
import { useForm } from "../agent/use-form.ts";
import { giveClaimCode, keepClaim, sendClaimCode } from "./organisation-queries.ts";

interface ClaimCodeProps {
  claim: Claim;
  organisation: string;
  /** What the directory publishes: the masked address, and the sealed whole. */
  published: { address: string; proof: string };
}

/** Proving a SIRET by the address that the directory of public services publishes: a code goes there, and is typed here. */
export function ClaimCode({ claim, organisation, published }: ClaimCodeProps) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [times, setTimes] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: () => sendClaimCode(organisation, published.proof),
    onSuccess: (kept) => {
      keepClaim(client, organisation, kept);
      setTimes((sent) => sent + 1);
      notify(`Code envoyé à ${published.address}.`);
    },
  });
  useEffect(() => {
    if (times > 0) field.current?.focus();
  }, [times]);
  const form = useForm({
    schema: GiveClaimCode,
    initial: { code: "" },
    send: ({ code }) => giveClaimCode(organisation, code),
    onDone: (kept) => {
      keepClaim(client, organisation, kept);
      notify(kept.status === "verified" ? "SIRET vérifié." : "Code reconnu.");
    },
    refusalAt: "code",
  });
  const failed = (
    <div role="alert">
      {send.isError && <p className="fr-message fr-message--error">{refusalWords(send.error)}</p>}
    </div>
  );
  if (!claim.code)
    return (
      <div className="settings-proof">
        <p>
          L’annuaire du service public publie une adresse pour ce SIRET. Le code qui y arrive prouve aussitôt
          que ce numéro est le vôtre.
        </p>
        <Button
          size="sm"
          icon="fr-icon-mail-line"
          busy={send.isPending && "Envoi…"}
          onClick={() => send.mutate()}
        >
          Recevoir un code à {published.address}
        </Button>
        {failed}
      </div>
    );
  return (
    <form ref={form.form} className="settings-proof" onSubmit={form.submit} noValidate>
      {form.refusal && <Alert ref={form.alert} severity="error" title={form.refusal} />}
      <CodeInput
        ref={field}
        label={`Code envoyé à ${claim.code.address}`}
        hint={"6\u00a0chiffres, à taper dans les 30\u00a0minutes."}
        value={form.values.code ?? ""}
        error={form.fault("code")}
        onChange={form.set("code")}
      />
      <div className="row row--wrap">
        <Button type="submit" size="sm" busy={form.busy && "Vérification…"}>
          Vérifier
        </Button>
        <button type="button" className="text-button" disabled={send.isPending} onClick={() => send.mutate()}>
          Envoyer un nouveau code
        </button>
      </div>
      {failed}
    </form>
  );
}
