import { Link } from "@tanstack/react-router";
import type { Me } from "../../../shared/access/schema.ts";
import { initials, type Organisation } from "../../modules/access/agent/session.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { Menu } from "../../ui/agent/menu.tsx";
import { ChatButton } from "../../ui/chat-button.tsx";
import { roleWords } from "./role-words.ts";
import { useSignOut } from "./sign-out.ts";

/** Where the person stands: in an organisation, or on pages of their own. */
interface Where {
  me: Me;
  organisation?: Organisation;
}

const standing = ({ me, organisation }: Where) =>
  organisation ? [...roleWords({ me, organisation }), organisation.name].join(" · ") : me.email;

/** Name and role, one's account, the platform for who manages it, display settings, shortcuts, sign out. */
export function AccountMenu({ space, onHelp }: { space: Where; onHelp?: () => void }) {
  const leave = useSignOut();
  const { me } = space;
  return (
    <Menu
      className="agent-bar__account"
      align="right"
      label={`Menu de ${me.firstName} ${me.lastName}`}
      button={<span className="avatar">{initials(me)}</span>}
    >
      <p className="menu__person">
        <strong>
          {me.firstName} {me.lastName}
        </strong>
        <span className="small mention break-anywhere">{standing(space)}</span>
      </p>
      <ul>
        <li>
          <Link to="/compte">
            <Icon name="fr-icon-user-line" />
            Mon profil
          </Link>
        </li>
        <li>
          <Link to="/compte/securite">
            <Icon name="fr-icon-lock-line" />
            Sécurité et sessions
          </Link>
        </li>
        {me.platformAdministrator && (
          <li>
            <a href="/plateforme">
              <Icon name="fr-icon-government-line" />
              Plateforme
            </a>
          </li>
        )}
      </ul>
      <ul>
        <li>
          <button type="button" data-display-settings="open" aria-haspopup="dialog">
            <Icon name="fr-icon-theme-fill" />
            Thème clair ou sombre
          </button>
        </li>
        <li data-service="chat">
          <ChatButton>
            <Icon name="fr-icon-question-answer-line" />
          </ChatButton>
        </li>
        {onHelp && (
          <li>
            <button type="button" onClick={onHelp}>
              <Icon name="fr-icon-keyboard-line" />
              <span className="grow">Raccourcis clavier</span>
              <kbd>?</kbd>
            </button>
          </li>
        )}
      </ul>
      <ul>
        <li>
          <button type="button" onClick={() => leave.mutate()}>
            <Icon name="fr-icon-logout-box-r-line" />
            Se déconnecter
          </button>
        </li>
      </ul>
    </Menu>
  );
}
