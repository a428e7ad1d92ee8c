import type { Ref } from "react";
import { Alert } from "./alert.tsx";

interface ErrorSummaryProps {
  /** In the order of the fields; `fieldId` takes the focus. */
  errors: ReadonlyArray<{ fieldId: string; summary: string }>;
  ref?: Ref<HTMLDivElement>;
}

/** « Il y a 2 erreurs à corriger », each a link that puts the focus in its field. */
export const ErrorSummary = ({ errors, ref }: ErrorSummaryProps) => (
  <Alert
    ref={ref}
    severity="error"
    title={`Il y a ${errors.length} erreur${errors.length > 1 ? "s" : ""} à corriger`}
  >
    <ul className="fr-mb-0">
      {errors.map(({ fieldId, summary }) => (
        <li key={fieldId}>
          <a
            href={`#${fieldId}`}
            onClick={(event) => {
              event.preventDefault();
              const field = document.getElementById(fieldId);
              field?.scrollIntoView({ block: "center" });
              field?.focus({ preventScroll: true });
            }}
          >
            {summary}
          </a>
        </li>
      ))}
    </ul>
  </Alert>
);
