import { useRef } from "react";
import type { PublicForm } from "../../../../../shared/mediation/form-config.ts";
import { presenceOf } from "../../../../../shared/mediation/form-rules.ts";
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
  form: PublicForm;
  error: string | undefined;
  /** Someone files for another: the mandate may join. */
  forSomeone: boolean;
}

export const FilesStep = ({ uploads, rows, form, error, forSomeone }: FilesStepProps) => {
  const required = presenceOf(form, "files") === "required";
  const picker = useRef<{ focus: () => void }>(null);
  // Those sent with a question are shown there; they count here too.
  const own = rows.filter(({ about }) => about === undefined);
  const { count, bytes, underWay } = summary(rows);
  return (
    <>
      <p className="fr-mb-0">
        Ajoutez la décision ou la facture, et vos échanges avec le service
        {forSomeone ? ", ainsi que le mandat de la personne si vous l’avez" : ""}.{" "}
        {required
          ? "Ajoutez au moins un document : vous pourrez en envoyer d’autres plus tard."
          : "Cette étape est facultative : vous pourrez envoyer des documents plus tard."}
      </p>
      <div className="drop-zone">
        <FilePicker
          ref={picker}
          id="files"
          describedBy="files-messages"
          onFiles={(files) => uploads.add(files)}
        >
          Choisir des fichiers
        </FilePicker>
        <div className="fr-messages-group" id="files-messages" aria-live="polite">
          {error ? <p className="fr-message fr-message--error">{error}</p> : null}
        </div>
        <p className="drop-zone__mouse">ou déposez-les ici</p>
        <p className="mention">
          Photos, PDF, documents de bureau ou <Unbroken>e-mails</Unbroken>. {form.fileMegabytes} Mo par
          fichier, {limits.files} fichiers au plus.
        </p>
      </div>
      {own.length > 0 ? (
        <div>
          <div className="files-heading">
            <h2 className="fr-h6 fr-mb-0">Vos fichiers</h2>
            <p className="mention">
              {count} fichier{count > 1 ? "s" : ""} sur {limits.files} · {fileSize(bytes)} sur{" "}
              {limits.filesBytes / mega} Mo
            </p>
          </div>
          <FileList uploads={uploads} rows={own} focusAfterLast={() => picker.current?.focus()} />
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
