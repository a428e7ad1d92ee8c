import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import {
  FileType,
  fileTypes,
  type ShowFileView,
  type ShowView,
  showFileLimits,
} from "../../../../../shared/declarations/shows.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { Icon, type Tone } from "../../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { postToStore } from "../../../../ui/uploads.ts";
import { useUploads } from "../../../../ui/use-uploads.ts";
import { openTab } from "../open-tab.ts";
import { showQuery } from "../show-queries.ts";
import { addFiles, askFileUpload, changeFile, checkFileUpload, showFileLink } from "./declaring-queries.ts";
import "../../../../ui/file-list.css";

const scans: Readonly<
  Record<ShowFileView["scan"], { words: string; icon: `fr-icon-${string}`; tone: Tone }>
> = {
  pending: { words: "Analyse en cours", icon: "fr-icon-refresh-line", tone: "info" },
  clean: { words: "Sans virus", icon: "fr-icon-check-line", tone: "success" },
  threat: { words: "Dangereux, non envoyé", icon: "fr-icon-error-warning-fill", tone: "error" },
  unsupported: { words: "Analyse impossible", icon: "fr-icon-warning-line", tone: "warning" },
  failed: { words: "Analyse échouée", icon: "fr-icon-warning-line", tone: "warning" },
};
const goesTo: Readonly<Record<ShowFileView["type"], string>> = {
  ARTISTIC_CONTRACT: "pour SACEM et SACD",
  OTHER: "pour SACEM et SACD",
  PERFORMED_WORK_PROGRAM: "pour SACEM",
  REVENUE_STATEMENT: "pour SACEM",
};

/** Files that go with the declaration: those of the show, each with its type and its scan. */
export function FormFiles({ showId, disabled }: { showId: string; disabled: boolean }) {
  const query = useQuery(showQuery(showId));
  if (query.isError && !query.data)
    return <LoadFailed what="les pièces jointes" error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      {query.data && (
        <ul className="telling-files">
          {query.data.files.map((file) => (
            <OneFile key={file.id} file={file} disabled={disabled} />
          ))}
          {query.data.files.length === 0 && <li className="mention">Aucune pièce jointe.</li>}
        </ul>
      )}
      {!disabled && query.data && <NewFiles show={query.data} />}
    </>
  );
}

const keepShow = (client: ReturnType<typeof useQueryClient>, saved: ShowView) =>
  client.setQueryData(showQuery(saved.id).queryKey, saved);

function OneFile({ file, disabled }: { file: ShowFileView; disabled: boolean }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const changing = useMutation({
    mutationFn: changeFile,
    onSuccess: (saved, { detached }) => {
      keepShow(client, saved);
      if (detached)
        notify(
          <>
            {file.name} retiré.{" "}
            <button
              type="button"
              className="text-button"
              onClick={() => changing.mutate({ fileId: file.id, detached: false })}
            >
              Annuler
            </button>
          </>,
        );
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const opening = useMutation({
    mutationFn: () => showFileLink(file.id),
    onSuccess: ({ url }) => openTab(url),
    onError: (error) => notify(refusalWords(error)),
  });
  const scan = scans[file.scan];
  return (
    <li>
      <Icon name={file.mediaType === "application/pdf" ? "fr-icon-file-pdf-line" : "fr-icon-file-line"} />
      <span className="telling-files__name">
        {file.scan === "clean" ? (
          <button type="button" className="text-button break-anywhere" onClick={() => opening.mutate()}>
            <span className="fr-sr-only">Ouvrir </span>
            {file.name}
          </button>
        ) : (
          file.name
        )}
        <span className="small mention second-line">{fileSize(file.size)}</span>
      </span>
      <label className="telling-files__type">
        <span className="fr-sr-only">Type de {file.name}</span>
        <select
          className="fr-select"
          value={file.type}
          disabled={disabled}
          onChange={(event) =>
            changing.mutate({ fileId: file.id, type: FileType.parse(event.currentTarget.value) })
          }
        >
          {Object.entries(fileTypes).map(([code, words]) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <span className="small">
        <span className={`flag tone-${scan.tone}`}>
          <Icon name={scan.icon} size="xs" />
          {scan.words}
        </span>
        <span className="mention second-line">{goesTo[file.type]}</span>
      </span>
      {!disabled && (
        <button
          type="button"
          className="text-button"
          onClick={() => changing.mutate({ fileId: file.id, detached: true })}
        >
          Retirer<span className="fr-sr-only"> {file.name}</span>
        </button>
      )}
    </li>
  );
}

/** Files on their way; each becomes a file of the show as soon as it was checked. */
function NewFiles({ show }: { show: ShowView }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const picker = useRef<{ focus: () => void }>(null);
  const taken = useRef(new Set<string>());
  const { uploads, rows } = useUploads(() => ({
    ticket: (file) => askFileUpload(show.id, file),
    send: postToStore,
    check: (id) => checkFileUpload(show.id, id),
    allowance: {
      files: showFileLimits.files,
      fileBytes: showFileLimits.bytes,
      bytes: showFileLimits.files * showFileLimits.bytes,
      advice: "Retirez-en un, puis ajoutez celui-ci.",
    },
  }));
  const adding = useMutation({
    mutationFn: (tickets: readonly string[]) =>
      addFiles({ showId: show.id, files: tickets.map((ticketId) => ({ ticketId, type: "OTHER" as const })) }),
    onSuccess: (saved, tickets) => {
      keepShow(client, saved);
      for (const { key, state } of uploads.snapshot())
        if (state.at === "added" && tickets.includes(state.id)) uploads.remove(key);
    },
    onError: (error) => notify(refusalWords(error)),
  });
  useEffect(() => {
    const fresh = rows.flatMap(({ state }) =>
      state.at === "added" && !taken.current.has(state.id) ? [state.id] : [],
    );
    if (fresh.length === 0) return;
    for (const id of fresh) taken.current.add(id);
    adding.mutate(fresh);
  }, [rows, adding.mutate]);
  return (
    <div className="telling-new-files">
      <FileList uploads={uploads} rows={rows} focusAfterLast={() => picker.current?.focus()} />
      <FilePicker ref={picker} describedBy="pieces-limites" onFiles={(files) => uploads.add(files)}>
        Ajouter
      </FilePicker>
      <p id="pieces-limites" className="small mention">
        5&nbsp;Mo par fichier, {showFileLimits.files} fichiers. PDF, images, Word, Excel, PowerPoint,
        OpenDocument.
      </p>
    </div>
  );
}
