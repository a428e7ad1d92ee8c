import { useRef } from "react";
import { limits } from "../../../../../shared/mediation/limits.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import { summary, type Upload, type Uploads } from "../../../../ui/uploads.ts";

const mega = 1024 * 1024;

interface FilesStepProps {
  uploads: Uploads;
  rows: readonly Upload[];
  /** Someone files for another: the mandate may join. */
  forSomeone: boolean;
}

export const FilesStep = ({ uploads, rows, forSomeone }: FilesStepProps) => {
  const picker = useRef<{ focus: () => void }>(null);
  const { count, bytes, underWay } = summary(rows);
  return (
    <>
      <p className="fr-mb-0">
        Ajoutez la décision ou la facture, et vos échanges avec le service
        {forSomeone ? ", ainsi que le mandat de la personne si vous l’avez" : ""}. Cette étape est
        facultative : vous pourrez envoyer des documents plus tard.
      </p>
      <div className="drop-zone">
        <FilePicker ref={picker} onFiles={uploads.add}>
          Choisir des fichiers
        </FilePicker>
        <p className="drop-zone__mouse">ou déposez-les ici</p>
        <p className="mention">
          Photos, PDF, documents de bureau ou <Unbroken>e-mails</Unbroken>. {limits.fileBytes / mega} Mo par
          fichier, {limits.files} fichiers au plus.
        </p>
      </div>
      {rows.length > 0 ? (
        <div>
          <div className="files-heading">
            <h2 className="fr-h6 fr-mb-0">Vos fichiers</h2>
            <p className="mention">
              {count} fichier{count > 1 ? "s" : ""} sur {limits.files} · {fileSize(bytes)} sur{" "}
              {limits.filesBytes / mega} Mo
            </p>
          </div>
          <FileList uploads={uploads} rows={rows} focusAfterLast={() => picker.current?.focus()} />
        </div>
      ) : null}
      {underWay > 0 ? (
        <p className="mention">
          Vous pouvez continuer sans attendre : l’envoi {underWay > 1 ? "des fichiers" : "du fichier"} se
          poursuit.
        </p>
      ) : null}
    </>
  );
};
