import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AccountView, ConnectionView } from "../../../../shared/declarations/connections.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayHeading, dayOf } from "../../../ui/agent/relative-dates.ts";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { cancelRun, changeConnection, disconnect, rereadAccounts } from "./connection-queries.ts";
import { NewCodes } from "./mend-account.tsx";
import { accountState, faultOf } from "./run-words.ts";
import { useReadNow } from "./use-read-now.ts";
import { isRemote, VendorMark, vendors } from "./vendors.tsx";

type Asked = "disconnect" | "rename" | "codes";

/** Every account: its state, its shows, its last and next reading, and one thing to do. */
export function AccountRows({ accounts, space }: { accounts: readonly AccountView[]; space: AgentSpace }) {
  const [asked, setAsked] = useState<{ what: Asked; account: AccountView }>();
  const close = () => setAsked(undefined);
  return (
    <>
      <table className="list-table account-table">
        <caption className="fr-sr-only">Comptes de billetterie</caption>
        <thead>
          <tr>
            <th scope="col">Compte</th>
            <th scope="col">État</th>
            <th scope="col" className="account-table__shows">
              Spectacles
            </th>
            <th scope="col" className="account-table__when">
              Dernière lecture
            </th>
            <th scope="col" className="account-table__when">
              Prochaine
            </th>
            <th scope="col" className="account-table__act">
              <span className="fr-sr-only">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <AccountRow
              key={account.sourceId}
              account={account}
              space={space}
              ask={(what) => setAsked({ what, account })}
            />
          ))}
        </tbody>
      </table>
      {asked?.what === "disconnect" && asked.account.connection && (
        <DisconnectDialog connection={asked.account.connection} onClose={close} />
      )}
      {asked?.what === "rename" && asked.account.connection && (
        <RenameDialog connection={asked.account.connection} onClose={close} />
      )}
      {asked?.what === "codes" && (
        <Modal title={`Changer les codes de «\u00a0${asked.account.label}\u00a0»`} onClose={close}>
          <NewCodes account={asked.account} space={space} verb="Tester et changer" onDone={close} />
        </Modal>
      )}
    </>
  );
}

const vendorOf = (provider: AccountView["provider"]) =>
  provider === "FILE"
    ? "Fichiers importés"
    : provider === "MANUAL"
      ? "Saisie à la main"
      : vendors[provider].name;

function AccountRow({
  account,
  space,
  ask,
}: {
  account: AccountView;
  space: AgentSpace;
  ask: (what: Asked) => void;
}) {
  const now = useNow();
  const { provider, label, shows, openAside, connection } = account;
  const state = accountState(account, now);
  const run = connection?.openRun;
  const detail = [
    run ? run.seriesTotal > 0 && `${run.seriesDone} sur ${run.seriesTotal}` : faultOf(account),
    connection && connection.failures > 1 && `${connection.failures} lectures de suite`,
    openAside > 0 && (openAside === 1 ? "1\u00a0vente à décider" : `${openAside}\u00a0ventes à décider`),
  ].filter(Boolean);
  return (
    <tr>
      <th scope="row">
        <span className="account-table__name">
          <VendorMark provider={provider} size="sm" />
          <span>
            <strong>{vendorOf(provider)}</strong>
            <span className="small mention second-line">
              {isRemote(provider) ? label : "Sans compte à connecter"}
              {connection?.status === "disconnected"
                ? " · accès effacé"
                : connection
                  ? ` · code\u00a0…\u2060${connection.hint}`
                  : ""}
            </span>
          </span>
        </span>
      </th>
      <td>
        <span className={`flag ${state.tone ? `tone-${state.tone}` : ""}`}>
          <Icon name={state.icon} />
          <span className="flag__words">{state.words}</span>
        </span>
        {detail.length > 0 && <span className="small mention second-line">{detail.join(" · ")}</span>}
      </td>
      <td>
        <span className="card-label">Spectacles&nbsp;: </span>
        {shows}
      </td>
      <td className="small">
        <span className="card-label">Dernière lecture&nbsp;: </span>
        {connection?.lastSuccessAt ? <Moment at={connection.lastSuccessAt} as="thread" /> : "jamais"}
      </td>
      <td className="small">
        <span className="card-label">Prochaine&nbsp;: </span>
        {nextWords(account, now)}
      </td>
      <td className="account-table__act">
        <AccountAction account={account} space={space} ask={ask} />
      </td>
    </tr>
  );
}

