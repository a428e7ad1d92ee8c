import { PageFrame } from "../../../ui/page-frame.tsx";
import { DirectoryList } from "./directory.tsx";
import { hostOf } from "./host.ts";

/** « Trouver mon médiateur ». */
export const DirectoryPage = () => (
  <PageFrame host={hostOf()}>
    <h1>Trouver mon médiateur</h1>
    <p className="narrow">
      Vous êtes en désaccord avec un service de votre ville, de votre intercommunalité ou de votre
      département ? Sa médiatrice ou son médiateur peut vous aider, gratuitement.
    </p>
    <DirectoryList />
  </PageFrame>
);

/** What any unknown address answers: the directory, because most readers were looking for a mediator. */
export const NotFoundPage = () => (
  <PageFrame host={hostOf()}>
    <h1>Cette page n’existe pas</h1>
    <p className="narrow">
      L’adresse est peut-être incomplète, ou la page a changé de nom. Cherchez votre collectivité ci-dessous,
      ou <a href="/suivi">suivez un dossier déjà ouvert</a>.
    </p>
    <h2 className="fr-h4 fr-mt-4w">Trouver mon médiateur</h2>
    <DirectoryList />
  </PageFrame>
);
