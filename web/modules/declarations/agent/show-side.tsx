import { Fragment, useState } from "react";
import { countWords, eurosWords, rateWords } from "../../../../shared/declarations/amount-words.ts";
import { bodies as bodyNames, providers } from "../../../../shared/declarations/enums.ts";
import { expenseKinds } from "../../../../shared/declarations/show.ts";
import type { PerformanceView, ShowView } from "../../../../shared/declarations/shows.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { dayOf, exactInstant, shortWeekday } from "../../../ui/agent/relative-dates.ts";
import { BodyStateMark, DueLine } from "./body-mark.tsx";
import { ExpensesDialog } from "./expenses-dialog.tsx";
import { isTold } from "./show-words.ts";
import { useFigures } from "./use-figures.tsx";

const mostCorrections = 3;

/** Beside the figures: what was corrected and why, what is due, and a few landmarks. */
export function ShowSide({ show }: { show: ShowView }) {
  const now = useNow();
  const today = dayOf(now, show.timeZone);
  const corrected = show.performances.filter(({ corrections }) => corrections.length > 0);
  return (
    <div className="show-side">
      {corrected.slice(0, mostCorrections).map((performance) => (
        <Correction key={performance.id} performance={performance} show={show} />
      ))}
      {corrected.length > mostCorrections && (
        <p className="small mention">
          {corrected.length - mostCorrections} autres séances corrigées, dans le tableau.
        </p>
      )}
      {show.bodies.length > 0 && (
        <aside className="box" aria-labelledby="a-declarer">
          <h2 id="a-declarer">À déclarer</h2>
          <ul className="show-dues">
            {show.bodies.map((found) => (
              <li key={found.body}>
                <strong>{bodyNames[found.body]}</strong>
                {found.dueOn === null || isTold(found) ? (
                  <BodyStateMark found={found} />
                ) : (
                  <span>
                    <DueLine on={found.dueOn} today={today} />
                    {found.state !== "todo" && found.state !== "later" && (
                      <span className="second-line">
                        <BodyStateMark found={found} />
                      </span>
                    )}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </aside>
      )}
      <Expenses show={show} />
      <Landmarks show={show} />
    </div>
  );
}

/** What the show cost, as declarations begin with it. */
function Expenses({ show }: { show: ShowView }) {
  const [changing, setChanging] = useState(false);
  const { expenses, introductionFees, circusExpenses, expenseLines } = show;
  const mayEdit = show.allowed.includes("show.edit");
  const rows = [
    ...(expenses ? [["Total", expenses] as const] : []),
    ...expenseLines.map((line) => [expenseKinds[line.kind], line] as const),
    ...(introductionFees ? [["dont approche", introductionFees] as const] : []),
    ...(circusExpenses ? [["dont cirque", circusExpenses] as const] : []),
  ];
  if (rows.length === 0 && !mayEdit) return null;
  return (
    <>
      <aside className="box" aria-labelledby="depenses">
        <h2 id="depenses">Dépenses</h2>
        {rows.length === 0 && <p className="mention">Pas encore renseignées.</p>}
        <dl className="facts show-side__facts">
          {rows.map(([label, { gross, net }], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be of one kind
            <Fragment key={at}>
              <dt>{label}</dt>
              <dd>
                {eurosWords(gross)} <span className="small mention">TTC, {eurosWords(net)} HT</span>
              </dd>
            </Fragment>
          ))}
        </dl>
        {mayEdit && (
          <button type="button" className="text-button" onClick={() => setChanging(true)}>
            {rows.length === 0 ? "Renseigner" : "Modifier"}
            <span className="fr-sr-only"> le genre et les dépenses</span>
          </button>
        )}
      </aside>
      {changing && <ExpensesDialog show={show} onClose={() => setChanging(false)} />}
    </>
  );
}

function Correction({ performance, show }: { performance: PerformanceView; show: ShowView }) {
  const now = useNow();
  const { restore } = useFigures(show);
  const { timeZone, source, corrections, id, version } = performance;
  const name = providers[show.source.provider];
  const day = shortWeekday(dayOf(new Date(performance.startAt), timeZone), { now, timeZone });
  const [latest] = corrections.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  if (!latest) return null;
  const figures = (of: { paid: number; gross: number }) =>
    `${countWords(of.paid)} payantes, ${eurosWords(of.gross)}`;
  // What was said of the hour is told apart from what was said of figures.
  const pairs = [
    ...(performance.startAt === source.startAt
      ? []
      : [[exactInstant(source.startAt, timeZone), exactInstant(performance.startAt, timeZone)] as const]),
    ...(corrections.some(({ field }) => field !== "start_at" && field !== "end_at")
      ? [[figures(source), figures(performance)] as const]
      : []),
  ];
  return (
    <aside className="box" aria-label={`Correction du ${day}`}>
      <h2>Correction du {day}</h2>
      <div className="correction-note">
        <Icon name="fr-icon-edit-line" />
        <p>
          «&nbsp;{latest.reason}&nbsp;»
          <span className="small mention second-line">
            {latest.mine ? "Vous" : (latest.by ?? "Ancien membre")}, {exactInstant(latest.at)}
          </span>
        </p>
      </div>
      <dl className="facts show-side__facts">
        {pairs.map(([was, is]) => (
          <Fragment key={was}>
            <dt>{name}</dt>
            <dd>{was}</dd>
            <dt>Retenu</dt>
            <dd className="strong">{is}</dd>
          </Fragment>
        ))}
      </dl>
      <p className="small mention">
        Une nouvelle lecture met à jour «&nbsp;{name}&nbsp;» et ne touche jamais à votre correction.
      </p>
      {show.allowed.includes("figure.correct") && (
        <p>
          <button type="button" className="text-button" onClick={() => restore.mutate({ id, version })}>
            Rétablir {name}
            <span className="fr-sr-only"> pour la séance du {day}</span>
          </button>
        </p>
      )}
    </aside>
  );
}

function Landmarks({ show: { totals, keyFigures } }: { show: ShowView }) {
  const entries = totals.paid + totals.free;
  const { capacity, averageOfPaid, averageOfAll } = keyFigures;
  return (
    <aside className="box" aria-labelledby="reperes">
      <h2 id="reperes">Repères</h2>
      <dl className="facts show-side__facts">
        {capacity !== null && capacity > 0 && (
          <>
            <dt>Remplissage</dt>
            <dd>
              {Math.round((entries * 100) / capacity)}&nbsp;%{" "}
              <span className="small mention">
                {countWords(entries)} sur {countWords(capacity)}
              </span>
            </dd>
          </>
        )}
        {averageOfPaid !== null && (
          <>
            <dt>Prix moyen, payants</dt>
            <dd>{eurosWords(averageOfPaid)}</dd>
          </>
        )}
        {averageOfAll !== null && (
          <>
            <dt>Prix moyen, tous</dt>
            <dd>{eurosWords(averageOfAll)}</dd>
          </>
        )}
        <dt>TVA</dt>
        <dd>
          {totals.rates.length > 1 ? (
            totals.rates.map(({ vat, gross, net }) => (
              <span key={vat} className="second-line">
                {eurosWords(gross - net)} <span className="small mention">{rateWords(vat)}</span>
              </span>
            ))
          ) : (
            <>
              {eurosWords(totals.gross - totals.net)}{" "}
              <span className="small mention">{totals.rates[0] ? rateWords(totals.rates[0].vat) : ""}</span>
            </>
          )}
        </dd>
      </dl>
      <p className="small mention">
        <strong>HT</strong>&nbsp;: hors taxe, ce que vous gardez. <strong>TTC</strong>&nbsp;: ce que le public
        a payé.
      </p>
    </aside>
  );
}
