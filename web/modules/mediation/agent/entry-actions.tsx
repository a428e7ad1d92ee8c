import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useComposing } from "./composing.tsx";
import { recipientsFor } from "./message-sides.ts";

/** What can be begun from one message: an answer to its author, a note that quotes it. */
export function EntryActions({ entry, found, who }: { entry: CaseEntryView; found: CaseView; who: string }) {
  const { open } = useComposing();
  const mayAnswer =
    entry.kind === "message" &&
    found.allowed.includes("case.write") &&
    recipientsFor(found.participants, entry) !== undefined;
  const mayNote = found.allowed.includes("case.note");
  if (!mayAnswer && !mayNote) return null;
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
    </>
  );
}
