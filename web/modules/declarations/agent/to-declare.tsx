import { Link } from "@tanstack/react-router";
import { type Body, bodies as bodyNames, providers } from "../../../../shared/declarations/enums.ts";
import {
  bodyStates,
  type ShowBody,
  type ShowList,
  type ShowSummary,
} from "../../../../shared/declarations/shows.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { exactDay } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { BodyStateMark } from "./body-mark.tsx";
import { DeclareButton } from "./declare-button.tsx";
import {
  dueDay,
  dueDistance,
  isPortal,
  isTold,
  nextVerb,
  performancesOf,
  quarterBefore,
  quarterOf,
  showDates,
} from "./show-words.ts";

const columns: readonly { title: string; bodies: readonly Body[] }[] = [
  { title: "SACD", bodies: ["SACD"] },
  { title: "SACEM", bodies: ["SACEM"] },
  { title: "ASTP ou CNM", bodies: ["ASTP", "CNM"] },
];

const ofColumn = (show: ShowSummary, { bodies }: (typeof columns)[number]) =>
  show.bodies.find(({ body }) => bodies.includes(body));

/** Ended shows against bodies: a date and how far it is, or what the body knows already. */
export function ToDeclare({ list: { shows, today }, space }: { list: ShowList; space: AgentSpace }) {
  const quarters = quartersOf(shows);
  return (
    <>
      <table className="due-table">
        <caption className="fr-sr-only">Ce qui reste à déclarer, l’échéance la plus proche d’abord</caption>
        <thead>
          <tr>
            <th scope="col">Spectacle terminé</th>
            {columns.map(({ title }) => (
              <th key={title} scope="col" className="due-table__body">
                {title}
              </th>
            ))}
            <th scope="col" className="due-table__act">
              <span className="fr-sr-only">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shows.map((show, index) => {
            const next = show.allowed.includes("declaration.draft") ? nextVerb(show.bodies) : undefined;
            return (
              <tr key={show.id}>
                <th scope="row">
                  <Link
                    to="/espace/$organisation/declarations/spectacles/$showId"
                    params={{ organisation: space.organisation.slug, showId: show.id }}
                    className="strong-words"
                  >
                    {show.name}
                  </Link>
                  <span className="small mention second-line">
                    {[
                      showDates(show.first, show.last, show.timeZone),
                      performancesOf(show.performances),
                      providers[show.source.provider],
                    ].join(" · ")}
                  </span>
                </th>
                {columns.map((column) => (
                  <DueCell
                    key={column.title}
                    found={ofColumn(show, column)}
                    title={column.title}
                    today={today}
                  />
                ))}
                <td className="due-table__act">
                  {next && (
                    <DeclareButton
                      space={space}
                      show={show}
                      {...next}
                      look={index === 0 ? "primary" : "secondary"}
                    />
                  )}
                </td>
              </tr>
            );
          })}
          {quarters.map(({ on, performances }) => (
            <tr key={on}>
              <th scope="row">
                <Link
                  to="/espace/$organisation/declarations/sibil"
                  params={{ organisation: space.organisation.slug }}
                  search={sheetOf(on)}
                  className="strong-words"
                >
                  SIBIL, {quarterBefore(on)}
                </Link>
                <span className="small mention second-line">{performancesOf(performances)} à ce jour</span>
              </th>
              <td colSpan={columns.length}>
                <DueDate on={on} today={today} note={bodyNames.SIBIL} />
              </td>
              <td className="due-table__act" />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small mention">
        Les dates sont des rappels&nbsp;: Guichet ne bloque jamais un envoi tardif. ASTP et CNM&nbsp;: Guichet
        prépare les chiffres, vous les recopiez sur leur portail.
      </p>
    </>
  );
}

const sheetOf = (on: string) => {
  const { year, quarter } = quarterOf(on);
  return { annee: String(year), trimestre: String(quarter) };
};

/** SIBIL is told once a quarter for the whole organisation. */
const quartersOf = (shows: readonly ShowSummary[]) => {
  const quarters = new Map<string, number>();
  for (const show of shows) {
    const sibil = show.bodies.find(({ body, open }) => body === "SIBIL" && open);
    if (sibil?.dueOn) quarters.set(sibil.dueOn, (quarters.get(sibil.dueOn) ?? 0) + show.performances);
  }
  return [...quarters]
    .map(([on, performances]) => ({ on, performances }))
    .toSorted((a, b) => (a.on < b.on ? -1 : 1));
};

function DueCell({ found, title, today }: { found: ShowBody | undefined; title: string; today: string }) {
  const label = <span className="card-label">{found ? bodyNames[found.body] : title}</span>;
  if (!found)
    return (
      <td className="due-table__none small">
        <span aria-hidden="true">—</span>
        <span className="fr-sr-only">non concerné</span>
      </td>
    );
  if (found.dueOn === null || (isTold(found) && !found.open))
    return (
      <td>
        {label} <BodyStateMark found={found} />
      </td>
    );
  const begun = found.state !== "todo" && found.state !== "draft";
  const note = begun
    ? bodyStates[found.state]
    : isPortal(found.body)
      ? `${bodyNames[found.body]}, portail`
      : undefined;
  return (
    <td>
      {label} <DueDate on={found.dueOn} today={today} note={note} />
    </td>
  );
}

function DueDate({ on, today, note }: { on: string; today: string; note: string | undefined }) {
  const { tone, icon, words } = dueDistance(on, today);
  const tint = tone ? `tone-${tone}` : "";
  return (
    <>
      <time className={`due-table__date ${tint}`} dateTime={on} title={exactDay(on)}>
        {icon && <Icon name={icon} size="xs" />} {dueDay(on, today)}
      </time>
      <span className={`small second-line ${tone ? tint : "mention"}`}>
        {[tone || !note ? words : undefined, note].filter(Boolean).join(" · ")}
      </span>
    </>
  );
}
