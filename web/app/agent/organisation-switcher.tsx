import { Link } from "@tanstack/react-router";
import {
  type AgentSpace,
  type Organisation,
  organisationsOf,
  rolesIn,
} from "../../modules/access/agent/session.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { Menu } from "../../ui/agent/menu.tsx";

/** The organisation's logo on its plate, or its first letters. */
export function OrganisationMark({ organisation }: { organisation: Organisation }) {
  return (
    <span className="organisation-mark" aria-hidden="true">
      {organisation.logo ? (
        <img src={organisation.logo} alt="" />
      ) : (
        organisation.shortName.slice(0, 2).toUpperCase()
      )}
    </span>
  );
}

const Names = ({ space }: { space: AgentSpace }) => (
  <span className="grow">
    <span className="agent-bar__name ellipsis">{space.organisation.name}</span>
    <span className="agent-bar__sub ellipsis">
      {rolesIn(space, "mediation").length > 0 ? "Médiation" : "Guichet"}
    </span>
  </span>
);

/** Where I am; opens the list of my organisations when there are several. */
export function OrganisationSwitcher({ space }: { space: AgentSpace }) {
  const organisations = organisationsOf(space.me);
  if (organisations.length < 2) {
    return (
      <Link
        className="agent-bar__organisation"
        to="/espace/$organisation"
        params={{ organisation: space.organisation.slug }}
      >
        <OrganisationMark organisation={space.organisation} />
        <Names space={space} />
      </Link>
    );
  }
  return (
    <Menu
      className="agent-bar__organisation"
      button={
        <>
          <OrganisationMark organisation={space.organisation} />
          <Names space={space} />
          <Icon name="fr-icon-arrow-down-s-line" tone="mention" />
          <span className="fr-sr-only">Changer d’organisation</span>
        </>
      }
    >
      <p className="menu__heading">Vos organisations</p>
      <ul>
        {organisations.map((organisation) => (
          <li key={organisation.id}>
            <Link
              to="/espace/$organisation"
              params={{ organisation: organisation.slug }}
              aria-current={organisation.id === space.organisation.id ? "true" : undefined}
            >
              <OrganisationMark organisation={organisation} />
              <span className="grow">{organisation.name}</span>
              {organisation.id === space.organisation.id && <Icon name="fr-icon-check-line" />}
            </Link>
          </li>
        ))}
      </ul>
    </Menu>
  );
}
