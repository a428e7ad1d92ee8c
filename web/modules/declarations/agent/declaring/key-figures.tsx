import type { KeySheet } from "../../../../../shared/declarations/declaring.ts";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { bodyWords } from "./body-words.ts";
import { sheetAddress } from "./declaring-queries.ts";

/** Puts a text in the clipboard and says so with what it was. */
export const useCopy = () => {
  const { notify } = useNotices();
  return (text: string, said = text) =>
    navigator.clipboard.writeText(text).then(
      () => notify(`Copié\u00a0: ${said}`, 4_000),
      () => notify("Votre navigateur refuse la copie\u00a0: sélectionnez le chiffre à la main."),
    );
};

/** Figures ready for a portal: raw, each with its copy button (declarations.md §6.3). */
export function KeyFigures({ sheet, declarationId }: { sheet: KeySheet; declarationId: string }) {
  const copy = useCopy();
  return (
    <>
      <p className="mention">
        {bodyWords[sheet.body].the.replace(/^l/, "L")} ne reçoit rien par Guichet. Ouvrez leur portail et
        recopiez ces chiffres, puis notez le dépôt ici.
      </p>
      <dl className="telling-figures">
        {sheet.figures.map(({ key, label, value, copy: raw, whole, note }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>
              <span className="grow">
                <strong>{value}</strong>
                <span className="small mention second-line">
                  {whole === null ? "" : `${whole} en euros entiers`}
                  {whole !== null && note !== null && " · "}
                  {note}
                </span>
              </span>
              <button type="button" className="text-button" onClick={() => void copy(raw)}>
                Copier<span className="fr-sr-only"> {label}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <p className="row row--wrap">
        <a
          className={buttonClass({ look: "secondary", size: "sm" })}
          href={sheet.portal}
          target="_blank"
          rel="noopener noreferrer"
        >
          Ouvrir le portail {sheet.body}
          <span className="fr-sr-only"> (nouvelle fenêtre)</span>
        </a>
        <Button look="tertiary" size="sm" onClick={() => void copy(sheet.table, "le tableau entier")}>
          Tout copier
        </Button>
        {(["xlsx", "pdf"] as const).map((format) => (
          <a
            key={format}
            className={buttonClass({ look: "tertiary", size: "sm", icon: "fr-icon-download-line" })}
            href={sheetAddress(declarationId, sheet.body, format)}
            download
          >
            {format === "xlsx" ? "Excel" : "PDF"}
            <span className="fr-sr-only">, la fiche {sheet.body}</span>
          </a>
        ))}
      </p>
    </>
  );
}
