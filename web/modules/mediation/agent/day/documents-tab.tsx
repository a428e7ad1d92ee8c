import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import type { DocumentView } from "../../../../../shared/mediation/documents.ts";
import {
  type DocumentCategory,
  documentCategories,
  documentSources,
} from "../../../../../shared/mediation/enums.ts";
import { type FileVisibility, fileVisibilities } from "../../../../../shared/mediation/file-visibility.ts";
import { isShownInPage } from "../../../../../shared/mediation/open-file.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { messageFiles } from "../../../../../shared/mediation/uploads.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Modal } from "../../../../ui/agent/modal.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import { postToStore, summary } from "../../../../ui/uploads.ts";
import { useUploads } from "../../../../ui/use-uploads.ts";
import { askUpload, checkUpload } from "../case-queries.ts";
import { EntryFiles } from "../entry-files.tsx";
import { fileState } from "../file-words.ts";
import {
  addDocuments,
  changeDocument,
  jobFileLink,
  jobQuery,
  keepDay,
  removeDocument,
  showDocument,
  zipDocuments,
} from "./day-queries.ts";
import { FilePreview } from "./file-preview.tsx";
import { useDayAct } from "./use-day.ts";
import "./day.css";

const visibilities = Object.entries(fileVisibilities) as [FileVisibility, string][];
const categories = Object.entries(documentCategories) as [DocumentCategory, string][];

/** Documents: everything that came or was added, with who may read it. */
export function DocumentsTab({ found }: { found: CaseView }) {
  const [adding, setAdding] = useState<{ replaces?: DocumentView }>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const may = found.allowed.includes("case.document");
  const shown = found.documents.filter(({ hidden }) => !hidden);
  const hidden = found.documents.filter((document) => document.hidden);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const row = (document: DocumentView) => (
    <li key={document.id}>
      <DocumentRow
        document={document}
        found={found}
        chosen={chosen.has(document.id)}
        onChoose={() => toggle(document.id)}
        onNewVersion={() => setAdding({ replaces: document })}
      />
    </li>
  );
  return (
    <section className="day-tab" aria-labelledby="documents-title">
      <div className="day-tab__head">
        <h2 id="documents-title">Documents</h2>
        {may && (
          <Button size="sm" onClick={() => setAdding({})}>
            Ajouter des documents
          </Button>
        )}
      </div>
      {chosen.size > 0 && (
        <ZipBar caseId={found.id} chosen={[...chosen]} onClear={() => setChosen(new Set())} />
      )}
      {shown.length === 0 && <p className="empty-line">Aucun document sur ce dossier.</p>}
      <ul className="documents">{shown.map(row)}</ul>
      {hidden.length > 0 && (
        <details className="fold">
          <summary>
            {hidden.length === 1 ? "1\u00a0document masqué" : `${hidden.length}\u00a0documents masqués`}
          </summary>
          <ul className="documents">{hidden.map(row)}</ul>
        </details>
      )}
      {adding && <AddDialog found={found} {...adding} onClose={() => setAdding(undefined)} />}
    </section>
  );
}

