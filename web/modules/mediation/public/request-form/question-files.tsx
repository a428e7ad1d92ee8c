import { type ReactNode, useId, useRef } from "react";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import type { Upload, Uploads } from "../../../../ui/uploads.ts";

interface QuestionFilesProps {
  question: { id: string; help?: string | undefined };
  words: ReactNode;
  uploads: Uploads;
  rows: readonly Upload[];
  field: { id: string; error: string | undefined };
}

/** The files one question asks for; they count among those of the request. */
export const QuestionFiles = ({ question, words, uploads, rows, field }: QuestionFilesProps) => {
  const picker = useRef<{ focus: () => void }>(null);
  const id = useId();
  const own = rows.filter(({ about }) => about === question.id);
  return (
    <div className={field.error ? "fr-input-group fr-input-group--error" : "fr-input-group"}>
      <p className="fr-label" id={`${id}-words`}>
        {words}
        {question.help ? <span className="fr-hint-text">{question.help}</span> : null}
      </p>
      <FilePicker
        ref={picker}
        id={field.id}
        describedBy={`${id}-words ${id}-messages`}
        withoutDrop
        onFiles={(files) => uploads.add(files, question.id)}
      >
        Choisir un fichier
      </FilePicker>
      <div className="fr-messages-group" id={`${id}-messages`} aria-live="polite">
        {field.error ? <p className="fr-message fr-message--error">{field.error}</p> : null}
      </div>
      {own.length > 0 ? (
        <FileList uploads={uploads} rows={own} focusAfterLast={() => picker.current?.focus()} />
      ) : null}
    </div>
  );
};
