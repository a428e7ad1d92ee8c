import type { ReportFigures, ReportView } from "../../../../shared/mediation/annual-report.ts";
import { dayWords, numberWords } from "../../../../shared/mediation/figure-tables.ts";
import { reportChanges } from "../../../../shared/mediation/report-content.ts";
import type { Organisation } from "../../access/agent/session.ts";
import { CaseLink } from "./case-link.tsx";
import { FigureTable } from "./statistics-block.tsx";

const causes = {
  registered: ["dossier de l’année enregistré depuis", "dossiers de l’année enregistrés depuis"],
  deleted: ["dossier mis à la corbeille", "dossiers mis à la corbeille"],
  merged: ["dossier fusionné avec un autre", "dossiers fusionnés avec d’autres"],
  changed: ["dossier modifié", "dossiers modifiés"],
} as const;

/** What counting a frozen year again would change, and why; nothing when it would change nothing. */
export function ReportSince({
  organisation,
  figures,
  since,
}: {
  organisation: Organisation;
  figures: ReportFigures;
  since: NonNullable<ReportView["since"]>;
}) {
  const changes = reportChanges(figures, since.figures);
  if (changes.length === 0) return null;
  const why = Object.entries(causes).flatMap(([cause, [one, several]]) => {
    const count = since.causes[cause] ?? 0;
    return count === 0 ? [] : [`${numberWords(count)} ${count === 1 ? one : several}`];
  });
  return (
    <details className="report__since">
      <summary>
        Recompter aujourd’hui donnerait d’autres chiffres ({numberWords(changes.length)} différents). Le
        rapport figé ne change pas.
      </summary>
      <p>
        Depuis qu’il a été figé&nbsp;: {why.length > 0 ? why.join(", ") : "des dossiers ont été corrigés"}.
      </p>
      {since.late.length > 0 && (
        <ul>
          {since.late.map(({ id, number, receivedAt, registeredAt }) => (
            <li key={id}>
              <CaseLink organisation={organisation} id={id}>
                {number}
              </CaseLink>
              , reçu le {dayWords(receivedAt.slice(0, 10))}, enregistré le{" "}
              {dayWords(registeredAt.slice(0, 10))}
            </li>
          ))}
        </ul>
      )}
      <FigureTable title="Chiffres figés et chiffres d’aujourd’hui" head={["Chiffre", "Figé", "Aujourd’hui"]}>
        {changes.map(({ label, frozen, now }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{numberWords(frozen)}</td>
            <td>{numberWords(now)}</td>
          </tr>
        ))}
      </FigureTable>
    </details>
  );
}
