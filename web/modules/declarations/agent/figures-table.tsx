import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { amountWords, countWords } from "../../../../shared/declarations/amount-words.ts";
import type { PerformanceView, ShowView } from "../../../../shared/declarations/shows.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayOf, exactDay } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { PerformanceRows } from "./performance-rows.tsx";
import { keepShow, morePerformances, unmergeShow } from "./show-queries.ts";
import { performancesOf } from "./show-words.ts";
import { useFigures } from "./use-figures.tsx";

/** One row per performance with its tariffs; totals are always of all, whatever is on screen. */
export function FiguresTable({ show }: { show: ShowView }) {
  const { notify } = useNotices();
  const [more, setMore] = useState<{ found: PerformanceView[]; next: string | null }>();
  const [waiting, setWaiting] = useState(false);
  const shown = [...show.performances, ...(more?.found ?? [])];
  const next = more ? more.next : show.next;
  const loadMore = async (after: string) => {
    setWaiting(true);
    try {
      const page = await morePerformances(show.id, after);
      setMore({ found: [...(more?.found ?? []), ...page.performances], next: page.next });
    } catch (error) {
      notify(refusalWords(error));
    } finally {
      setWaiting(false);
    }
  };
  if (shown.length === 0) return <p className="empty-line">Ce spectacle n’a pas encore de séance.</p>;
  const { totals } = show;
  const aside = show.signals.find(({ kind }) => kind === "aside")?.count ?? 0;
  return (
    <>
      <table className="figures">
        <caption className="fr-sr-only">Chiffres par séance, en euros</caption>
        <thead>
          <tr>
            <th scope="col">Séance et tarifs</th>
            <th scope="col" className="figures__count">
              Payantes
            </th>
            <th scope="col" className="figures__count">
              Gratuites
            </th>
            <th scope="col" className="figures__amount">
              Recette TTC
            </th>
            <th scope="col" className="figures__amount">
              Recette HT
            </th>
            <th scope="col" className="figures__source">
              D’où vient le chiffre
            </th>
          </tr>
        </thead>
        {shown.map((performance) => (
          <PerformanceRows
            key={performance.id}
            performance={performance}
            show={show}
            open={shown.length <= 2 || performance.corrections.length > 0 || performance.aside > 0}
            onChanged={() => setMore(undefined)}
          />
        ))}
        <tfoot>
          <tr>
            <th scope="row">
              {performancesOf(totals.performances)}
              {aside > 0 && (
                <span className="small mention second-line">
                  {aside === 1 ? "sans la vente à décider" : `sans les ${aside} ventes à décider`}
                </span>
              )}
            </th>
            <td className="figures__count">
              <span className="card-label">Payantes</span> {countWords(totals.paid)}
            </td>
            <td className="figures__count">
              <span className="card-label">Gratuites</span> {countWords(totals.free)}
            </td>
            <td className="figures__amount">
              <span className="card-label">Recette TTC</span> {amountWords(totals.gross)}
            </td>
            <td className="figures__amount">
              <span className="card-label">Recette HT</span> {amountWords(totals.net)}
            </td>
            <td />
          </tr>
        </tfoot>
      </table>
      {next !== null && (
        <p className="figures__more">
          <Button
            size="sm"
            look="secondary"
            busy={waiting && "Chargement…"}
            onClick={() => void loadMore(next)}
          >
            Afficher 25 séances de plus
          </Button>
        </p>
      )}
      {show.removed.length > 0 && <Removed show={show} />}
      {show.merged.length > 0 && <Merged show={show} />}
    </>
  );
}

function Removed({ show }: { show: ShowView }) {
  const { bringBack } = useFigures(show);
  return (
    <section className="removed" aria-labelledby="retirees">
      <h2 id="retirees">Séances retirées</h2>
      <ul>
        {show.removed.map(({ id, startAt, erasedOn, version }) => (
          <li key={id}>
            {exactDay(dayOf(new Date(startAt), show.timeZone))}, effacée le {exactDay(erasedOn)}.{" "}
            {show.allowed.includes("show.edit") && (
              <button type="button" className="text-button" onClick={() => bringBack.mutate({ id, version })}>
                Remettre
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Series that were brought here, each of which may stand by itself again. */
function Merged({ show }: { show: ShowView }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const apart = useMutation({
    mutationFn: ({ id, version }: ShowView["merged"][number]) => unmergeShow(id, version),
    onSuccess: (found) => {
      keepShow(client, found);
      void client.invalidateQueries({ queryKey: ["declarations", "show", show.id] });
      notify(`«\u00a0${found.name}\u00a0» est de nouveau à part.`);
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <section className="removed" aria-labelledby="regroupes">
      <h2 id="regroupes">Regroupés ici</h2>
      <ul>
        {show.merged.map((one) => (
          <li key={one.id}>
            {one.name}.{" "}
            {show.allowed.includes("show.merge") && (
              <button type="button" className="text-button" onClick={() => apart.mutate(one)}>
                Séparer<span className="fr-sr-only"> {one.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
