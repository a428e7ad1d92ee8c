import { Link } from "@tanstack/react-router";
import { bodies as bodyNames } from "../../../../shared/declarations/enums.ts";
import type { ShowList } from "../../../../shared/declarations/shows.ts";
import { exactDay } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { dueDay, quarterBefore } from "./show-words.ts";

const mostShown = 6;

/** Prochaines échéances: what is not late yet, the nearest first. */
export function NextDeadlines({ list: { shows, today }, space }: { list: ShowList; space: AgentSpace }) {
  const lines = shows.flatMap((show) =>
    show.bodies.flatMap(({ body, dueOn, open }) =>
      open && dueOn !== null && dueOn >= today
        ? [{ on: dueOn, body, what: body === "SIBIL" ? quarterBefore(dueOn) : show.name }]
        : [],
    ),
  );
  const once = [...new Map(lines.map((line) => [`${line.on} ${line.body} ${line.what}`, line])).entries()]
    .toSorted(([, a], [, b]) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    .slice(0, mostShown);
  if (once.length === 0) return null;
  return (
    <aside className="box" aria-labelledby="prochaines-echeances">
      <div className="box__head">
        <h2 id="prochaines-echeances">Prochaines échéances</h2>
        <Link
          to="/espace/$organisation/declarations/echeances"
          params={{ organisation: space.organisation.slug }}
        >
          Agenda
        </Link>
      </div>
      <ul className="deadlines">
        {once.map(([key, { on, body, what }]) => (
          <li key={key}>
            <time dateTime={on} title={exactDay(on)}>
              {dueDay(on, today)}
            </time>
            <span>
              <strong>{bodyNames[body]}</strong> <span className="mention">{what}</span>
            </span>
          </li>
        ))}
      </ul>
      <p className="small mention">Rappel par e-mail 15, 7 et 2 jours avant.</p>
    </aside>
  );
}
