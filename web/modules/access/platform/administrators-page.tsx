import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Administrators } from "../../../../shared/access/platform.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { EmailAddress } from "../../../ui/agent/email-address.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmailDialog } from "./email-dialog.tsx";
import { PlatformPage } from "./platform-page.tsx";
import {
  administratorsQuery,
  cancelAdministratorInvitation,
  inviteAdministrator,
  refresh,
  removeAdministrator,
} from "./platform-queries.ts";

type Asked =
  | { act: "invite" }
  | { act: "remove"; who: Administrators["administrators"][number] }
  | { act: "cancel"; invitation: Administrators["invitations"][number] };

/** Who manages the platform, and who is invited to. */
export function AdministratorsPage() {
  const query = useQuery(administratorsQuery);
  const [asked, setAsked] = useState<Asked>();
  return (
    <PlatformPage
      title="Administrateurs"
      line="Ils gèrent les organisations et les comptes, avec une vérification en deux étapes. Ils ne lisent aucun dossier."
      what="les administrateurs"
      query={query}
      action={
        <Button size="sm" icon="fr-icon-user-add-line" onClick={() => setAsked({ act: "invite" })}>
          Inviter un administrateur
        </Button>
      }
    >
      {(data) => (
        <>
          <People data={data} onAsk={setAsked} />
          {data.invitations.length > 0 && <Invitations data={data} onAsk={setAsked} />}
          {asked && <AskedDialog asked={asked} onClose={() => setAsked(undefined)} />}
        </>
      )}
    </PlatformPage>
  );
}

function People({ data, onAsk }: { data: Administrators; onAsk: (asked: Asked) => void }) {
  return (
    <table className="list-table platform-table">
      <caption className="fr-sr-only">Administrateurs de la plateforme</caption>
      <thead>
        <tr>
          <th scope="col">Nom</th>
          <th scope="col" className="platform-table__wide">
            Depuis
          </th>
          <th scope="col" className="platform-table__wide">
            Vu
          </th>
          <th scope="col" className="platform-table__wide">
            <span className="fr-sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {data.administrators.map((who) => (
          <tr key={who.userId}>
            <th scope="row">
              <span className="strong-words">
                {who.name}
                {who.you && <span className="mention"> (vous)</span>}
              </span>
              <span className="small mention second-line">
                <EmailAddress address={who.email} />
              </span>
            </th>
            <td className="mention">
              <span className="card-label">Depuis </span>
              <Moment at={who.since} />
            </td>
            <td className="mention">
              <span className="card-label">Vu </span>
              {who.lastSeenAt ? <Moment at={who.lastSeenAt} /> : "Jamais"}
            </td>
            <td className="platform-table__acts">
              {who.last ? (
                <span className="small mention">
                  Dernier administrateur&nbsp;: invitez quelqu’un d’abord.
                </span>
              ) : (
                !who.you && (
                  <button
                    type="button"
                    className="text-button small"
                    onClick={() => onAsk({ act: "remove", who })}
                  >
                    Retirer<span className="fr-sr-only"> {who.name}</span>
                  </button>
                )
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Invitations({ data, onAsk }: { data: Administrators; onAsk: (asked: Asked) => void }) {
  return (
    <section aria-labelledby="admin-invitations">
      <h2 id="admin-invitations" className="platform-heading">
        Invitations en attente
      </h2>
      <table className="list-table platform-table">
        <caption className="fr-sr-only">Invitations en attente</caption>
        <thead>
          <tr>
            <th scope="col">Adresse</th>
            <th scope="col">État</th>
            <th scope="col" className="platform-table__wide">
              <span className="fr-sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.invitations.map((invitation) => (
            <tr key={invitation.id}>
              <th scope="row">
                <EmailAddress address={invitation.email} />
              </th>
              <td>
                <span className={`tag ${invitation.expired ? "tag--warning" : ""}`}>
                  <Icon
                    name={invitation.expired ? "fr-icon-time-line" : "fr-icon-send-plane-line"}
                    size="xs"
                  />
                  {invitation.expired ? "Expirée" : "Envoyée"}
                </span>{" "}
                <span className="small mention">
                  <Moment at={invitation.sentAt} />
                </span>
              </td>
              <td className="platform-table__acts">
                <button
                  type="button"
                  className="text-button small"
                  onClick={() => onAsk({ act: "cancel", invitation })}
                >
                  Annuler<span className="fr-sr-only"> l’invitation de {invitation.email}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AskedDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const done = (words: string) => {
    refresh(client, "administrators", "accounts");
    notify(words);
    onClose();
  };
  switch (asked.act) {
    case "invite":
      return (
        <EmailDialog
          title="Inviter un administrateur de la plateforme"
          label="Adresse e-mail professionnelle"
          confirm="Envoyer l’invitation"
          busy="Envoi…"
          act={inviteAdministrator}
          onDone={({ state }, email) =>
            done(
              state === "sent"
                ? `Invitation envoyée à ${email}.`
                : `${email} a déjà un compte\u00a0: cette personne administre la plateforme dès maintenant.`,
            )
          }
          onClose={onClose}
        >
          <p>
            Cette personne pourra créer et fermer des organisations, et désactiver des comptes. La
            vérification en deux étapes lui sera demandée.
          </p>
        </EmailDialog>
      );
    case "remove":
      return (
        <ConfirmDialog
          title={`Retirer ${asked.who.name} de l’administration\u00a0?`}
          confirm="Retirer l’administrateur"
          busy="Un instant…"
          act={() => removeAdministrator(asked.who.userId)}
          onDone={() => done(`${asked.who.name} n’administre plus la plateforme.`)}
          onClose={onClose}
        >
          <p>Les pages de la plateforme se ferment pour cette personne. Ses autres rôles ne changent pas.</p>
        </ConfirmDialog>
      );
    case "cancel":
      return (
        <ConfirmDialog
          title="Annuler cette invitation ?"
          confirm="Annuler l’invitation"
          busy="Un instant…"
          act={() => cancelAdministratorInvitation(asked.invitation.id)}
          onDone={() => done(`Invitation de ${asked.invitation.email} annulée.`)}
          onClose={onClose}
        >
          <p>
            Le lien envoyé à <EmailAddress address={asked.invitation.email} /> ne s’ouvrira plus.
          </p>
        </ConfirmDialog>
      );
  }
}
