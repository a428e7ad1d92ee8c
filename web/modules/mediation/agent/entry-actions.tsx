import type { ReactNode } from "react";
import type { DocumentView } from "../../../../shared/mediation/documents.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useComposing } from "./composing.tsx";
import { changeDocument } from "./day/day-queries.ts";
import { useDayAct } from "./day/use-day.ts";
import { recipientsFor } from "./message-sides.ts";

/** What can be begun from one message: an answer to its author, a note that quotes it, its files among the documents. */
export function EntryActions({ entry, found, who }: { entry: CaseEntryView; found: CaseView; who: string }) {
  const { open } = useComposing();
  const mayAnswer =
    entry.kind === "message" &&
    found.allowed.includes("case.write") &&
    recipientsFor(found.participants, entry) !== undefined;
  const mayNote = found.allowed.includes("case.note");
  const toFile = found.allowed.includes("case.document") ? unfiled(entry, found) : [];
  if (!mayAnswer && !mayNote && toFile.length === 0) return null;
  const about = <span className="fr-sr-only"> ({who})</span>;
  return (
    <>
      {mayAnswer && (
        <button type="button" className="text-button small" onClick={() => open("message", entry)}>
          <Icon name="fr-icon-reply-line" size="xs" />{" "}
          {entry.direction === "OUT" ? "Écrire à nouveau" : "Répondre"}
          {about}
        </button>
      )}
      {mayNote && (
        <button type="button" className="text-button small" onClick={() => open("note", entry)}>
          <Icon name="fr-icon-draft-line" size="xs" /> Créer une note{about}
        </button>
      )}
      {toFile.length > 0 && <FileAway files={toFile}>{about}</FileAway>}
    </>
  );
}

/** Files of a message that nobody filed yet. */
const unfiled = ({ files }: CaseEntryView, { documents }: CaseView): DocumentView[] =>
  documents.filter(
    ({ id, category, hidden, decision }) =>
      category === null &&
      !hidden &&
      decision === "kept" &&
      files.some((file) => file.id === id && !file.inline),
  );

/** Files them among the documents in one click; their kind can be said more closely there. */
function FileAway({ files, children }: { files: readonly DocumentView[]; children: ReactNode }) {
  const [first, ...others] = files;
  const file = useDayAct(
    async (one: DocumentView) => {
      for (const { id } of others) await changeDocument({ fileId: id, category: "OTHER" });
      return changeDocument({ fileId: one.id, category: "OTHER" });
    },
    others.length > 0 ? "Pièces rangées dans les documents." : "Pièce rangée dans les documents.",
  );
  if (!first) return null;
  return (
    <button
      type="button"
      className="text-button small"
      aria-busy={file.isPending}
      onClick={() => file.isPending || file.mutate(first)}
    >
      <Icon name="fr-icon-folder-2-line" size="xs" /> Ranger dans les documents{children}
    </button>
  );
}
