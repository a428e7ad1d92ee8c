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
      La page de suivi utilise un cookie le temps de votre visite, pour savoir que vous avez donné le bon
      code. Aucun cookie ne sert à mesurer votre navigation ni à vous montrer de la publicité.
    </p>
    <h2 className="fr-h4">Vos droits</h2>
    <p>
      Vous pouvez demander à voir, à corriger ou à faire effacer vos données en écrivant à la collectivité. Si
      sa réponse ne vous convient pas, vous pouvez saisir la{" "}
      <a href="https://www.cnil.fr/fr/plaintes">Cnil</a>.
    </p>
  </LegalPage>
);