function DocumentRow({
  document,
  found,
  chosen,
  onChoose,
  onNewVersion,
}: {
  document: DocumentView;
  found: CaseView;
  chosen: boolean;
  onChoose: () => void;
  onNewVersion: () => void;
}) {
  const id = useId();
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  const file = useDayAct(changeDocument, "Document rangé.");
  const show = useDayAct(showDocument, "Document remis dans la liste.");
  const earlier = found.documents.find((one) => one.id === (document.replaces ?? document.sameAs));
  const may = found.allowed.includes("case.document");
  const mayRemove = found.allowed.includes("case.remove_document");
  const about = <span className="fr-sr-only"> {document.name}</span>;
  return (
    <div className="document">
      <div className="fr-checkbox-group fr-checkbox-group--sm document__choice">
        <input type="checkbox" id={id} checked={chosen} onChange={onChoose} />
        <label className="fr-label" htmlFor={id}>
          <span className="fr-sr-only">Choisir {document.name}</span>
        </label>
      </div>
      <div className="document__file">
        <EntryFiles files={[document]} mayRisk={found.allowed.includes("case.write")} />
        <p className="document__facts small mention">
          <span>{documentSources[document.source]}</span>
          <span>
            <Icon name="fr-icon-eye-line" size="xs" /> {fileVisibilities[document.visibility]}
          </span>
          <span>{document.category ? documentCategories[document.category] : "À ranger"}</span>
          <span>
            <Moment at={document.addedAt} />
            {document.addedBy && `, ${document.addedBy}`}
          </span>
        </p>
        {document.replaces && earlier && (
          <p className="small">
            <Icon name="fr-icon-refresh-line" size="xs" /> Nouvelle version de «&nbsp;{earlier.name}&nbsp;»
          </p>
        )}
        {document.sameAs && earlier && (
          <p className="small tone-warning">
            <Icon name="fr-icon-information-line" size="xs" /> Même contenu que «&nbsp;{earlier.name}&nbsp;»
          </p>
        )}
      </div>
      <p className="document__acts">
        {fileState(document).can === "open" && isShownInPage(document) && (
          <button type="button" className="text-button small" onClick={() => setPreviewing(true)}>
            Aperçu{about}
          </button>
        )}
        {may && !document.category && !document.hidden && (
          <button
            type="button"
            className="text-button small"
            onClick={() => file.mutate({ fileId: document.id, category: "OTHER" })}
          >
            Ranger{about}
          </button>
        )}
        {may && (
          <button type="button" className="text-button small" onClick={() => setEditing(true)}>
            Modifier{about}
          </button>
        )}
        {may && !document.hidden && (
          <button type="button" className="text-button small" onClick={onNewVersion}>
            Nouvelle version{about}
          </button>
        )}
        {mayRemove &&
          (document.hidden ? (
            <button type="button" className="text-button small" onClick={() => show.mutate(document.id)}>
              Remettre{about}
            </button>
          ) : (
            <button type="button" className="text-button small" onClick={() => setRemoving(true)}>
              {document.entryId ? "Masquer" : "Supprimer"}
              {about}
            </button>
          ))}
      </p>
      {previewing && <FilePreview file={document} onClose={() => setPreviewing(false)} />}
      {editing && <EditDialog document={document} onClose={() => setEditing(false)} />}
      {removing && <RemoveDialog document={document} onClose={() => setRemoving(false)} />}
    </div>
  );
}

