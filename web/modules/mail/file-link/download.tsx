import { useState } from "react";
import type { FileLinkPage } from "../../../../shared/mail/file-links.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { failureWords } from "../../../app/failure-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { hour } from "../../../ui/dates.ts";
import { Notice } from "../../../ui/notice.tsx";
import { downloadLink } from "./file-link-api.ts";

/** Why there is nothing to download, whoever asks; null while there may be. */
export const NothingThere = ({ file }: { file: FileLinkPage }) => {
  if (file.state === "gone") {
    return (
      <Alert severity="warning" title="Ce fichier n’est plus là" announced={false}>
        <p>
          Il a été effacé. Si vous en avez encore besoin, demandez-le en répondant à l’e-mail qui contient ce
          lien.
        </p>
      </Alert>
    );
  }
  if (file.state === "refused") {
    return (
      <Alert severity="error" title="Ce fichier contient un virus">
        <p>Il a été supprimé et ne peut pas être téléchargé. {file.sender} en a été prévenu.</p>
      </Alert>
    );
  }
  return null;
};

/** The file itself, once the code was given. */
export const Download = ({
  file,
  onFailure,
}: {
  file: FileLinkPage;
  onFailure: (error: unknown) => boolean;
}) => {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  if (file.state === "checking") {
    return (
      <Notice>
        Analyse en cours&nbsp;: l’antivirus regarde ce fichier. Cela prend en général quelques secondes&nbsp;;
        cette page se met à jour d’elle-même.
      </Notice>
    );
  }
  const download = () => {
    if (busy) return;
    setBusy(true);
    setFault("");
    downloadLink()
      .then(
        ({ url }) => location.assign(url),
        (error: unknown) => onFailure(error) || setFault(failureWords(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      {file.state === "unchecked" ? (
        <div className="fr-mb-3w">
          <Alert severity="warning" title="Ce fichier n’a pas pu être analysé" announced={false}>
            <p>
              L’antivirus n’a pas pu regarder dedans, par exemple parce qu’un mot de passe le protège.
              Ouvrez-le seulement si vous l’attendiez.
            </p>
          </Alert>
        </div>
      ) : (
        <p className="narrow">Merci, le code est bon. Vous pouvez télécharger votre fichier.</p>
      )}
      {fault ? (
        <p className="fr-message fr-message--error" role="alert">
          {fault}
        </p>
      ) : null}
      <Button icon="fr-icon-download-line" onClick={download} busy={busy ? "Téléchargement…" : false}>
        Télécharger le fichier ({fileSize(file.size)})
      </Button>
      <p className="mention fr-mt-2w">Cette page se ferme d’elle-même à {hour(file.closesAt)}.</p>
    </>
  );
};
