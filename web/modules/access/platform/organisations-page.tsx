import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { organisationKinds } from "../../../../shared/access/organisation-kinds.ts";
import type { PlatformOrganisation } from "../../../../shared/access/platform.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { FilterField } from "../../../ui/agent/filters.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { serviceLabel } from "../organisation/role-words.ts";
import { ChangeOrganisationDialog } from "./change-organisation-dialog.tsx";
import { CreateOrganisationDialog } from "./create-organisation-dialog.tsx";
import { EmailDialog } from "./email-dialog.tsx";
import { More, PlatformPage } from "./platform-page.tsx";
import {
  closeOrganisation,
  inviteOrganisationAdministrator,
  organisationsQuery,
  refresh,
  reopenOrganisation,
} from "./platform-queries.ts";

const route = getRouteApi("/plateforme/organisations");
type Act = "change" | "administrator" | "close" | "reopen";

/** Every organisation of the platform: what it is, what is open, how many people; nothing of what they do. */
export function OrganisationsPage() {
  const { q } = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(organisationsQuery(q));
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<{ act: Act; organisation: PlatformOrganisation }>();
  return (
    <PlatformPage
      title="Organisations"
      line="Aucun contenu de leurs services n’est visible ici."
      what="les organisations"
      query={query}
      action={
        <Button size="sm" icon="fr-icon-add-line" onClick={() => setCreating(true)}>
          Créer une organisation
        </Button>
      }
      tools={
        <search className="filters" aria-label="Chercher une organisation">
          <FilterField
            label="Chercher par nom ou adresse de page"
            placeholder="Nom"
            value={q ?? ""}
            onChange={(words) =>
              void navigate({
                to: "/plateforme/organisations",
                search: words ? { q: words } : {},
                replace: true,
              })
            }
          />
        </search>
      }
    >
      {(data) => {
        const organisations = data.pages.flatMap((page) => page.organisations);
        return (
          <>
            {organisations.length === 0 ? (
              <div className="empty-state">
                <h2>{q ? "Aucune organisation ne correspond" : "Aucune organisation"}</h2>
                <p>
                  {q
                    ? "Essayez une partie du nom."
                    : "Créez la première\u00a0: son administrateur reçoit une invitation."}
                </p>
              </div>
            ) : (
              <Rows
                organisations={organisations}
                onAct={(act, organisation) => setAsked({ act, organisation })}
              />
            )}
            <More query={query} />
            {creating && <CreateOrganisationDialog onClose={() => setCreating(false)} />}
            {asked && <ActDialog {...asked} onClose={() => setAsked(undefined)} />}
          </>
        );
      }}
    </PlatformPage>
  );
}

