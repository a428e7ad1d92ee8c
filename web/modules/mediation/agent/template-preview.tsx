import {
  exampleValues,
  fillTemplate,
  unknownVariables,
} from "../../../../shared/mediation/template-variables.ts";

/** What somebody would read, with an invented case; a variable that does not exist stays as it was typed. */
export function TemplatePreview({ subject, body }: { subject: string; body: string }) {
  const unknown = [...unknownVariables(subject), ...unknownVariables(body)].filter(Boolean);
  return (
    <figure className="template-preview">
      <figcaption className="mention small">Aperçu avec un dossier inventé</figcaption>
      <p className="strong">
        [Dossier {exampleValues["case.number"]}] {fillTemplate(subject, exampleValues).text}
      </p>
      <p className="settings-lines">{fillTemplate(body, exampleValues).text}</p>
      {unknown.length > 0 && (
        <p className="mention small">Variables inconnues&nbsp;: {[...new Set(unknown)].join(", ")}</p>
      )}
    </figure>
  );
}
