import { Fragment, useId, useRef, useState } from "react";
import {
  amountWords,
  countWords,
  eurosWords,
  rateWords,
} from "../../../../shared/declarations/amount-words.ts";
import { audiences, providers } from "../../../../shared/declarations/enums.ts";
import type { LineView, PerformanceView, ShowView } from "../../../../shared/declarations/shows.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { clockTime, dayOf, exactInstant, shortWeekday } from "../../../ui/agent/relative-dates.ts";
import { CorrectForm } from "./correct-form.tsx";
import { linesWords } from "./line-words.ts";
import { PerformanceDialog } from "./performance-dialog.tsx";
import { PerformanceNews } from "./performance-news.tsx";
import { useFigures } from "./use-figures.tsx";

/** A figure that was corrected stands out, with the source's struck under it. */
function Figure({
  value,
  source,
  words,
  label,
}: {
  value: number;
  source: number;
  words: (value: number) => string;
  label: string;
}) {
  return (
    <>
      <span className="card-label">{label}</span>{" "}
      {value === source ? (
        words(value)
      ) : (
        <span className="corrected">
          <mark>{words(value)}</mark>
          <span className="corrected__was">
            <span className="fr-sr-only">au lieu de </span>
            <s>{words(source)}</s>
          </span>
        </span>
      )}
    </>
  );
}

/** « Propre à cette séance : jauge, public » */
const ownWords = ({ own, place }: PerformanceView): string | undefined => {
  const names = [
    own.placeId !== null && (place?.name ?? "lieu"),
    own.capacity !== null && "jauge",
    own.audience !== null && "public",
    own.vat !== null && "TVA",
  ].filter(Boolean);
  return names.length > 0 ? `Propre à cette séance\u00a0: ${names.join(", ")}` : undefined;
};

/** A performance: its figures, where they come from, its tariffs folded or not, and the form that corrects them in place. */
export function PerformanceRows({
  performance,
  show,
  open: openAtFirst,
  onChanged,
}: {
  performance: PerformanceView;
  show: ShowView;
  open: boolean;
  onChanged: () => void;
}) {
  const [open, setOpen] = useState(openAtFirst);
  const [correcting, setCorrecting] = useState(false);
  const [owning, setOwning] = useState(false);
  const lines = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  // The form goes away with what had the focus.
  const leaveForm = () => {
    setCorrecting(false);
    toggle.current?.focus();
  };
  const now = useNow();
  const { timeZone, source } = performance;
  const at = new Date(performance.startAt);
  const day = shortWeekday(dayOf(at, timeZone), { now, timeZone });
  const hour = clockTime(at, timeZone);
  const entries = performance.paid + performance.free;
  const mayCorrect = show.allowed.includes("figure.correct");
  return (
    <tbody className={`performance ${open ? "performance--open" : ""}`} data-performance={performance.id}>
      <tr className="performance__head">
        <th scope="row">
          <button
            ref={toggle}
            type="button"
            className="performance__toggle"
            aria-expanded={open}
            aria-controls={lines}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "fr-icon-arrow-down-s-line" : "fr-icon-arrow-right-s-line"} />
            <span>
              <time dateTime={performance.startAt} title={exactInstant(performance.startAt, timeZone)}>
                {day} <span className="performance__hour">{hour}</span>
              </time>
              <span className="small mention second-line">
                {audiences[performance.audience]} ·{" "}
                {performance.capacity === null
                  ? `${countWords(entries)} entrées`
                  : `${countWords(entries)} sur ${countWords(performance.capacity)}`}
              </span>
              {performance.startAt !== source.startAt && (
                <span className="small mention second-line">
                  au lieu de <s>{exactInstant(source.startAt, timeZone)}</s>
                </span>
              )}
              {ownWords(performance) && (
                <span className="small performance__own second-line">{ownWords(performance)}</span>
              )}
            </span>
          </button>
        </th>
        <td className="figures__count">
          <Figure value={performance.paid} source={source.paid} words={countWords} label="Payantes" />
        </td>
        <td className="figures__count">
          <Figure value={performance.free} source={source.free} words={countWords} label="Gratuites" />
        </td>
        <td className="figures__amount">
          <Figure value={performance.gross} source={source.gross} words={amountWords} label="Recette TTC" />
        </td>
        <td className="figures__amount">
          <Figure value={performance.net} source={source.net} words={amountWords} label="Recette HT" />
        </td>
        <td className="figures__source small">
          <Origin performance={performance} show={show} />
          {mayCorrect && !correcting && (
            <button type="button" className="text-button" onClick={() => setCorrecting(true)}>
              Corriger<span className="fr-sr-only"> la séance du {day}</span>
            </button>
          )}
          {show.allowed.includes("show.edit") && (
            <button type="button" className="text-button" onClick={() => setOwning(true)}>
              Lieu, jauge…<span className="fr-sr-only"> de la séance du {day}</span>
            </button>
          )}
          {owning && (
            <PerformanceDialog
              performance={performance}
              show={show}
              day={`${day} ${hour}`}
              onClose={() => {
                setOwning(false);
                onChanged();
              }}
            />
          )}
        </td>
      </tr>
      <PerformanceNews performance={performance} show={show} />
      {correcting && (
        <tr className="performance__wide">
          <td colSpan={6}>
            <CorrectForm
              performance={performance}
              day={`${day} ${hour}`}
              onClose={leaveForm}
              onSaved={() => {
                leaveForm();
                onChanged();
              }}
            />
          </td>
        </tr>
      )}
      <LineRows id={lines} performance={performance} open={open} />
    </tbody>
  );
}

