import { Fragment, useState } from "react";
import { amountWords, countWords, rateWords } from "../../../../../shared/declarations/amount-words.ts";
import type { DeclaredPlace, FormPerformance } from "../../../../../shared/declarations/declaration.ts";
import type { DeclarationView, LivePerformance } from "../../../../../shared/declarations/declaring.ts";
import { audiences } from "../../../../../shared/declarations/enums.ts";
import { otherRevenues } from "../../../../../shared/declarations/freeze.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { Button } from "../../../../ui/button.tsx";
import { classes } from "../../../../ui/classes.ts";
import { performancesWords } from "./body-words.ts";
import { withPerformance } from "./form-defaults.ts";
import { partsOf, textFaults } from "./form-points.ts";
import { columnPasted, moveInGrid, type PastedColumn } from "./grid-keys.ts";
import { PasteDialog } from "./paste-dialog.tsx";
import { PerformanceDetail } from "./performance-detail.tsx";
import { performanceWords } from "./performance-words.ts";
import type { FormState } from "./use-declaration-form.ts";

const pageSize = 25;

interface TableProps {
  found: DeclarationView;
  state: FormState;
  places: readonly DeclaredPlace[];
  rates: readonly number[];
  disabled: boolean;
  /** Rows whose detail is open. */
  open: ReadonlySet<string>;
  onOpen: (performanceId: string, open: boolean) => void;
}

