import type { HeldRow } from "../../../../shared/mediation/quarantine.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { causeOf, expiryWords } from "./quarantine-words.ts";

/** When a held mail goes by itself: `le 15 avr.`, or `dans 3 j` under five days. */
export function ExpiryDay({ at }: { at: string }) {
  const { words, soon } = expiryWords(at, { now: useNow() });
  return (
    <time dateTime={at} title={exactInstant(at)} className={soon ? "flag tone-warning" : ""}>
      {soon && <Icon name="fr-icon-time-fill" size="xs" />}
      {words}
    </time>
  );
}

/** One held mail: the address is the identity. Choosing it shows its preview. */
export function QuarantineRow({
  row,
  chosen,
  settled,
  onChoose,
}: {
  row: HeldRow;
  chosen: boolean;
  /** What was just decided: the row is greyed for a moment, then goes. */
  settled: string | undefined;
  onChoose: () => void;
}) {
  const cause = causeOf(row.cause);
  return (
    <button
      type="button"
      data-row=""
      className={`quarantine-row ${settled ? "quarantine-row--settled" : ""}`}
      aria-current={chosen ? "true" : undefined}
      onClick={onChoose}
      onFocus={onChoose}
    >
      <span className="quarantine-row__when">
        <Moment at={row.receivedAt} as="thread" />
      </span>
      <span className="quarantine-row__who">
        <span className="ellipsis strong">
          {cause.hidden && row.from ? `@${row.from}` : (row.from ?? "Expéditeur illisible")}
        </span>
        <span className="small mention ellipsis">
          {cause.hidden ? "Contenu masqué" : (row.subject ?? "Sans objet")}
          {row.files > 0 && (
            <>
              {" "}
              <Icon name="fr-icon-attachment-line" size="xs" />
              <span className="fr-sr-only">
                , avec {row.files === 1 ? "1 pièce jointe" : `${row.files} pièces jointes`}
              </span>
            </>
          )}
        </span>
      </span>
      <span className="quarantine-row__why">
        {settled ? (
          <span className="flag">
            <Icon name="fr-icon-check-line" />
            {settled}
          </span>
        ) : (
          <>
            <span className={`flag ${cause.grave ? "tone-error" : ""}`}>
              <Icon name={cause.icon} />
              {cause.label}
            </span>
            <span className="small mention">
              {cause.sentence}
              {row.caseNumber && ` ${row.caseNumber}`}
            </span>
          </>
        )}
      </span>
      <span className="quarantine-row__expiry">
        <span className="quarantine-row__card-label">S’efface </span>
        <ExpiryDay at={row.expiresAt} />
      </span>
    </button>
  );
}
