import { Link } from "@tanstack/react-router";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import type { HeldMail } from "./quarantine-page.tsx";
import { causeOf } from "./quarantine-words.ts";

/** What may be seen of a held mail: text only, no link, no image, files listed but not downloadable. */
export function QuarantinePreview({ row, space }: { row: HeldMail; space: AgentSpace }) {
  const cause = causeOf(row.cause);
  return (
    <div className="quarantine-preview">
      <p>
        <strong>{row.from ?? "Expéditeur illisible"}</strong>
        {row.claimedName && !cause.hidden && (
          <span className="small mention">
            Nom annoncé&nbsp;: «&nbsp;{row.claimedName}&nbsp;», non vérifié
          </span>
        )}
        <span className="small mention">Reçu {exactInstant(row.receivedAt)}</span>
      </p>
      <div className="banner banner--warning">
        <Icon name={cause.icon} tone="warning" />
        <p>
          <strong>{cause.label}.</strong> {cause.sentence}
          {row.caseId && row.caseNumber && (
            <>
              {" "}
              Dossier visé&nbsp;:{" "}
              <Link
                to="/espace/$organisation/mediation/dossiers/$caseId"
                params={{ organisation: space.organisation.slug, caseId: row.caseId }}
              >
                {row.caseNumber}
              </Link>
            </>
          )}
        </p>
      </div>
      {!cause.hidden && (
        <>
          <div className="quarantine-preview__mail">
            <p className="strong">{row.subject ?? "Sans objet"}</p>
            <p className="written">{row.text ?? "Ce courriel n’a pas de texte."}</p>
          </div>
          {row.attachments.length > 0 && (
            <ul className="quarantine-preview__files small mention">
              {row.attachments.map(({ name, size }) => (
                <li key={name}>
                  <Icon name="fr-icon-attachment-line" size="xs" /> {name}, {fileSize(size)}
                </li>
              ))}
            </ul>
          )}
          <p className="small mention">
            Aperçu en texte seul&nbsp;: images et liens désactivés, pièces non téléchargeables.
          </p>
        </>
      )}
    </div>
  );
}
