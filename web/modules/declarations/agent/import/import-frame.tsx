import type { ReactNode } from "react";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { ThinSteps } from "../connect-steps.tsx";
import "../declarations.css";
import "./import.css";

const steps = ["Fichier", "Colonnes", "Aperçu", "Terminé"] as const;

/** The page of an import: its title, what the file is, and how far one is in its four steps. */
export function ImportFrame({
  current,
  line,
  children,
}: {
  current: 1 | 2 | 3 | 4;
  line: string;
  children: ReactNode;
}) {
  useTitle("Importer un fichier");
  return (
    <div className="agent-page import-page">
      <header className="connect-head">
        <PageTitle>Importer un fichier</PageTitle>
        <p className="mention break-anywhere">{line}</p>
      </header>
      <ThinSteps steps={steps} current={current} />
      {children}
    </div>
  );
}