/** The performances of the show: figures as they stand, what is told of each, and its detail. */
export function PerformanceTable(props: TableProps) {
  const { found, state, disabled } = props;
  const [shown, setShown] = useState(pageSize);
  const [pasted, setPasted] = useState<PastedColumn>();
  const { form } = state;
  const timeZone = form.place?.timeZone ?? "Europe/Paris";
  const all = found.performances;
  const order = all.map(({ id }) => id);
  const told = all.filter(({ id }) => form.performances.some((own) => own.performanceId === id));
  const sum = (value: (one: LivePerformance) => number) => told.reduce((total, one) => total + value(one), 0);
  const others = form.performances.reduce((total, own) => total + otherRevenues(own).gross, 0);
  return (
    <>
      <table
        className="telling-table"
        onKeyDown={(event) => moveInGrid(event)}
        onPaste={(event) => !disabled && setPasted(columnPasted(event))}
      >
        <caption className="fr-sr-only">Séances du spectacle</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="fr-sr-only">Déclarée</span>
            </th>
            <th scope="col">Séance</th>
            <th scope="col">Public, TVA</th>
            <th scope="col" className="figures">
              Jauge
            </th>
            <th scope="col" className="figures">
              Payantes
            </th>
            <th scope="col" className="figures">
              Gratuites
            </th>
            <th scope="col" className="figures">
              Billets TTC
            </th>
            <th scope="col" className="figures">
              Billets HT
            </th>
            <th scope="col" className="figures">
              Autres recettes TTC
            </th>
            <th scope="col">
              <span className="fr-sr-only">Détail</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {all.slice(0, shown).map((live) => (
            <Row
              key={live.id}
              {...props}
              live={live}
              timeZone={timeZone}
              own={form.performances.find(({ performanceId }) => performanceId === live.id)}
              onTake={(takesPart) => state.change(withPerformance(form, live.id, takesPart, order))}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">{performancesWords(told.length)}</th>
            <td colSpan={2} />
            <td className="figures">
              <Label>Payantes</Label>
              {countWords(sum(({ paid }) => paid))}
            </td>
            <td className="figures">
              <Label>Gratuites</Label>
              {countWords(sum(({ free }) => free))}
            </td>
            <td className="figures">
              <Label>Billets TTC</Label>
              {amountWords(sum(({ gross }) => gross))}
            </td>
            <td className="figures">
              <Label>Billets HT</Label>
              {amountWords(sum(({ net }) => net))}
            </td>
            <td className="figures">
              <Label>Autres recettes TTC</Label>
              {amountWords(others)}
            </td>
            <td />
          </tr>
        </tfoot>
      </table>
      {all.length > shown && (
        <p className="list-foot">
          <span>
            {shown} séances sur {all.length}. Les totaux comptent toutes celles qui sont cochées.
          </span>
          <Button size="sm" look="secondary" onClick={() => setShown(shown + pageSize)}>
            Afficher 25 de plus
          </Button>
        </p>
      )}
      {pasted && (
        <PasteDialog
          pasted={pasted}
          state={state}
          performances={told}
          timeZone={timeZone}
          onClose={() => setPasted(undefined)}
        />
      )}
    </>
  );
}

/** The name of a column inside a card. */
function Label({ children }: { children: string }) {
  return <span className="card-label small mention">{children}</span>;
}

function Row({
  state,
  live,
  own,
  timeZone,
  places,
  rates,
  disabled,
  open,
  onOpen,
  onTake,
}: TableProps & {
  live: LivePerformance;
  own: FormPerformance | undefined;
  timeZone: string;
  onTake: (takesPart: boolean) => void;
}) {
  const now = useNow();
  const { form } = state;
  const { day, hour } = performanceWords(live.startAt, own?.place?.timeZone ?? timeZone, now);
  const isOpen = own !== undefined && open.has(live.id);
  const wrong = textFaults(state.texts).some(({ path }) => partsOf(path).performanceId === live.id);
  const others = own ? otherRevenues(own).gross : 0;
  const vat = own?.vat ?? live.vat;
  const figure = (name: string, text: string) =>
    live.corrected.includes(name) || live.corrected.includes("lines") ? (
      <mark className="telling-corrected" title="Corrigé à la main">
        {text}
        <span className="fr-sr-only"> (corrigé à la main)</span>
      </mark>
    ) : (
      text
    );
  return (
    <Fragment>
      <tr className={classes(isOpen && "telling-row--open", own === undefined && "telling-row--out")}>
        <td>
          <span className="fr-checkbox-group fr-checkbox-group--sm">
            <input
              type="checkbox"
              id={`seance-${live.id}`}
              checked={own !== undefined}
              disabled={disabled || !live.isOver}
              onChange={(event) => onTake(event.currentTarget.checked)}
            />
            <label className="fr-label" htmlFor={`seance-${live.id}`}>
              <span className="fr-sr-only">
                Déclarer la séance du {day} {hour}
              </span>
            </label>
          </span>
        </td>
        <th scope="row">
          {day} <span className="mention nowrap">{hour}</span>
          <Signs live={live} />
        </th>
        <td>
          <span className={own?.audience ? "telling-own" : "mention"}>
            {audiences[own?.audience ?? form.audience]}
          </span>
          <span className={own?.vat === null || own === undefined ? "mention" : "telling-own"}>
            {" "}
            · {rateWords(vat)}
          </span>
        </td>
        <td className={classes("figures", own?.capacity ? "telling-own" : "mention")}>
          <Label>Jauge</Label>
          {own?.capacity || form.capacity ? countWords(own?.capacity ?? form.capacity ?? 0) : "–"}
        </td>
        <td className="figures">
          <Label>Payantes</Label>
          {figure("paid", countWords(live.paid))}
        </td>
        <td className="figures">
          <Label>Gratuites</Label>
          {figure("free", countWords(live.free))}
        </td>
        <td className="figures">
          <Label>Billets TTC</Label>
          {figure("gross", amountWords(live.gross))}
        </td>
        <td className="figures">
          <Label>Billets HT</Label>
          {figure("net", amountWords(live.net))}
        </td>
        <td className="figures">
          <Label>Autres recettes TTC</Label>
          <span>
            {wrong && <Icon name="fr-icon-error-fill" size="xs" tone="error" />}
            {wrong && <span className="fr-sr-only">À corriger. </span>}
            {others > 0 ? amountWords(others) : "–"}
          </span>
        </td>
        <td>
          {own && (
            <button
              type="button"
              className="text-button"
              aria-expanded={isOpen}
              onClick={() => onOpen(live.id, !isOpen)}
            >
              {isOpen ? "Refermer" : "Détailler"}
              <span className="fr-sr-only">
                {" "}
                la séance du {day} {hour}
              </span>
            </button>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr className="telling-row--detail" data-line={live.id}>
          <td colSpan={10}>
            <PerformanceDetail
              state={state}
              own={own}
              places={places}
              rates={rates}
              withRevenues={form.bodies.includes("SACEM")}
              disabled={disabled}
            />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** What a person must know of a performance before telling it. */
function Signs({ live }: { live: LivePerformance }) {
  const signs = [
    !live.isOver && "pas encore jouée",
    live.openAside > 0 && `${live.openAside} à décider`,
    live.sourceState === "missing" && "disparue de la billetterie",
    live.sourceState === "cancelled" && "annulée",
    live.toldIn.length > 0 && `déjà dans ${[...new Set(live.toldIn.map(({ number }) => number))].join(", ")}`,
  ].filter((sign) => sign !== false);
  return signs.length > 0 && <span className="small mention second-line">{signs.join(" · ")}</span>;
}
