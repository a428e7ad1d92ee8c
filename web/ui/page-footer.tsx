import { ChatButton, ChatStatus } from "./chat-button.tsx";
import { DisplaySettingsButton } from "./display-settings.tsx";
import type { Host } from "./page-frame.tsx";
import { PhoneLink } from "./phone-link.tsx";

/** Result of the last accessibility audit; without an audit a site is « non conforme » (décret 2019-768). */
const accessibility = "non conforme";

const legalLinks = [
  { href: "/accessibilite", label: `Accessibilité : ${accessibility}` },
  { href: "/mentions-legales", label: "Mentions légales" },
  { href: "/donnees-personnelles", label: "Données personnelles" },
];

const Reach = ({ host }: { host: Host }) => (
  <div className="fr-footer__content">
    <p className="fr-footer__content-desc">
      {host.address?.length ? host.address.join(", ") : host.serviceName}
      {host.phone ? (
        <>
          <br />
          Téléphone : <PhoneLink phone={host.phone} />
          {host.phoneHours ? `, ${host.phoneHours}` : ""}
        </>
      ) : null}
    </p>
  </div>
);

export const PageFooter = ({ host }: { host: Host }) => (
  <footer className="fr-footer" id="pied" tabIndex={-1}>
    <div className="fr-container">
      <div className="fr-footer__body">
        <div className="fr-footer__brand">
          <p className="fr-text--bold fr-mb-0">{host.serviceName}</p>
        </div>
        {host.address?.length || host.phone ? <Reach host={host} /> : null}
      </div>
      <div className="fr-footer__bottom">
        <ul className="fr-footer__bottom-list">
          {legalLinks.map(({ href, label }) => (
            <li key={href} className="fr-footer__bottom-item">
              <a className="fr-footer__bottom-link" href={href}>
                {label}
              </a>
            </li>
          ))}
          <li className="fr-footer__bottom-item">
            <DisplaySettingsButton />
          </li>
          <li className="fr-footer__bottom-item" data-service="chat">
            <ChatButton className="fr-footer__bottom-link fr-icon-question-answer-line fr-btn--icon-left" />
          </li>
        </ul>
        <ChatStatus />
      </div>
    </div>
  </footer>
);
