import { Icon } from "../../../ui/agent/icon.tsx";

/** What is wrong with a message, at the place where it is mended. */
export interface Faults {
  recipients?: string;
  subject?: string;
  text?: string;
  files?: string;
  /** What belongs to no field. */
  form?: string;
}

/** The field a refusal of the API is about. */
export const faultField = (path: string): keyof Faults => {
  const [first] = path.split(".");
  if (first === "caseFiles") return "files";
  return first === "recipients" || first === "subject" || first === "text" || first === "files"
    ? first
    : "form";
};

/** An error under its field, or nothing. */
export function FieldFault({ id, words }: { id: string; words: string | undefined }) {
  return (
    <div role="alert">
      {words && (
        <p id={id} className="composer__fault">
          <Icon name="fr-icon-error-warning-fill" tone="error" /> {words}
        </p>
      )}
    </div>
  );
}
