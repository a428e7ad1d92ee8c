import type { ReactNode } from "react";
import { DisplaySettingsDialog } from "./display-settings.tsx";
import { PageFooter } from "./page-footer.tsx";
import { PageHeader } from "./page-header.tsx";

/** Who receives the reader: the organisation, or Guichet itself when none is known yet. */
export interface Host {
  name: string;
  /** « Médiation »: what stands beside the logo. */
  service: string;
  /** The service in full, for the footer: « Médiation de la ville de … ». */
  serviceName: string;
  home: string;
  logo?: string | undefined;
  /** The organisation's colour: one of its `accents`. */
  accent?: string | undefined;
  address?: readonly string[] | undefined;
  phone?: string | undefined;
  phoneHours?: string | undefined;
}

export const guichet: Host = {
  name: "Guichet",
  service: "Les services de votre collectivité",
  serviceName: "Guichet",
  home: "/",
};

interface PageFrameProps {
  host: Host;
  children: ReactNode;
  /** Full-width pages bring their own bands and containers. */
  wide?: boolean;
}

/** Everything around a public page: skip links, header, main, footer. */
export const PageFrame = ({ host, children, wide = false }: PageFrameProps) => (
  <>
    <div className="fr-skiplinks">
      <nav className="fr-container" aria-label="Accès rapide">
        <ul className="fr-skiplinks__list">
          <li>
            <a className="fr-link" href="#contenu">
              Contenu
            </a>
          </li>
          <li>
            <a className="fr-link" href="#pied">
              Pied de page
            </a>
          </li>
        </ul>
      </nav>
    </div>
    <PageHeader host={host} />
    <main id="contenu" tabIndex={-1} className={wide ? undefined : "page"}>
      {wide ? children : <div className="fr-container">{children}</div>}
    </main>
    <PageFooter host={host} />
    <DisplaySettingsDialog />
  </>
);
