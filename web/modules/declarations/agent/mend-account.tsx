import { type FormEvent, useRef, useState } from "react";
import type { AccountView } from "../../../../shared/declarations/connections.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { relativeInstant } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { changeCredentials } from "./connection-queries.ts";
import { CredentialFields, noCodes } from "./credential-fields.tsx";
import { faultWords } from "./fault-words.tsx";
import { TestRefused } from "./test-refused.tsx";
import { useAccountTest } from "./use-account-test.ts";
import { isRemote, vendors } from "./vendors.tsx";

/** An account Guichet can read no more: what was not harmed, and the field to mend it in place. */
export function MendAccount({ account, space }: { account: AccountView; space: AgentSpace }) {
  const { connection, provider, label, shows } = account;
  const now = useNow();
  if (!connection || !isRemote(provider)) return null;
  const { name } = vendors[provider];
  const short = connection.lastErrorCode && faultWords(connection.lastErrorCode, provider).short;
  const kept =
    shows === 0
      ? "Vos corrections sont intactes."
      : shows === 1
        ? "Votre spectacle, ses chiffres et ses corrections sont intacts."
        : `Vos ${shows}\u00a0spectacles, leurs chiffres et leurs corrections sont intacts.`;
  return (
    <section className="banner banner--error mend" aria-label={`${name}, ${label}`}>
      <Icon name="fr-icon-error-fill" tone="error" />
      <div className="grow">
        <h2>
          {name}, «&nbsp;{label}&nbsp;»{short && `\u00a0: ${short}`}
        </h2>
        <p>
          Guichet ne lit plus ce compte
          {connection.lastSuccessAt
            ? ` (dernière lecture réussie ${relativeInstant(connection.lastSuccessAt, { now })})`
            : ""}
          . {kept}{" "}
          {connection.allowed.includes("connection.change")
            ? "Redonnez l’accès ici\u00a0: Guichet rattrapera les jours manqués."
            : "Un responsable du service peut redonner l’accès."}
        </p>
        {connection.allowed.includes("connection.change") && (
          <NewCodes account={account} space={space} verb="Tester et reconnecter" />
        )}
      </div>
    </section>
  );
}

/** New codes of an account that is known, tested before they are kept. */
export function NewCodes({
  account: { connection, provider },
  space: { organisation },
  verb,
  onDone,
}: {
  account: AccountView;
  space: AgentSpace;
  verb: string;
  onDone?: () => void;
}) {
  const { notify } = useNotices();
  const [codes, setCodes] = useState(noCodes);
  const form = useRef<HTMLFormElement>(null);
  const remote = isRemote(provider) ? provider : "BILLETWEB";
  const test = useAccountTest({
    organisationId: organisation.id,
    provider: remote,
    codes,
    keep: (proof, otherShows) =>
      changeCredentials({
        connectionId: connection?.id ?? "",
        version: connection?.version ?? 0,
        proof,
        ...(otherShows ? { otherShows } : {}),
      }),
    onDone: ({ label }) => {
      setCodes(noCodes);
      notify(`«\u00a0${label}\u00a0» est de nouveau lu.`);
      onDone?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!test.run())
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <form ref={form} className="dialog-form mend__form" onSubmit={submit} noValidate>
      <TestRefused test={test} provider={remote} organisation={organisation} />
      <CredentialFields provider={remote} codes={codes} onChange={setCodes} errors={test.errors} />
      <p>
        <Button type="submit" size="sm" busy={test.isPending && "Test en cours…"}>
          {verb}
        </Button>
      </p>
      <p className="small mention">
        <Icon name="fr-icon-shield-line" />{" "}
        {remote === "MAPADO"
          ? "Si ce jeton ouvre un autre compte, Guichet le verra à ses spectacles et vous demandera avant d’enregistrer."
          : "Si ces codes ouvrent un autre compte, rien ne sera changé\u00a0: créez alors une nouvelle connexion."}
      </p>
    </form>
  );
}
