import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { InvitationView } from "../../../../shared/access/members.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { EmailAddress } from "../../../ui/agent/email-address.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayHeading, dayOf, daysBetween } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import type { Organisation } from "../agent/session.ts";
import { CorrectDialog } from "./correct-dialog.tsx";
import { cancelInvitation, refreshMembers, resendInvitation } from "./organisation-queries.ts";
import { rolesInWords } from "./role-words.ts";

const states = {
  sent: { label: "Envoyée", icon: "fr-icon-send-plane-line", tag: "" },
  expired: { label: "Expirée", icon: "fr-icon-time-line", tag: "tag--warning" },
  undelivered: { label: "Non distribuée", icon: "fr-icon-mail-close-line", tag: "tag--error" },
} as const;

/** Invitations that wait, with what to do about each. */
export function InvitationRows({
  invitations,
  organisation,
}: {
  invitations: readonly InvitationView[];
  organisation: Organisation;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [asked, setAsked] = useState<{ act: "cancel" | "correct"; invitation: InvitationView }>();
  const close = () => setAsked(undefined);
  return (
    <>
      <table className="list-table member-table">
        <caption className="fr-sr-only">Invitations en attente</caption>
        <thead>
          <tr>
            <th scope="col">Adresse</th>
            <th scope="col" className="member-table__roles">
              Rôle proposé
            </th>
            <th scope="col" className="member-table__notes">
              État
            </th>
            <th scope="col" className="member-table__acts">
              <span className="fr-sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              organisation={organisation}
              onAsk={(act) => setAsked({ act, invitation })}
            />
          ))}
        </tbody>
      </table>
      {asked?.act === "correct" && (
        <CorrectDialog invitation={asked.invitation} organisation={organisation} onClose={close} />
      )}
      {asked?.act === "cancel" && (
        <ConfirmDialog
          title="Annuler cette invitation ?"
          confirm="Annuler l’invitation"
          busy="Un instant…"
          act={() => cancelInvitation(asked.invitation.id)}
          onDone={() => {
            refreshMembers(client, organisation.id);
            notify(`Invitation de ${asked.invitation.email} annulée.`);
            close();
          }}
          onClose={close}
        >
          <p>
            Le lien envoyé à <EmailAddress address={asked.invitation.email} /> ne s’ouvrira plus.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function InvitationRow({
  invitation,
  organisation,
  onAsk,
}: {
  invitation: InvitationView;
  organisation: Organisation;
  onAsk: (act: "cancel" | "correct") => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const resend = useMutation({
    mutationFn: () => resendInvitation(invitation.id),
    onSuccess: () => {
      refreshMembers(client, organisation.id);
      notify(`Invitation renvoyée à ${invitation.email}. L’ancien lien ne s’ouvre plus.`);
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const { are, where } = rolesInWords(invitation.roles);
  const { label, icon, tag } = states[invitation.state];
  const may = invitation.allowed.includes("member.invite");
  const to = <span className="fr-sr-only"> l’invitation de {invitation.email}</span>;
  return (
    <tr>
      <th scope="row">
        <span className="strong-words">
          <EmailAddress address={invitation.email} />
        </span>
        <span className="small mention second-line">
          {invitation.invitedByYou
            ? "par vous, "
            : invitation.invitedBy
              ? `par ${invitation.invitedBy}, `
              : "par la plateforme, "}
          <Moment at={invitation.sentAt} />
        </span>
      </th>
      <td>
        {are}
        {where && <span className="small mention second-line">{where}</span>}
      </td>
      <td>
        <span className={`tag ${tag}`}>
          <Icon name={icon} size="xs" />
          {label}
        </span>
        <span className="small mention second-line">
          {invitation.state === "undelivered" ? invitation.cause : <Expiry at={invitation.expiresAt} />}
        </span>
      </td>
      <td className="member-table__acts">
        {may && (
          <span className="row row--wrap row--end">
            {invitation.state === "undelivered" ? (
              <Button size="sm" look="secondary" onClick={() => onAsk("correct")}>
                Corriger l’adresse
                <span className="fr-sr-only"> {invitation.email}</span>
              </Button>
            ) : (
              <Button
                size="sm"
                look="tertiary"
                busy={resend.isPending && "Envoi…"}
                onClick={() => resend.mutate()}
              >
                Renvoyer{to}
              </Button>
            )}
            <button type="button" className="text-button small" onClick={() => onAsk("cancel")}>
              Annuler{to}
            </button>
          </span>
        )}
      </td>
    </tr>
  );
}

/** « Expire jeudi 18 mars, dans 2 jours » */
function Expiry({ at }: { at: string }) {
  const now = useNow();
  const day = dayOf(new Date(at));
  const left = daysBetween(dayOf(now), day);
  const words = dayHeading(day, { now });
  const named = words.charAt(0).toLowerCase() + words.slice(1);
  if (Date.parse(at) <= now.getTime()) return <>A expiré {left === 0 ? "aujourd’hui" : named}</>;
  if (left < 2) return <>Expire {left === 0 ? "aujourd’hui" : "demain"}</>;
  return (
    <>
      Expire {named}, dans {left}&nbsp;jours
    </>
  );
}
