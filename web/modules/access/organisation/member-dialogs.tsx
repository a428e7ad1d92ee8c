import { useQueryClient } from "@tanstack/react-query";
import type { Member, MemberPage } from "../../../../shared/access/members.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import type { Organisation } from "../agent/session.ts";
import { ChangeRolesDialog } from "./change-roles-dialog.tsx";
import { casesGoWords } from "./member-words.ts";
import {
  leaveOrganisation,
  refreshMembers,
  removeMember,
  resetSecondFactor,
} from "./organisation-queries.ts";

/** What may be done about a member, as the menu of their row names it. */
export type MemberAct = "roles" | "remove" | "reset" | "leave";

interface ActProps {
  member: Member;
  organisation: Organisation;
  onClose: () => void;
}

/** The dialog of the act chosen in a member's menu. */
export function MemberDialog({
  act,
  grantable,
  ...props
}: ActProps & { act: MemberAct; grantable: MemberPage["grantable"] }) {
  switch (act) {
    case "roles":
      return <ChangeRolesDialog grantable={grantable} {...props} />;
    case "remove":
      return <RemoveDialog {...props} />;
    case "reset":
      return <ResetDialog {...props} />;
    case "leave":
      return <LeaveDialog {...props} />;
  }
}

const nameOf = ({ firstName, lastName }: Member) => `${firstName} ${lastName}`;

function RemoveDialog({ member, organisation, onClose }: ActProps) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const cases = casesGoWords(member);
  return (
    <ConfirmDialog
      title={`Retirer ${nameOf(member)}\u00a0?`}
      confirm="Retirer de l’organisation"
      busy="Retrait en cours…"
      act={() => removeMember(organisation.id, member.userId)}
      onDone={() => {
        refreshMembers(client, organisation.id);
        notify(`${nameOf(member)} est parmi les anciens membres.`);
        onClose();
      }}
      onClose={onClose}
    >
      {cases && <p>{cases}</p>}
      <p>
        Ses sessions se ferment et ses pages ouvertes n’affichent plus rien de {organisation.name}. Son nom
        reste dans l’historique. Vous pourrez l’inviter de nouveau.
      </p>
    </ConfirmDialog>
  );
}

function ResetDialog({ member, organisation, onClose }: ActProps) {
  const client = useQueryClient();
  const { notify } = useNotices();
  return (
    <ConfirmDialog
      title={`Réinitialiser la vérification en deux étapes de ${nameOf(member)}\u00a0?`}
      confirm="Réinitialiser la vérification en deux étapes"
      busy="Un instant…"
      act={() => resetSecondFactor(organisation.id, member.userId)}
      onDone={() => {
        refreshMembers(client, organisation.id);
        notify(`La vérification en deux étapes de ${nameOf(member)} est effacée. Un e-mail l’en informe.`);
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        Son application de codes, ses clés de sécurité et ses codes de secours sont effacés, et ses sessions
        se ferment. Le mot de passe reste le même.
      </p>
      <p>
        Assurez-vous d’abord que la demande vient bien de cette personne&nbsp;: appelez-la à un numéro que
        vous connaissez.
      </p>
    </ConfirmDialog>
  );
}

function LeaveDialog({ member, organisation, onClose }: ActProps) {
  return (
    <ConfirmDialog
      title={`Quitter ${organisation.name}\u00a0?`}
      confirm="Quitter l’organisation"
      busy="Un instant…"
      act={() => leaveOrganisation(organisation.id)}
      // A fresh page, so that nothing of the organisation stays in memory.
      onDone={() => window.location.assign("/espace")}
      onClose={onClose}
    >
      <p>Vous n’aurez plus aucun rôle ici. {casesGoWords(member)} Pour revenir, il faudra une invitation.</p>
    </ConfirmDialog>
  );
}