/** « Billetweb, 3 h 12 », « Saisi dans Guichet », « Corrigé par vous »: in words, always. */
function Origin({ performance, show }: { performance: PerformanceView; show: ShowView }) {
  const { restore } = useFigures(show);
  const { corrections, source } = performance;
  const [latest] = corrections.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const name = providers[show.source.provider];
  return (
    <>
      {performance.aside > 0 && (
        <span className="flag tone-warning">
          <Icon name="fr-icon-question-line" size="xs" />
          {performance.aside === 1 ? "1\u00a0vente à décider" : `${performance.aside}\u00a0ventes à décider`}
        </span>
      )}
      {latest ? (
        <>
          <span className="flag">
            <Icon name="fr-icon-edit-line" size="xs" />
            <span className="flag__words">
              Corrigé par {latest.mine ? "vous" : (latest.by ?? "un ancien membre")}
            </span>
          </span>
          {show.allowed.includes("figure.correct") && (
            <button
              type="button"
              className="text-button"
              onClick={() => restore.mutate({ id: performance.id, version: performance.version })}
            >
              Rétablir {name}
            </button>
          )}
        </>
      ) : (
        <span className="mention" title={exactInstant(source.checkedAt, performance.timeZone)}>
          {show.ownShow ? name : `${name}, ${clockTime(new Date(source.checkedAt), performance.timeZone)}`}
        </span>
      )}
    </>
  );
}

function LineRows({ id, performance, open }: { id: string; performance: PerformanceView; open: boolean }) {
  const { lines, vat } = performance;
  if (!open)
    return (
      <tr className="performance__lines" id={id}>
        <td colSpan={6} className="small mention performance__folded">
          {lines.length > 0 ? linesWords(lines, vat) : `Sans détail des tarifs · ${taxWords(vat)}`}
        </td>
      </tr>
    );
  return (
    <Fragment>
      {lines.length === 0 && (
        <tr className="performance__lines" id={id}>
          <td colSpan={6} className="small mention performance__folded">
            Sans détail des tarifs · {taxWords(vat)}
          </td>
        </tr>
      )}
      {lines.map((line, index) => (
        <LineRow
          key={`${line.categoryId} ${line.vat} ${line.channel} ${line.kind}`}
          id={index === 0 ? id : undefined}
          line={line}
          was={sourceLine(performance, line)}
        />
      ))}
    </Fragment>
  );
}

const sourceLine = ({ source }: PerformanceView, line: LineView): LineView =>
  source.lines.find(
    ({ categoryId, vat, channel, kind }) =>
      categoryId === line.categoryId && vat === line.vat && channel === line.channel && kind === line.kind,
  ) ?? line;

const taxWords = (vat: number | null) => (vat === null ? rateWords(vat) : `TVA ${rateWords(vat)}`);
const dash = (words: (value: number) => string) => (value: number) => (value === 0 ? "–" : words(value));

function LineRow({ id, line, was }: { id: string | undefined; line: LineView; was: LineView }) {
  const notes = [
    line.kind === "adjustment" ? "hors des totaux" : taxWords(line.vat),
    line.unusualVat && "taux inhabituel",
    line.channel === "external" && "Revendeur",
  ].filter(Boolean);
  return (
    <tr className="performance__lines small" id={id}>
      <th scope="row">
        {line.category}{" "}
        <span className="mention">
          {line.unitPrice === null
            ? ""
            : line.unitPrice === 0
              ? "gratuit"
              : `à ${eurosWords(line.unitPrice)}`}
        </span>
      </th>
      <td className="figures__count">
        <Figure value={line.paid} source={was.paid} words={dash(countWords)} label="Payantes" />
      </td>
      <td className="figures__count">
        <Figure value={line.free} source={was.free} words={dash(countWords)} label="Gratuites" />
      </td>
      <td className="figures__amount">
        <Figure value={line.gross} source={was.gross} words={dash(amountWords)} label="TTC" />
      </td>
      <td className="figures__amount">
        <span className="card-label">HT</span> {dash(amountWords)(line.net)}
      </td>
      <td className={line.unusualVat ? "tone-warning" : "mention"}>{notes.join(", ")}</td>
    </tr>
  );
}
