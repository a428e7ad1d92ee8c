import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import type { AccountView, ConnectionView } from "../../../../shared/declarations/connections.ts";
import type { RemoteProvider } from "../../../../shared/declarations/enums.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { dayOf, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { ConnectSteps } from "./connect-steps.tsx";
import { Connected } from "./connected.tsx";
import { connectAccount, connectionsQuery } from "./connection-queries.ts";
import { CredentialFields, noCodes } from "./credential-fields.tsx";
import { TestRefused } from "./test-refused.tsx";
import { useAccountTest } from "./use-account-test.ts";
import { VendorGuide } from "./vendor-guide.tsx";
import { vendors } from "./vendors.tsx";
import "./declarations.css";

/** Second and third steps of a connection: the codes beside their guide, the test, then the first reading. */
export function ConnectProviderPage({ space, provider }: { space: AgentSpace; provider: RemoteProvider }) {
  const { name, intro } = vendors[provider];
  useTitle(`Connecter ${name}`);
  const [connected, setConnected] = useState<ConnectionView>();
  return (
    <div className="agent-page">
      <nav className="crumbs small" aria-label="Vous êtes ici">
        <Link
          to="/espace/$organisation/declarations/connexions"
          params={{ organisation: space.organisation.slug }}
        >
          Connexions
        </Link>
        <span aria-hidden="true">›</span>
        <span aria-current="page">Connecter une billetterie</span>
      </nav>
      <header className="connect-head">
        <PageTitle>Connecter {name}</PageTitle>
        <p className="mention">
          {connected ? "Tout est en ordre. Guichet lit maintenant vos spectacles." : intro}
        </p>
      </header>
      <ConnectSteps current={connected ? 3 : 2} />
      {connected ? (
        <Connected space={space} connection={connected} />
      ) : (
        <CodesForm space={space} provider={provider} onDone={setConnected} />
      )}
    </div>
  );
}

/** Accounts of this vendor that were disconnected: Mapado names no account, so the person says which it was. */
const formerOf = (accounts: readonly AccountView[] | undefined, provider: RemoteProvider) =>
  (accounts ?? []).filter(
    (account) => account.provider === provider && account.connection?.status === "disconnected",
  );

function CodesForm({
  space: { organisation },
  provider,
  onDone,
}: {
  space: AgentSpace;
  provider: RemoteProvider;
  onDone: (connection: ConnectionView) => void;
}) {
  const { name } = vendors[provider];
  const [codes, setCodes] = useState(noCodes);
  const [label, setLabel] = useState("");
  const [former, setFormer] = useState("new");
  const accounts = useQuery(connectionsQuery(organisation.id)).data?.accounts;
  const known = provider === "MAPADO" ? formerOf(accounts, provider) : [];
  const form = useRef<HTMLFormElement>(null);
  const test = useAccountTest({
    organisationId: organisation.id,
    provider,
    codes,
    keep: (proof, otherShows) =>
      connectAccount({
        organisationId: organisation.id,
        proof,
        ...(label.trim() ? { label } : {}),
        ...(former === "new" ? {} : { sourceId: former }),
        ...(otherShows ? { otherShows } : {}),
      }),
    onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!test.run())
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <div className="with-guide">
      <form ref={form} className="connect-form dialog-form" onSubmit={submit} noValidate>
        <TestRefused test={test} provider={provider} organisation={organisation} />
        <CredentialFields provider={provider} codes={codes} onChange={setCodes} errors={test.errors} />
        {known.length > 0 && (
          <Select
            id="ancien-compte"
            label="Est-ce un compte déjà connu de Guichet ?"
            hint="Ses spectacles et vos corrections se retrouvent alors, sans double"
            placeholder="Choisissez"
            value={former}
            onChange={setFormer}
            options={[
              ["new", "Un nouveau compte"],
              ...known.map(
                ({ sourceId, label: was, connection }) =>
                  [
                    sourceId,
                    connection?.disconnectedAt
                      ? `«\u00a0${was}\u00a0», déconnecté le ${shortDay(dayOf(new Date(connection.disconnectedAt)))}`
                      : `«\u00a0${was}\u00a0»`,
                  ] as const,
              ),
            ]}
          />
        )}
        {former === "new" && (
          <Input
            label="Nom dans Guichet"
            hint="Pour vous y retrouver si vous avez plusieurs comptes (facultatif)"
            value={label}
            onChange={setLabel}
            maxLength={100}
            autoComplete="off"
          />
        )}
        <div className="row row--wrap">
          <Button type="submit" busy={test.isPending && "Test en cours…"}>
            {test.error ? "Tester à nouveau" : "Tester et connecter"}
          </Button>
          <Link
            to="/espace/$organisation/declarations/connexions/nouvelle"
            params={{ organisation: organisation.slug }}
            className={buttonClass({ look: "secondary" })}
          >
            Retour
          </Link>
        </div>
        <p className="small mention">
          Le test fait une seule lecture et dure quelques secondes. Rien n’est enregistré s’il échoue.
        </p>
        {test.fault && (
          <details className="small mention">
            <summary>Détail pour l’assistance</summary>
            {name}&nbsp;: <code>{test.fault}</code>
          </details>
        )}
      </form>
      <VendorGuide provider={provider} />
    </div>
  );
}
