import type { ReactNode } from "react";
import { guichet, PageFrame } from "../ui/page-frame.tsx";

const LegalPage = ({ title, children }: { title: string; children: ReactNode }) => (
  <PageFrame host={guichet}>
    <h1>{title}</h1>
    <div className="narrow">{children}</div>
  </PageFrame>
);

/** Says what is known: no audit was made, so no level is claimed (décret 2019-768, arrêté du 20 septembre 2019). */
export const AccessibilityPage = () => (
  <LegalPage title="Déclaration d’accessibilité">
    <p>
      Guichet n’a pas encore été audité. Tant qu’un audit n’a pas prouvé le contraire, le site est déclaré{" "}
      <strong>non conforme</strong> au référentiel général d’amélioration de l’accessibilité (RGAA 4.1).
    </p>
    <p>
      Les pages sont conçues pour le clavier, les lecteurs d’écran, les petits écrans et le thème sombre, et
      vérifiées à chaque changement par un outil automatique, qui ne voit qu’une partie des défauts.
    </p>
    <h2 className="fr-h4">Vous rencontrez une difficulté ?</h2>
    <p>
      Écrivez ou téléphonez au service auquel vous vous adressez : ses coordonnées sont en bas de chacune de
      ses pages. Il peut remplir la demande avec vous. Sans réponse satisfaisante, vous pouvez vous adresser
      au <a href="https://formulaire.defenseurdesdroits.fr/">Défenseur des droits</a>.
    </p>
  </LegalPage>
);

export const LegalNoticePage = () => (
  <LegalPage title="Mentions légales">
    <p>
      Chaque service présenté ici est édité par la collectivité dont il porte le nom. Son adresse et son
      téléphone sont en bas de ses pages.
    </p>
    <p>
      Guichet est un logiciel libre, publié sous licence MIT. Le système de design de l’État et la police
      Marianne sont utilisés selon leurs propres conditions.
    </p>
  </LegalPage>
);

export const PersonalDataPage = () => (
  <LegalPage title="Données personnelles">
    <p>
      La collectivité à laquelle vous écrivez est responsable des données de votre dossier. Le texte affiché
      avant l’envoi de votre demande dit à quoi elles servent et combien de temps elles sont gardées.
    </p>
    <h2 className="fr-h4">Ce qui reste sur votre appareil</h2>
    <p>
      Le brouillon de votre demande et votre choix de thème sont gardés par votre navigateur, et nulle part
      ailleurs. Le brouillon disparaît quand vous envoyez la demande, quand vous l’effacez, ou au bout de
      30 jours.
    </p>
    <p>
      La page de suivi et celle d’un fichier reçu utilisent un cookie le temps de votre visite, pour savoir
      que vous avez donné le bon code. Aucun cookie ne sert à mesurer votre navigation ni à vous montrer de la
      publicité.
    </p>
    <section data-service="visits">
      <h2 className="fr-h4">La mesure de fréquentation</h2>
      <p>
        Pour savoir quelles pages servent, chaque visite est comptée par un serveur Matomo : la page, sans
        nom, numéro ni recherche, sans cookie et sans identifiant. Les navigateurs qui demandent à ne pas être
        suivis ne sont pas comptés.
      </p>
      <div className="fr-checkbox-group fr-mb-4w">
        <input type="checkbox" id="visits-refused" />
        <label className="fr-label" htmlFor="visits-refused">
          Ne pas compter mes visites depuis cet appareil
        </label>
      </div>
    </section>
    <section data-service="errors">
      <h2 className="fr-h4">Le signalement des pannes</h2>
      <p>
        Quand un programme de la page échoue, la nature de la panne et l’endroit du programme sont envoyés à
        un serveur Sentry, sans rien de ce que vous lisez ni de ce que vous écrivez.
      </p>
    </section>
    <section data-service="chat">
      <h2 className="fr-h4">La discussion en direct</h2>
      <p>
        La discussion est fournie par une autre entreprise. Rien n’est demandé à son serveur tant que vous ne
        l’ouvrez pas. Dès que vous l’ouvrez, cette entreprise reçoit votre adresse IP et ce que vous lui
        écrivez, et peut déposer ses cookies.
      </p>
    </section>
    <h2 className="fr-h4">Vos droits</h2>
    <p>
      Vous pouvez demander à voir, à corriger ou à faire effacer vos données en écrivant à la collectivité. Si
      sa réponse ne vous convient pas, vous pouvez saisir la{" "}
      <a href="https://www.cnil.fr/fr/plaintes">Cnil</a>.
    </p>
  </LegalPage>
);