function Rows({
  organisations,
  onAct,
}: {
  organisations: readonly PlatformOrganisation[];
  onAct: (act: Act, organisation: PlatformOrganisation) => void;
}) {
  return (
    <table className="list-table platform-table">
      <caption className="fr-sr-only">Organisations</caption>
      <thead>
        <tr>
          <th scope="col">Nom</th>
          <th scope="col" className="platform-table__wide">
            Services ouverts
          </th>
          <th scope="col" className="platform-table__wide">
            Membres
          </th>
          <th scope="col" className="platform-table__date">
            Créée
          </th>
          <th scope="col" className="platform-table__menu">
            <span className="fr-sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {organisations.map((organisation) => (
          <tr key={organisation.id}>
            <th scope="row">
              <span className="strong-words">{organisation.name}</span>
              <span className="small mention second-line">
                {organisationKinds[organisation.kind]} · {organisation.slug}
              </span>
            </th>
            <td>
              {organisation.services.length > 0
                ? organisation.services.map(serviceLabel).join(", ")
                : "Aucun"}
              {organisation.closedAt && (
                <span className="second-line">
                  <span className="tag tag--warning">
                    <Icon name="fr-icon-lock-line" size="xs" />
                    Fermée
                  </span>
                </span>
              )}
            </td>
            <td>
              {organisation.members === 0
                ? "Aucun membre"
                : `${organisation.members}\u00a0membre${organisation.members > 1 ? "s" : ""}`}
              {organisation.administrators === 0 && !organisation.closedAt ? (
                <span className="flag tone-warning second-line">
                  <Icon name="fr-icon-warning-fill" size="xs" />
                  Sans administrateur
                </span>
              ) : (
                <span className="small mention second-line">
                  dont {organisation.administrators}&nbsp;administrateur
                  {organisation.administrators > 1 ? "s" : ""}
                </span>
              )}
            </td>
            <td className="mention">
              <span className="card-label">Créée </span>
              <Moment at={organisation.createdAt} />
            </td>
            <td className="platform-table__menu">
              <OrganisationMenu organisation={organisation} onAct={onAct} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OrganisationMenu({
  organisation,
  onAct,
}: {
  organisation: PlatformOrganisation;
  onAct: (act: Act, organisation: PlatformOrganisation) => void;
}) {
  const entry = (act: Act, label: string, icon: `fr-icon-${string}`) => (
    <li>
      <button type="button" onClick={() => onAct(act, organisation)}>
        <Icon name={icon} />
        {label}
      </button>
    </li>
  );
  return (
    <Menu
      align="right"
      label={`Actions pour ${organisation.name}`}
      button={<Icon name="fr-icon-more-line" />}
    >
      <ul>
        {organisation.closedAt ? (
          entry("reopen", "Rouvrir…", "fr-icon-lock-unlock-line")
        ) : (
          <>
            {entry("change", "Modifier, ouvrir un service…", "fr-icon-edit-line")}
            {entry("administrator", "Inviter un administrateur…", "fr-icon-user-add-line")}
            {entry("close", "Fermer l’organisation…", "fr-icon-lock-line")}
          </>
        )}
      </ul>
    </Menu>
  );
}

function ActDialog({
  act,
  organisation,
  onClose,
}: {
  act: Act;
  organisation: PlatformOrganisation;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const done = (words: string) => {
    refresh(client, "organisations", "accounts");
    notify(words);
    onClose();
  };
  switch (act) {
    case "change":
      return <ChangeOrganisationDialog organisation={organisation} onClose={onClose} />;
    case "administrator":
      return (
        <EmailDialog
          title="Inviter un administrateur"
          label="Adresse e-mail professionnelle"
          confirm="Envoyer l’invitation"
          busy="Envoi…"
          act={(email) => inviteOrganisationAdministrator(organisation.id, email)}
          onDone={({ state }, email) =>
            done(
              state === "sent"
                ? `Invitation envoyée à ${email}.`
                : `${email} a déjà un compte\u00a0: il administre ${organisation.name} dès maintenant.`,
            )
          }
          onClose={onClose}
        >
          <p>
            Cette personne gérera les membres et les réglages de {organisation.name}. Elle ne verra aucun
            dossier.
          </p>
        </EmailDialog>
      );
    case "close":
      return (
        <ConfirmDialog
          title={`Fermer ${organisation.name}\u00a0?`}
          confirm="Fermer l’organisation"
          busy="Fermeture…"
          act={() => closeOrganisation(organisation.id)}
          typed={{
            label: (
              <>
                Pour confirmer, écrivez <strong>{organisation.slug}</strong>
              </>
            ),
            expected: organisation.slug,
            error: `Écrivez exactement ${organisation.slug}.`,
          }}
          onDone={() => done(`${organisation.name} est fermée.`)}
          onClose={onClose}
        >
          <ul className="consequences">
            <li>
              {organisation.members === 0
                ? "Personne n’y a accès aujourd’hui."
                : organisation.members === 1
                  ? "Son membre perd l’accès tout de suite."
                  : `Ses ${organisation.members}\u00a0membres perdent l’accès tout de suite.`}
            </li>
            <li>Ses pages publiques et ses formulaires ferment.</li>
            <li>Rien n’est effacé&nbsp;: vous pourrez la rouvrir.</li>
          </ul>
        </ConfirmDialog>
      );
    case "reopen":
      return (
        <ConfirmDialog
          title={`Rouvrir ${organisation.name}\u00a0?`}
          confirm="Rouvrir l’organisation"
          busy="Ouverture…"
          act={() => reopenOrganisation(organisation.id)}
          onDone={() => done(`${organisation.name} est rouverte.`)}
          onClose={onClose}
        >
          <p>Ses membres retrouvent leurs rôles et ses pages publiques rouvrent.</p>
        </ConfirmDialog>
      );
  }
}
