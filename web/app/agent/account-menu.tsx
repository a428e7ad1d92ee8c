import { type AgentSpace, initials } from "../../modules/access/agent/session.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { Menu } from "../../ui/agent/menu.tsx";
import { roleWords } from "./role-words.ts";
import { useSignOut } from "./sign-out.ts";

/** Name and role, display settings, shortcuts, sign out. */
export function AccountMenu({ space, onHelp }: { space: AgentSpace; onHelp: () => void }) {
  const leave = useSignOut();
  const { me, organisation } = space;
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
        <span className="small mention">{[...roleWords(space), organisation.name].join(" · ")}</span>
      </p>
      <ul>
        <li>
          <button type="button" data-display-settings="open" aria-haspopup="dialog">
            <Icon name="fr-icon-theme-fill" />
            Thème clair ou sombre
          </button>
        </li>
        <li>
          <button type="button" onClick={onHelp}>
            <Icon name="fr-icon-keyboard-line" />
            <span className="grow">Raccourcis clavier</span>
            <kbd>?</kbd>
          </button>
        </li>
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