const nextWords = ({ connection }: AccountView, now: Date): string => {
  if (!connection) return "à votre demande";
  if (connection.status === "disconnected") return "aucune";
  if (connection.openRun) return "en cours";
  if (connection.status === "needs_attention") return "arrêtée";
  if (!connection.syncEnabled) return "à votre demande";
  if (!connection.nextSyncAt) return "cette nuit";
  const day = dayOf(new Date(connection.nextSyncAt));
  if (day <= dayOf(now)) return "aujourd’hui";
  return dayHeading(day, { now }).toLowerCase();
};

function AccountAction({
  account,
  space,
  ask,
}: {
  account: AccountView;
  space: AgentSpace;
  ask: (what: Asked) => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const read = useReadNow();
  const said = {
    onError: (error: unknown) => notify(refusalWords(error)),
    onSuccess: () => rereadAccounts(client),
  };
  const stop = useMutation({ mutationFn: cancelRun, ...said });
  const nightly = useMutation({ mutationFn: changeConnection, ...said });
  const { connection, label } = account;
  if (!connection) return null;
  const mayChange = connection.allowed.includes("connection.change");
  if (connection.status === "disconnected")
    return (
      isRemote(account.provider) && (
        <Link
          to="/espace/$organisation/declarations/connexions/nouvelle/$provider"
          params={{ organisation: space.organisation.slug, provider: account.provider.toLowerCase() }}
        >
          Reconnecter<span className="fr-sr-only"> {label}</span>
        </Link>
      )
    );
  const run = connection.openRun;
  return (
    <span className="account-table__acts">
      {run?.allowed.includes("sync.start") && (
        <button type="button" className="text-button" onClick={() => stop.mutate(run.id)}>
          Arrêter<span className="fr-sr-only"> la lecture de {label}</span>
        </button>
      )}
      {!run && connection.allowed.includes("sync.start") && (
        <button type="button" className="text-button" onClick={() => read.mutate(connection.id)}>
          Synchroniser<span className="fr-sr-only"> {label}</span>
        </button>
      )}
      {mayChange && (
        <Menu align="right" label={`Autres actions sur ${label}`} button={<Icon name="fr-icon-more-line" />}>
          <ul>
            <li>
              <button type="button" onClick={() => ask("rename")}>
                Renommer…
              </button>
            </li>
            <li>
              <button type="button" onClick={() => ask("codes")}>
                Changer les codes…
              </button>
            </li>
            <li>
              <button
                type="button"
                onClick={() =>
                  nightly.mutate({
                    connectionId: connection.id,
                    version: connection.version,
                    syncEnabled: !connection.syncEnabled,
                  })
                }
              >
                {connection.syncEnabled ? "Ne plus lire chaque nuit" : "Lire chaque nuit"}
              </button>
            </li>
            <li>
              <button type="button" onClick={() => ask("disconnect")}>
                Déconnecter…
              </button>
            </li>
          </ul>
        </Menu>
      )}
    </span>
  );
}

function DisconnectDialog({ connection, onClose }: { connection: ConnectionView; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  return (
    <ConfirmDialog
      title={`Déconnecter «\u00a0${connection.label}\u00a0»\u00a0?`}
      confirm="Déconnecter"
      busy="Déconnexion en cours…"
      act={() => disconnect({ connectionId: connection.id, version: connection.version })}
      onDone={() => {
        rereadAccounts(client);
        notify(`«\u00a0${connection.label}\u00a0» est déconnecté. Son accès est effacé.`);
        onClose();
      }}
      onClose={onClose}
    >
      <ul className="consequences">
        <li>
          <Icon name="fr-icon-delete-line" /> L’accès est effacé tout de suite.
        </li>
        <li>
          <Icon name="fr-icon-check-line" tone="success" /> Vos spectacles et vos corrections restent.
        </li>
        <li>
          <Icon name="fr-icon-links-line" /> En reconnectant le même compte, vous les retrouvez sans double.
        </li>
      </ul>
    </ConfirmDialog>
  );
}

function RenameDialog({ connection, onClose }: { connection: ConnectionView; onClose: () => void }) {
  const client = useQueryClient();
  const [label, setLabel] = useState(connection.label);
  const [error, setError] = useState<string>();
  return (
    <ConfirmDialog
      title="Renommer cette billetterie"
      confirm="Enregistrer"
      busy="Enregistrement…"
      check={() => {
        setError(label.trim() === "" ? "Donnez un nom à cette billetterie." : undefined);
        return label.trim() !== "";
      }}
      act={() => changeConnection({ connectionId: connection.id, version: connection.version, label })}
      onDone={() => {
        rereadAccounts(client);
        onClose();
      }}
      onClose={onClose}
    >
      <Input
        label="Nom dans Guichet"
        value={label}
        onChange={setLabel}
        error={error}
        maxLength={100}
        autoComplete="off"
      />
    </ConfirmDialog>
  );
}
