import {
  type MediatorWords,
  mediationName,
  mediatorWords,
} from "../../../../shared/mediation/mediator-words.ts";
import type { PublicOrganisation } from "../../../../shared/mediation/schema.ts";
import { Alert } from "../../../ui/alert.tsx";
import { buttonClass } from "../../../ui/button.tsx";
import { day } from "../../../ui/dates.ts";
import { PageFrame } from "../../../ui/page-frame.tsx";
import { PhoneLink } from "../../../ui/phone-link.tsx";
import { Unbroken } from "../../../ui/unbroken.tsx";
import { hostOf } from "./host.ts";

interface SectionProps {
  organisation: PublicOrganisation;
  words: MediatorWords;
}

/** « ; » after each line and « . » after the last, unless the organisation wrote its own. */
const ended = (text: string, last: boolean) => (/[.;!?…]$/.test(text.trim()) ? "" : last ? "." : " ;");

const Start = ({ organisation, large = false }: { organisation: PublicOrganisation; large?: boolean }) => (
  <a className={buttonClass({ size: large ? "lg" : "md" })} href={`/mediation/${organisation.slug}/demande`}>
    Demander une médiation
  </a>
);

const Closed = ({ formClosed }: { formClosed: NonNullable<PublicOrganisation["formClosed"]> }) => (
  <Alert
    severity="info"
    announced={false}
    title={`Les demandes en ligne sont fermées jusqu’au ${day(`${formClosed.until}T12:00:00Z`, "UTC")}.`}
  >
    <p>{formClosed.message}</p>
  </Alert>
);

const Hero = ({ organisation }: SectionProps) => (
  <div className="hero">
    <div className="fr-container">
      <div className="fr-grid-row fr-grid-row--gutters">
        <div className="fr-col-12 fr-col-md-7">
          <h1>{mediationName(organisation.name)}</h1>
          <p className="lead">{organisation.intro}</p>
          <ul className="words">
            {["Gratuit", "Confidentiel", "Indépendant des services"].map((word) => (
              <li key={word} className="fr-icon-check-line">
                {word}
              </li>
            ))}
          </ul>
          {organisation.formClosed ? (
            <Closed formClosed={organisation.formClosed} />
          ) : (
            <div className="actions">
              <Start organisation={organisation} large />
              <p className="mention">Environ 10 minutes, sans créer de compte</p>
            </div>
          )}
        </div>
        <div className="fr-col-12 fr-col-md-4 fr-col-offset-md-1">
          <section className="panel">
            <h2>Vous avez déjà fait une demande ?</h2>
            <p>Lisez les réponses, écrivez, ajoutez des documents.</p>
            <p>
              <a className={buttonClass({ look: "secondary" })} href="/suivi">
                Suivre mon dossier
              </a>
            </p>
          </section>
        </div>
      </div>
    </div>
  </div>
);

const CanHelp = ({ organisation, words }: SectionProps) => (
  <section className="section" aria-labelledby="can-help">
    <h2 id="can-help">
      {words.The} peut-{words.pronoun} vous aider ?
    </h2>
    <div className="columns">
      <div>
        <h3>Oui, par exemple</h3>
        <ul className="marked-list marked-list--yes">
          {organisation.accepts.map((text, index, all) => (
            <li key={text} className="fr-icon-checkbox-circle-line">
              {text}
              {ended(text, index === all.length - 1)}
            </li>
          ))}
        </ul>
        <p className="fr-mt-2w fr-mb-0">
          Écrivez d’abord au service concerné. Sans réponse, ou si la réponse ne vous convient pas, saisissez{" "}
          {words.the}.
        </p>
      </div>
      <div>
        <h3>Non, quelqu’un d’autre peut vous aider</h3>
        <ul className="marked-list">
          {organisation.refers.map(({ text, who, link }, index, all) => (
            <li key={text} className="fr-icon-arrow-right-line">
              {text} : {link ? <a href={link}>{who}</a> : who}
              {ended(who, index === all.length - 1)}
            </li>
          ))}
        </ul>
        <p className="fr-mt-2w fr-mb-0">
          Vous hésitez ? Faites la demande : si ce n’est pas à nous de répondre, nous vous dirons à qui
          écrire.
        </p>
      </div>
    </div>
  </section>
);