function EditDialog({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const [name, setName] = useState(document.name);
  const [visibility, setVisibility] = useState(document.visibility);
  const [category, setCategory] = useState<DocumentCategory | "">(document.category ?? "");
  return (
    <ConfirmDialog
      title="Modifier le document"
      confirm="Enregistrer"
      busy="Enregistrement…"
      act={() =>
        changeDocument({
          fileId: document.id,
          name,
          visibility,
          ...(category ? { category } : {}),
        })
      }
      onDone={(found) => {
        keepDay(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <Input label="Nom" value={name} onChange={setName} maxLength={200} />
      <WhoReads id={id} visibility={visibility} onChange={setVisibility} />
      <Category id={id} category={category} onChange={setCategory} />
    </ConfirmDialog>
  );
}

const WhoReads = ({
  id,
  visibility,
  onChange,
}: {
  id: string;
  visibility: FileVisibility;
  onChange: (visibility: FileVisibility) => void;
}) => (
  <Select
    id={`${id}-visibility`}
    label="Qui peut le lire"
    placeholder="Choisissez"
    options={visibilities}
    value={visibility}
    onChange={(value) => {
      const wanted = visibilities.find(([code]) => code === value);
      if (wanted) onChange(wanted[0]);
    }}
  />
);

const Category = ({
  id,
  category,
  onChange,
}: {
  id: string;
  category: DocumentCategory | "";
  onChange: (category: DocumentCategory) => void;
}) => (
  <Select
    id={`${id}-category`}
    label="Catégorie"
    placeholder="Choisissez une catégorie"
    options={categories}
    value={category}
    onChange={(value) => {
      const wanted = categories.find(([code]) => code === value);
      if (wanted) onChange(wanted[0]);
    }}
  />
);

function RemoveDialog({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const client = useQueryClient();
  const stays = document.entryId !== null;
  return (
    <ConfirmDialog
      title={stays ? "Masquer ce document ?" : "Supprimer ce document ?"}
      confirm={stays ? "Masquer le document" : "Supprimer le document"}
      busy="Un instant…"
      act={() => removeDocument(document.id)}
      onDone={(found) => {
        keepDay(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        {stays
          ? "Il quitte cette liste et reste avec le message qui le porte."
          : `«\u00a0${document.name}\u00a0» quitte le dossier.`}
      </p>
    </ConfirmDialog>
  );
}

function AddDialog({
  found,
  replaces,
  onClose,
}: {
  found: CaseView;
  replaces?: DocumentView;
  onClose: () => void;
}) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const [visibility, setVisibility] = useState<FileVisibility>(replaces?.visibility ?? "INTERNAL");
  const [category, setCategory] = useState<DocumentCategory | "">(replaces?.category ?? "");
  const { uploads, rows } = useUploads(() => ({
    ticket: ({ name, size }) => askUpload(found.id, name, size),
    send: postToStore,
    check: (uploadId) => checkUpload(found.id, uploadId),
    allowance: messageFiles,
  }));
  const picker = useRef<{ focus: () => void }>(null);
  const ready = rows.flatMap(({ state }) => (state.at === "added" ? [state.id] : []));
  const going = summary(rows).underWay > 0;
  const add = useMutation({
    mutationFn: () =>
      addDocuments({
        caseId: found.id,
        files: ready,
        visibility,
        category: category || null,
        ...(replaces ? { replaces: replaces.id } : {}),
      }),
    onSuccess: (answer) => {
      keepDay(client, answer);
      notify(ready.length === 1 ? "Document ajouté." : `${ready.length}\u00a0documents ajoutés.`);
      onClose();
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <Modal
      title={replaces ? `Nouvelle version de «\u00a0${replaces.name}\u00a0»` : "Ajouter des documents"}
      onClose={onClose}
      footer={
        <>
          <Button
            busy={(add.isPending && "Ajout…") || (going && "Envoi des fichiers…")}
            onClick={() => (ready.length > 0 ? add.mutate() : notify("Choisissez d’abord un fichier."))}
          >
            {ready.length > 1 ? `Ajouter ${ready.length}\u00a0documents` : "Ajouter le document"}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <FilePicker ref={picker} onFiles={(files) => uploads.add(files)}>
        {replaces ? "Choisir le fichier" : "Choisir des fichiers"}
      </FilePicker>
      <FileList uploads={uploads} rows={rows} focusAfterLast={() => picker.current?.focus()} />
      <WhoReads id={id} visibility={visibility} onChange={setVisibility} />
      <Category id={id} category={category} onChange={setCategory} />
    </Modal>
  );
}

/** Several documents as one file: asked for, followed, then downloaded. */
function ZipBar({ caseId, chosen, onClear }: { caseId: string; chosen: string[]; onClear: () => void }) {
  const { notify } = useNotices();
  const [jobId, setJobId] = useState<string>();
  const job = useQuery({ ...jobQuery(jobId ?? ""), enabled: jobId !== undefined }).data;
  const ask = useMutation({
    mutationFn: () => zipDocuments({ caseId, files: chosen }),
    onSuccess: (asked) => setJobId(asked.jobId),
    onError: (error) => notify(refusalWords(error)),
  });
  const state = job?.state;
  useEffect(() => {
    if (!jobId || state !== "done") return;
    setJobId(undefined);
    void jobFileLink(jobId).then(({ url }) => {
      Object.assign(document.createElement("a"), { href: url, rel: "noopener noreferrer" }).click();
    });
  }, [jobId, state]);
  const busy = ask.isPending || (jobId !== undefined && state !== "failed");
  return (
    <div className="documents__bar">
      <span>
        {chosen.length === 1 ? "1\u00a0document choisi" : `${chosen.length}\u00a0documents choisis`}
      </span>
      {chosen.length > 1 && (
        <Button size="sm" look="secondary" busy={busy && "Préparation…"} onClick={() => ask.mutate()}>
          Télécharger en un fichier ZIP
        </Button>
      )}
      <button type="button" className="text-button small" onClick={onClear}>
        Tout désélectionner
      </button>
      {state === "failed" && <span className="tone-error">{job?.error ?? "La préparation a échoué."}</span>}
    </div>
  );
}
