import { useState } from "react";
import type { CaseFileView } from "../../../../shared/mediation/thread.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { fileLink } from "./case-queries.ts";
import { fileKind, fileState } from "./file-words.ts";
import { download, useDownload } from "./use-download.ts";

const iconOf = ({ type }: CaseFileView) =>
  type === "application/pdf"
    ? "fr-icon-file-pdf-line"
    : type.startsWith("image/")
      ? "fr-icon-image-line"
      : "fr-icon-file-text-line";

/** The files of a message: each opens, or says why it does not. `mayRisk` for whoever writes on the case. */
export function EntryFiles({ files, mayRisk }: { files: readonly CaseFileView[]; mayRisk: boolean }) {
  if (files.length === 0) return null;
  return (
    <ul className="entry-files" aria-label="Pièces jointes">
      {files.map((file) => (
        <li key={file.id}>
          <EntryFile file={file} mayRisk={mayRisk} />
        </li>
      ))}
    </ul>
  );
}

/** Opening asks for a fresh right and a link of one minute, on the origin of files. */
function EntryFile({ file, mayRisk }: { file: CaseFileView; mayRisk: boolean }) {
  const [asking, setAsking] = useState(false);
  const open = useDownload(file.id);
  const state = fileState(file);
  const about = `${fileKind(file)} · ${fileSize(file.size)}`;
  if (state.can === "nothing" || (state.can === "risk" && !mayRisk)) {
    const grave = state.can === "nothing" && state.grave;
    return (
      <div className="entry-file entry-file--closed">
        <Icon name={iconOf(file)} tone="mention" />
        <span className="entry-file__words">
          <span className="ellipsis" title={file.name}>
            {file.name}
          </span>
          <span className={`small ${grave ? "tone-error" : "mention"}`}>{state.why}</span>
        </span>
      </div>
    );
  }
  if (state.can === "risk") {
    return (
      <>
        <button type="button" className="entry-file" onClick={() => setAsking(true)}>
          <Icon name="fr-icon-alert-line" tone="warning" />
          <span className="entry-file__words">
            <span className="ellipsis" title={file.name}>
              {file.name}
            </span>
            <span className="small tone-warning">{state.why}</span>
          </span>
        </button>
        {asking && (
          <ConfirmDialog
            title="Télécharger un fichier non analysé ?"
            confirm="Télécharger quand même"
            busy="Téléchargement…"
            act={() => fileLink(file.id, true)}
            onDone={(link) => {
              download(link);
              setAsking(false);
            }}
            onClose={() => setAsking(false)}
          >
            <p>
              L’antivirus n’a pas pu regarder dans <strong>{file.name}</strong>, par exemple parce qu’un mot
              de passe le protège. Ouvrez-le seulement si vous savez qui l’a envoyé et pourquoi.
            </p>
            <p>Votre téléchargement est noté dans l’historique du dossier.</p>
          </ConfirmDialog>
        )}
      </>
    );
  }
  return (
    <button type="button" className="entry-file" aria-busy={open.isPending} onClick={() => open.mutate()}>
      <Icon name={iconOf(file)} />
      <span className="entry-file__words">
        <span className="ellipsis" title={file.name}>
          {file.name}
        </span>
        <span className="small mention">{open.isPending ? "Ouverture…" : about}</span>
      </span>
    </button>
  );
}
