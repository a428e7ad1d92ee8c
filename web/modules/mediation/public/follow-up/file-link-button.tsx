import { useState } from "react";
import type { FollowUpEntry } from "../../../../../shared/mediation/schema.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { fileLink } from "./follow-up-api.ts";

const notReady = {
  checking: "Analyse en cours",
  refused: "Refusé\u00a0: virus détecté",
  unchecked: "Non analysable\u00a0: la médiation l’a bien reçu",
} as const;

/** Asks for a fresh, short-lived address at each click; a file that is not ready says why. */
export const FileLinkButton = ({ file }: { file: FollowUpEntry["files"][number] }) => {
  const [fault, setFault] = useState("");
  if (file.state !== "ready") {
    return (
      <span className="long-word">
        {file.name} <span className="mention">· {notReady[file.state]}</span>
      </span>
    );
  }
  const open = () => {
    setFault("");
    fileLink(file.id).then(
      ({ url }) => location.assign(url),
      (error: unknown) => setFault(failureWords(error)),
    );
  };
  return (
    <>
      <button type="button" className="fr-link long-word" onClick={open}>
        <span className="fr-sr-only">Télécharger </span>
        {file.name}
      </button>
      {fault ? (
        <span className="fr-message fr-message--error" role="alert">
          {fault}
        </span>
      ) : null}
    </>
  );
};
