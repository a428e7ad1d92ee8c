import { buttonClass } from "../ui/button.tsx";
import { guichet, PageFrame } from "../ui/page-frame.tsx";

/** The front door: a citizen finds a service or a case, an agent or who organises shows signs in. */
export const HomePage = () => (
  <PageFrame host={guichet} wide>
    <div className="hero">
      <div className="fr-container">
        <h1>Votre guichet</h1>
        <p className="lead">
          Demandez de l’aide à votre collectivité, suivez votre dossier et écrivez à la personne qui s’en
          occupe.
        </p>
      </div>
    </div>
    <div className="fr-container fr-pb-8w">
      <div className="columns section">
        <section className="panel panel--lined">
          <h2>Médiation</h2>
          <p>
            Vous êtes en désaccord avec un service public local ? Une médiatrice ou un médiateur vous écoute
            et cherche une solution.
          </p>
          <p>
            <a className={buttonClass({})} href="/mediation">
              Trouver mon médiateur
            </a>
          </p>
        </section>
        <section className="panel panel--lined">
          <h2>Vous avez déjà fait une demande ?</h2>
          <p>Lisez les réponses, écrivez, ajoutez des documents.</p>
          <p>
            <a className={buttonClass({ look: "secondary" })} href="/suivi">
              Suivre mon dossier
            </a>
          </p>
        </section>
      </div>
      <p className="section">
        Vous travaillez dans une collectivité ? <a href="/connexion">Ouvrir l’espace agents</a>
      </p>
      <p>
        Vous organisez des spectacles ? Déclarez vos recettes à la SACEM, à la SACD et aux autres organismes à
        partir de votre billetterie : <a href="/connexion">ouvrir votre espace</a> ou{" "}
        <a href="/inscription">inscrire votre structure</a>.
      </p>
    </div>
  </PageFrame>
);
