import "../../ui/agent/waiting.css";
import { PageTitle, useTitle } from "../../ui/agent/page-title.tsx";

const words = {
  unknown: {
    title: "Cette page n’existe pas",
    text: "L’adresse est peut-être incomplète, ou ce dossier ne vous est pas ouvert.",
  },
  no_right: {
    title: "Votre rôle ne donne pas accès aux dossiers",
    text: "Les dossiers de médiation sont ouverts aux médiateurs, à leurs assistants et aux lecteurs. Demandez à l’administrateur de votre organisation.",
  },
  no_shows: {
    title: "Votre rôle ne donne pas accès aux déclarations",
    text: "Les spectacles et leurs chiffres sont ouverts aux lecteurs, préparateurs, déclarants et responsables du service. Demandez à l’administrateur de votre organisation.",
  },
} as const;

/** Unknown and not visible are the same page. */
export function NotFoundPage({ reason }: { reason: keyof typeof words }) {
  const { title, text } = words[reason];
  useTitle(title);
  return (
    <div className="page">
      <div className="empty-state">
        <PageTitle>{title}</PageTitle>
        <p>{text}</p>
        {reason === "unknown" && (
          <p>
            <a href="/espace">Revenir à l’accueil</a>
          </p>
        )}
      </div>
    </div>
  );
}
