import { Link } from "@tanstack/react-router";
import { type AgentSpace, organisationsOf } from "../../modules/access/agent/session.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { Modal } from "../../ui/agent/modal.tsx";
import { type MenuCounts, menuSections } from "./menu-sections.ts";
import { OrganisationMark } from "./organisation-switcher.tsx";
import "./phone-menu.css";
import { useSignOut } from "./sign-out.ts";

/** The whole menu on a phone: sections, organisations, account. */
export function PhoneMenu({
  space,
  counts,
  onClose,
}: {
  space: AgentSpace;
  counts: MenuCounts;
  onClose: () => void;
}) {
  const leave = useSignOut();
  const others = organisationsOf(space.me).filter(({ id }) => id !== space.organisation.id);
  return (
    <Modal title="Menu" onClose={onClose}>
      <ul className="phone-menu">
        {menuSections(space, counts).flatMap(({ entries }) =>
          entries.map(({ to, label, icon, waiting }) => (
            <li key={to}>
              <Link to={to} params={{ organisation: space.organisation.slug }} onClick={onClose}>
                <Icon name={icon} />
                <span className="grow">{label}</span>
                {waiting ? <span className="pill">{waiting}</span> : null}
              </Link>
            </li>
          )),
        )}
      </ul>
      {others.length > 0 && (
        <>
          <h3 className="phone-menu__heading">Changer d’organisation</h3>
          <ul className="phone-menu">
            {others.map((organisation) => (
              <li key={organisation.id}>
                <Link
                  to="/espace/$organisation"
                  params={{ organisation: organisation.slug }}
                  onClick={onClose}
                >
                  <OrganisationMark organisation={organisation} />
                  <span className="grow">{organisation.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 className="phone-menu__heading">
        {space.me.firstName} {space.me.lastName}
      </h3>
      <ul className="phone-menu">
        <li>
          <Link to="/compte" onClick={onClose}>
            <Icon name="fr-icon-user-line" />
            Mon profil
          </Link>
        </li>
        <li>
          <Link to="/compte/securite" onClick={onClose}>
            <Icon name="fr-icon-lock-line" />
            Sécurité et sessions
          </Link>
        </li>
        {space.me.platformAdministrator && (
          <li>
            <a href="/plateforme">
              <Icon name="fr-icon-government-line" />
              Plateforme
            </a>
          </li>
        )}
        <li>
          <button type="button" onClick={() => leave.mutate()}>
            <Icon name="fr-icon-logout-box-r-line" />
            Se déconnecter
          </button>
        </li>
      </ul>
    </Modal>
  );
}
