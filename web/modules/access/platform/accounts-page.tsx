import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { PlatformAccount } from "../../../../shared/access/platform.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { EmailAddress } from "../../../ui/agent/email-address.tsx";
import { FilterField } from "../../../ui/agent/filters.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { rolesInWords } from "../organisation/role-words.ts";
import { More, PlatformPage } from "./platform-page.tsx";
import { type AccountAct, accountsQuery, actOnAccount, refresh } from "./platform-queries.ts";

const route = getRouteApi("/plateforme/comptes");
const nameOf = ({ firstName, lastName }: PlatformAccount) => `${firstName} ${lastName}`;

/** Every account: whose, in which organisations, in which state. */
export function AccountsPage() {
  const { q } = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(accountsQuery(q));
  const [asked, setAsked] = useState<{ act: AccountAct; account: PlatformAccount }>();
  return (
    <PlatformPage
      title="Comptes"
      line="Les agents et leurs organisations. Aucun contenu des services n’est visible ici."
      what="les comptes"
      query={query}
      tools={
        <search className="filters" aria-label="Chercher un compte">
          <FilterField
            label="Chercher par nom ou adresse"
            placeholder="Nom ou adresse"
            value={q ?? ""}
            onChange={(words) =>
              void navigate({ to: "/plateforme/comptes", search: words ? { q: words } : {}, replace: true })
            }
          />
        </search>
      }
    >
      {(data) => {
        const accounts = data.pages.flatMap((page) => page.accounts);
        return (
          <>
            {accounts.length === 0 ? (
              <div className="empty-state">
                <h2>Aucun compte ne correspond</h2>
                <p>Essayez une partie du nom ou de l’adresse.</p>
              </div>
            ) : (
              <Rows accounts={accounts} onAct={(act, account) => setAsked({ act, account })} />
            )}
            <More query={query} />
            {asked && <ActDialog {...asked} onClose={() => setAsked(undefined)} />}
          </>
        );
      }}
    </PlatformPage>
  );
}

function Rows({
  accounts,
  onAct,
}: {
  accounts: readonly PlatformAccount[];
  onAct: (act: AccountAct, account: PlatformAccount) => void;
}) {
  return (
    <table className="list-table platform-table">
      <caption className="fr-sr-only">Comptes</caption>
      <thead>
        <tr>
          <th scope="col">Nom</th>
          <th scope="col">Organisations</th>
          <th scope="col" className="platform-table__wide">
            État
          </th>
          <th scope="col" className="platform-table__date">
            Vu
          </th>
          <th scope="col" className="platform-table__menu">
            <span className="fr-sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row">
              <span className="strong-words">
                {nameOf(account)}
                {account.you && <span className="mention"> (vous)</span>}
              </span>
              <span className="small mention second-line">
                <EmailAddress address={account.email} />
              </span>
            </th>
            <td>
              {account.platformAdministrator && (
                <span className="second-line">Administration de la plateforme</span>
              )}
              {account.organisations.map(({ id, name, roles }) => (
                <span key={id} className="second-line">
                  {name}
                  <span className="small mention second-line">{rolesInWords(roles).are}</span>
                </span>
              ))}
              {account.organisations.length === 0 && !account.platformAdministrator && (
                <span className="mention">Aucune</span>
              )}
            </td>
            <td>
              <State account={account} />
            </td>
            <td className="mention">
              <span className="card-label">Vu&nbsp;: </span>
              {account.lastSeenAt ? <Moment at={account.lastSeenAt} /> : "Jamais"}
            </td>
            <td className="platform-table__menu">
              <AccountMenu account={account} onAct={onAct} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ account }: { account: PlatformAccount }) {
  return (
    <>
      {account.disabledAt ? (
        <span className="tag tag--error">
          <Icon name="fr-icon-lock-line" size="xs" />
          Désactivé
        </span>
      ) : (
        <span>Actif</span>
      )}
      <span className="small mention second-line">
        {account.secondFactor ? "Avec vérification en deux étapes" : "Sans vérification en deux étapes"}
        {account.openSessions > 0 &&
          ` · ${account.openSessions}\u00a0session${account.openSessions > 1 ? "s ouvertes" : " ouverte"}`}
      </span>
    </>
  );
}

