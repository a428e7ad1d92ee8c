import type { AuditLine, AuditPage } from "../../../../shared/access/audit.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { clockTime, dayHeading, dayOf, exactInstant } from "../../../ui/agent/relative-dates.ts";
import "./audit-log.css";

const icons: Record<AuditLine["kind"], `fr-icon-${string}`> = {
  change: "fr-icon-edit-line",
  reading: "fr-icon-eye-line",
  message: "fr-icon-mail-line",
  access: "fr-icon-lock-line",
};

/** Lines of one day, in the zone of the organisation. */
const byDay = (lines: readonly AuditLine[], timeZone: string) => {
  const days = new Map<string, AuditLine[]>();
  for (const line of lines) {
    const day = dayOf(new Date(line.at), timeZone);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days];
};

/** Who did what, newest first, by day; before and after where something changed (agent screens, §8). */
export function AuditLog({
  lines,
  timeZone,
  me,
  about,
}: {
  lines: readonly AuditLine[];
  timeZone: AuditPage["timeZone"];
  /** The reader's own id: their lines say so. */
  me: string;
  /** Whether each line says what it was about: not where all are about the same. */
  about: boolean;
}) {
  const now = useNow();
  return byDay(lines, timeZone).map(([day, those]) => (
    <section key={day} className="audit-day">
      <h2>{dayHeading(day, { now, timeZone })}</h2>
      <ul className="audit-log">
        {those.map((line) => (
          <li key={line.id}>
            <time dateTime={line.at} title={exactInstant(line.at, timeZone)} className="mention figures">
              {clockTime(new Date(line.at), timeZone)}
            </time>
            <Icon name={icons[line.kind]} tone="mention" />
            <div>
              <p>
                <strong>{line.who}</strong>
                {line.userId === me && <span className="mention"> (vous)</span>} {line.what}
                {about && line.about && <span className="mention"> · {line.about}</span>}
              </p>
              {line.changes.length > 0 && <Changes changes={line.changes} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Changes({ changes }: { changes: AuditLine["changes"] }) {
  return (
    <ul className="audit-changes small">
      {changes.map(({ label, before, after }) => (
        <li key={label}>
          {label}&nbsp;:{" "}
          {before !== null && (
            <>
              <span className="fr-sr-only">avant, </span>
              <del>{before}</del>{" "}
              <span aria-hidden="true" className="mention">
                →
              </span>{" "}
            </>
          )}
          <span className="fr-sr-only">maintenant, </span>
          {after === null ? <span>rien</span> : <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  );
}
