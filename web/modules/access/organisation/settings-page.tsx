import { useQuery } from "@tanstack/react-query";
import type { OrganisationView } from "../../../../shared/access/organisation.ts";
import { organisationKinds } from "../../../../shared/access/organisation-kinds.ts";
import { isService, services } from "../../../../shared/access/roles.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../agent/session.ts";
import { ClaimSection } from "./claim-section.tsx";
import { ContactSection } from "./contact-section.tsx";
import { IdentitySection } from "./identity-section.tsx";
import { LogoSection } from "./logo-section.tsx";
import { organisationQuery } from "./organisation-queries.ts";
import { SessionsSection } from "./sessions-section.tsx";
import { TextsSection } from "./texts-section.tsx";
import "../../../ui/agent/forms.css";
import "./settings.css";

/** The organisation's settings, block by block; each is read, then changed and saved alone. */
export function SettingsPage({ space }: { space: AgentSpace }) {
  useTitle("Organisation");
  const { organisation } = space;
  const query = useQuery(organisationQuery(organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Organisation</PageTitle>
        <p className="mention">
          {query.data ? `${query.data.name} · ${organisationKinds[query.data.kind]}` : organisation.name}
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement des réglages…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les réglages" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && <Blocks view={query.data} space={space} />}
    </div>
  );
}

function Blocks({ view, space }: { view: OrganisationView; space: AgentSpace }) {
  const may = view.allowed.includes("organisation.change");
  return (
    <div className="settings">
      <IdentitySection view={view} may={may} />
      <LogoSection view={view} may={may} />
      <ContactSection view={view} may={may} />
      <SessionsSection view={view} may={may} space={space} />
      {view.services.includes("mediation") && (
        <TextsSection view={view} may={view.allowed.includes("organisation.texts")} />
      )}
      {view.claim && <ClaimSection view={view} may={view.allowed.includes("claim.prove")} />}
      <Services view={view} />
    </div>
  );
}

function Services({ view }: { view: OrganisationView }) {
  const on = view.services.filter(isService);
  return (
    <section className="box settings-section" aria-labelledby="services">
      <header className="settings-section__head">
        <h2 id="services">Services</h2>
      </header>
      {on.length === 0 ? (
        <p>Aucun service n’est ouvert.</p>
      ) : (
        <ul className="settings-services">
          {on.map((service) => (
            <li key={service}>
              <Icon name="fr-icon-check-line" tone="success" />
              {services[service].label}
            </li>
          ))}
        </ul>
      )}
      <p className="mention small">L’administration de la plateforme ouvre et ferme les services.</p>
    </section>
  );
}