const ToPrepare = () => (
  <section className="section" aria-labelledby="to-prepare">
    <h2 id="to-prepare">Ce qu’il faut préparer</h2>
    <div className="columns">
      <ul className="marked-list marked-list--blue">
        <li className="fr-icon-phone-line">
          Un moyen de vous joindre : <Unbroken>e-mail</Unbroken>, téléphone ou adresse.
        </li>
        <li className="fr-icon-file-text-line">
          La décision, la facture ou le courrier que vous contestez, si vous l’avez.
        </li>
        <li className="fr-icon-mail-line">Vos échanges avec le service, même sans réponse.</li>
      </ul>
      <div className="panel">
        <h3>Il vous manque une pièce ?</h3>
        <p>
          Faites votre demande sans attendre. Vous pourrez l’ajouter plus tard. Une photo lisible prise avec
          un téléphone suffit.
        </p>
      </div>
    </div>
  </section>
);

const HowItGoes = ({ organisation, words }: SectionProps) => (
  <section className="section" aria-labelledby="how">
    <h2 id="how">Comment ça se passe</h2>
    <ol className="how">
      <li>
        <strong>Vous faites votre demande</strong>
        <span>Vous recevez tout de suite un numéro et un récépissé daté.</span>
      </li>
      <li>
        <strong>{words.The} la lit</strong>
        <span>
          {words.Pronoun} vous écrit{organisation.answerDelay ? `, ${organisation.answerDelay}` : ""}.
        </span>
      </li>
      <li>
        <strong>{words.Pronoun} échange avec le service</strong>
        <span>
          Vous suivez l’avancement et répondez par <Unbroken>e-mail</Unbroken> ou en ligne.
        </span>
      </li>
      <li>
        <strong>{words.Pronoun} vous donne sa conclusion</strong>
        <span>Vous restez libre de l’accepter ou non.</span>
      </li>
    </ol>
    {organisation.formClosed ? null : (
      <div className="actions fr-mt-3w">
        <Start organisation={organisation} />
      </div>
    )}
  </section>
);

const ByMail = ({ address }: { address: string }) => {
  const [name, domain] = address.split("@");
  return (
    <div>
      <h3 className="fr-h6 fr-mb-1v">
        Par <Unbroken>e-mail</Unbroken>
      </h3>
      <p className="fr-mb-1v">
        <a className="long-word" href={`mailto:${address}`}>
          {name}@<wbr />
          {domain}
        </a>
      </p>
      <p className="mention">Racontez votre situation et joignez vos documents.</p>
    </div>
  );
};

const OtherWays = ({ organisation }: { organisation: PublicOrganisation }) => {
  const { intakeAddress, address, counterHours, phone, phoneHours } = organisation;
  return (
    <section className="section" aria-labelledby="other-ways">
      <h2 id="other-ways">Vous préférez un autre moyen ?</h2>
      <div className="other-ways">
        {intakeAddress ? <ByMail address={intakeAddress} /> : null}
        {address.length > 0 ? (
          <div>
            <h3 className="fr-h6 fr-mb-1v">Par courrier</h3>
            <p className="fr-mb-0">
              {address.map((line) => (
                <span key={line} className="line">
                  {line}
                </span>
              ))}
            </p>
          </div>
        ) : null}
        {counterHours ? (
          <div>
            <h3 className="fr-h6 fr-mb-1v">Sur place</h3>
            <p className="fr-mb-1v">{counterHours}</p>
            {phone ? (
              <p className="mention">
                Rendez-vous au <PhoneLink phone={phone} />.
              </p>
            ) : null}
          </div>
        ) : phone ? (
          <div>
            <h3 className="fr-h6 fr-mb-1v">Par téléphone</h3>
            <p className="fr-mb-1v">
              <PhoneLink phone={phone} />
            </p>
            {phoneHours ? <p className="mention">{phoneHours}</p> : null}
          </div>
        ) : null}
      </div>
    </section>
  );
};

/** In ten seconds: is this the right place, and start. Readable without JavaScript. */
export const OrganisationHome = ({ organisation }: { organisation: PublicOrganisation }) => {
  const words = mediatorWords(organisation.title);
  const legal = organisation.legalParagraph;
  return (
    <PageFrame host={hostOf(organisation)} wide>
      <Hero organisation={organisation} words={words} />
      <div className="fr-container fr-pb-8w">
        <CanHelp organisation={organisation} words={words} />
        <ToPrepare />
        <HowItGoes organisation={organisation} words={words} />
        <OtherWays organisation={organisation} />
        {legal ? (
          <section className="section">
            <div className="aside-text">
              <h2>{legal.title}</h2>
              <p>{legal.text}</p>
              {legal.source ? <p className="mention">{legal.source}</p> : null}
            </div>
          </section>
        ) : null}
      </div>
    </PageFrame>
  );
};
