import { type ReactNode, useRef } from "react";
import type { Member } from "../../../../shared/access/members.ts";
import { EmailAddress } from "../../../ui/agent/email-address.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { initials } from "../agent/session.ts";
import type { MemberAct } from "./member-dialogs.tsx";
import { memberNotes } from "./member-notes.ts";
import { rolesInWords } from "./role-words.ts";

/** The members as a table, or as cards under 600 px. */
export function MemberRows({
  members,
  former,
  requireSecondFactor,
  onAct,
}: {
  members: readonly Member[];
  former: boolean;
  requireSecondFactor: boolean;
  onAct: (act: MemberAct, member: Member) => void;
}) {
  const table = useRef<HTMLTableElement>(null);
  const now = useNow();
  useRowWalk(table);
  return (
    <table ref={table} className="list-table member-table">
      <caption className="fr-sr-only">{former ? "Anciens membres" : "Membres de l’organisation"}</caption>
      <thead>
        <tr>
          <th scope="col">Nom</th>
          <th scope="col" className="member-table__roles">
            Rôles
          </th>
          {!former && (
            <th scope="col" className="member-table__notes">
              À savoir
            </th>
          )}
          <th scope="col" className="member-table__seen">
            {former ? "Parti" : "Vu pour la dernière fois"}
          </th>
          {!former && (
            <th scope="col" className="member-table__menu">
              <span className="fr-sr-only">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => {
          const { are, where } = rolesInWords(member.roles);
          return (
            <tr key={member.userId} data-member={member.userId}>
              <th scope="row">
                <Person member={member} />
              </th>
              <td>
                <span className="strong-words">{are}</span>
                {where && <span className="small mention second-line">{where}</span>}
              </td>
              {!former && (
                <td>
                  <Notes
                    member={member}
                    now={now}
                    requireSecondFactor={requireSecondFactor}
                    onRemove={() => onAct("remove", member)}
                  />
                </td>
              )}
              <td className="member-table__seen mention">
                <Seen member={member} former={former} />
              </td>
              {!former && (
                <td className="member-table__menu">
                  <MemberMenu member={member} onAct={onAct} />
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Person({ member }: { member: Member }) {
  return (
    <span className="person">
      <span className="avatar" aria-hidden="true">
        {initials(member)}
      </span>
      <span className="grow">
        <span className="strong-words">
          {member.firstName} {member.lastName}
          {member.you && <span className="mention"> (vous)</span>}
        </span>
        <span className="small mention second-line">
          <EmailAddress address={member.email} />
        </span>
      </span>
    </span>
  );
}

function Seen({ member, former }: { member: Member; former: boolean }): ReactNode {
  if (former) return member.endedAt && <Moment at={member.endedAt} />;
  if (member.lastSeenAt === null)
    return (
      <>
        Jamais<span className="card-label"> vu</span>
      </>
    );
  return (
    <>
      <span className="card-label">Vu </span>
      <Moment at={member.lastSeenAt} />
    </>
  );
}

function Notes({
  member,
  now,
  requireSecondFactor,
  onRemove,
}: {
  member: Member;
  now: Date;
  requireSecondFactor: boolean;
  onRemove: () => void;
}) {
  const notes = memberNotes(member, { now, requireSecondFactor });
  if (notes.length === 0) return null;
  return (
    <ul className="member-notes">
      {notes.map(({ words, tone, icon, detail, remove }) => (
        <li key={words}>
          {tone ? (
            <span className={`flag tone-${tone}`}>
              {icon && <Icon name={icon} size="xs" />}
              {words}
            </span>
          ) : (
            <span className="small mention">{words}</span>
          )}
          {detail && <span className="small mention second-line">{detail}</span>}
          {remove && (
            <button type="button" className="text-button small second-line" onClick={onRemove}>
              Retirer l’accès
              <span className="fr-sr-only">
                {" "}
                de {member.firstName} {member.lastName}
              </span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const acts: ReadonlyArray<{ act: MemberAct; needs: string; label: string; icon: `fr-icon-${string}` }> = [
  { act: "roles", needs: "member.change", label: "Changer les rôles…", icon: "fr-icon-user-setting-line" },
  {
    act: "reset",
    needs: "member.reset_second_factor",
    label: "Réinitialiser la vérification en deux étapes…",
    icon: "fr-icon-shield-line",
  },
  {
    act: "remove",
    needs: "member.remove",
    label: "Retirer de l’organisation…",
    icon: "fr-icon-close-circle-line",
  },
  {
    act: "leave",
    needs: "organisation.leave",
    label: "Quitter l’organisation…",
    icon: "fr-icon-logout-box-r-line",
  },
];

/** Only what the rules let this person do about that one. */
function MemberMenu({ member, onAct }: { member: Member; onAct: (act: MemberAct, member: Member) => void }) {
  const offered = acts.filter(
    ({ act, needs }) =>
      member.allowed.includes(needs) &&
      (act === "leave" ? member.you : !member.you) &&
      (act !== "reset" || member.secondFactor),
  );
  if (offered.length === 0) return null;
  return (
    <Menu
      align="right"
      label={`Actions pour ${member.firstName} ${member.lastName}`}
      button={<Icon name="fr-icon-more-line" />}
    >
      <ul>
        {offered.map(({ act, label, icon }) => (
          <li key={act}>
            <button type="button" onClick={() => onAct(act, member)}>
              <Icon name={icon} />
              {label}
            </button>
          </li>
        ))}
      </ul>
    </Menu>
  );
}