function AccountMenu({
  account,
  onAct,
}: {
  account: PlatformAccount;
  onAct: (act: AccountAct, account: PlatformAccount) => void;
}) {
  if (account.you) return null;
  const entry = (act: AccountAct, label: string, icon: `fr-icon-${string}`) => (
    <li>
      <button type="button" onClick={() => onAct(act, account)}>
        <Icon name={icon} />
        {label}
      </button>
    </li>
  );
  return (
    <Menu align="right" label={`Actions pour ${nameOf(account)}`} button={<Icon name="fr-icon-more-line" />}>
      <ul>
        {account.openSessions > 0 &&
          entry("end-sessions", "Fermer ses sessions…", "fr-icon-logout-box-r-line")}
        {account.secondFactor &&
          entry(
            "reset-second-factor",
            "Réinitialiser la vérification en deux étapes…",
            "fr-icon-shield-line",
          )}
        {account.disabledAt
          ? entry("enable", "Réactiver le compte…", "fr-icon-lock-unlock-line")
          : entry("disable", "Désactiver le compte…", "fr-icon-lock-line")}
      </ul>
    </Menu>
  );
}

const dialogs: Record<
  AccountAct,
  { title: (name: string) => string; confirm: string; done: (name: string) => string; text: ReactNode }
> = {
  "end-sessions": {
    title: (name) => `Fermer les sessions de ${name}\u00a0?`,
    confirm: "Fermer les sessions",
    done: (name) => `Les sessions de ${name} sont fermées.`,
    text: (
      <p>
        Cette personne devra se reconnecter. Ce qu’elle a saisi et pas encore envoyé reste sur son appareil.
      </p>
    ),
  },
  "reset-second-factor": {
    title: (name) => `Réinitialiser la vérification en deux étapes de ${name}\u00a0?`,
    confirm: "Réinitialiser la vérification en deux étapes",
    done: (name) => `La vérification en deux étapes de ${name} est effacée. Un e-mail l’en informe.`,
    text: (
      <>
        <p>
          Son application de codes, ses clés de sécurité et ses codes de secours sont effacés, et ses sessions
          se ferment. Le mot de passe reste le même.
        </p>
        <p>Assurez-vous d’abord que la demande vient bien de cette personne.</p>
      </>
    ),
  },
  disable: {
    title: (name) => `Désactiver le compte de ${name}\u00a0?`,
    confirm: "Désactiver le compte",
    done: (name) => `Le compte de ${name} est désactivé.`,
    text: (
      <p>
        Ses sessions se ferment et cette personne ne peut plus se connecter, dans aucune organisation. Ses
        rôles restent inscrits et reviendront si le compte est réactivé.
      </p>
    ),
  },
  enable: {
    title: (name) => `Réactiver le compte de ${name}\u00a0?`,
    confirm: "Réactiver le compte",
    done: (name) => `Le compte de ${name} est réactivé.`,
    text: <p>Cette personne pourra de nouveau se connecter, avec les rôles qu’elle a encore.</p>,
  },
};

function ActDialog({
  act,
  account,
  onClose,
}: {
  act: AccountAct;
  account: PlatformAccount;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const { title, confirm, done, text } = dialogs[act];
  return (
    <ConfirmDialog
      title={title(nameOf(account))}
      confirm={confirm}
      busy="Un instant…"
      act={() => actOnAccount(account.id, act)}
      onDone={() => {
        refresh(client, "accounts", "administrators");
        notify(done(nameOf(account)));
        onClose();
      }}
      onClose={onClose}
    >
      {text}
    </ConfirmDialog>
  );
}
