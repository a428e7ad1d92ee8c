import { useMutation } from "@tanstack/react-query";
import type { CaseFileView } from "../../../../shared/mediation/thread.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { fileLink } from "./case-queries.ts";
import { fileKind, fileState } from "./file-words.ts";

const iconOf = ({ type }: CaseFileView) =>
  type === "application/pdf"
    ? "fr-icon-file-pdf-line"
    : type.startsWith("image/")
      ? "fr-icon-image-line"
      : "fr-icon-file-text-line";

/** The files of a message: each opens, or says why it does not. */
export function EntryFiles({ files }: { files: readonly CaseFileView[] }) {
  if (files.length === 0) return null;
  return (
    <ul className="entry-files" aria-label="Pièces jointes">
      {files.map((file) => (
        <li key={file.id}>
          <EntryFile file={file} />
        </li>
      ))}
    </ul>
  );
}

/** Opening asks for a fresh right and a link of one minute, on the origin of files. */
function EntryFile({ file }: { file: CaseFileView }) {
  const { notify } = useNotices();
  const open = useMutation({
    mutationFn: () => fileLink(file.id),
    onSuccess: ({ url }) => {
      const link = Object.assign(document.createElement("a"), {
        href: url,
        target: "_blank",
        rel: "noopener noreferrer",
      });
      link.click();
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const state = fileState(file);
  const about = `${fileKind(file)} · ${fileSize(file.size)}`;
  if (state.can === "nothing") {
    return (
      <div className="entry-file entry-file--closed">
        <Icon name={iconOf(file)} tone="mention" />
        <span className="entry-file__words">
          <span className="ellipsis" title={file.name}>
            {file.name}
          </span>
          <span className={`small ${state.grave ? "tone-error" : "mention"}`}>{state.why}</span>
        </span>
      </div>
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
