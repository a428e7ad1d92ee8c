import type { Host } from "./page-frame.tsx";

/** The organisation's own identity: its logo is shown as it is, on a white plate in the dark. */
export const PageHeader = ({ host }: { host: Host }) => (
  <header className="fr-header identity" data-accent={host.accent}>
    <div className="fr-header__body">
      <div className="fr-container">
        <div className="fr-header__body-row">
          <div className="fr-header__brand fr-enlarge-link">
            <div className="fr-header__brand-top">
              <div className="fr-header__operator">
                {host.logo ? (
                  <img src={host.logo} alt={host.name} height="56" />
                ) : (
                  <span className="identity__name">{host.name}</span>
                )}
              </div>
            </div>
            <div className="fr-header__service">
              <a href={host.home} title={`Accueil – ${host.serviceName}`}>
                <p className="fr-header__service-title">{host.service}</p>
              </a>
            </div>
          </div>
        </div>
      </div>
    </div>
  </header>
);
