import { Link } from "@tanstack/react-router";
import { bodies as bodyNames, providers } from "../../../../shared/declarations/enums.ts";
import type { ShowSummary } from "../../../../shared/declarations/shows.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { exactDay } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { BodyStates } from "./body-mark.tsx";
import { useDeclare } from "./declare-button.tsx";
import {
  dueDay,
  dueDistance,
  nextVerb,
  performancesOf,
  seatsWords,
  showDates,
  signalWords,
} from "./show-words.ts";

/** One show of the list: what it is, when, what each body knows, what to look at, and until when. */
export function ShowRow({
  show,
  space,
  today,
  onHide,
}: {
  show: ShowSummary;
  space: AgentSpace;
  today: string;
  onHide: () => void;
}) {
  const declare = useDeclare(space);
  const next = show.allowed.includes("declaration.draft") ? nextVerb(show.bodies) : undefined;
  const mayHide = show.allowed.includes("show.edit");
  return (
    <tr data-show={show.id}>
      <th scope="row" className="show-table__name">
        <Link
          to="/espace/$organisation/declarations/spectacles/$showId"
          params={{ organisation: space.organisation.slug, showId: show.id }}
          className="strong-words"
          data-row=""
        >
          {show.name}
        </Link>
        <span className="small mention second-line">
          {[performancesOf(show.performances), show.place?.name, providers[show.source.provider]]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </th>
      <td>
        <span className="show-table__when">{showDates(show.first, show.last, show.timeZone)}</span>
        <span className="small mention second-line">{seatsWords(show.entries, show.capacity)}</span>
      </td>
      <td>{show.bodies.length > 0 && <BodyStates found={show.bodies} />}</td>
      <td>
        {show.signals.map((signal) => {
          const { tone, icon, words } = signalWords(signal);
          return (
            <span key={signal.kind} className={`flag small tone-${tone}`}>
              <Icon name={icon} size="xs" /> {words}
            </span>
          );
        })}
      </td>
      <td>
        <ShowDue show={show} today={today} />
      </td>
      <td className="show-table__menu">
        {(next || mayHide) && (
          <Menu align="right" label={`Actions sur ${show.name}`} button={<Icon name="fr-icon-more-line" />}>
            <ul>
              {next && (
                <li>
                  <button
                    type="button"
                    onClick={() => declare.mutate({ showId: show.id, declarationId: next.declarationId })}
                  >
                    {next.verb} la déclaration
                  </button>
                </li>
              )}
              {mayHide && (
                <li>
                  <button type="button" onClick={onHide}>
                    {show.state === "hidden" ? "Ne plus masquer" : "Masquer"}
                  </button>
                </li>
              )}
            </ul>
          </Menu>
        )}
      </td>
    </tr>
  );
}

function ShowDue({ show: { due, bodies, last }, today }: { show: ShowSummary; today: string }) {
  if (due) {
    const { tone, icon, words } = dueDistance(due.on, today);
    return (
      <>
        <time className={`flag ${tone ? `tone-${tone}` : ""}`} dateTime={due.on} title={exactDay(due.on)}>
          {icon && <Icon name={icon} />}
          {tone === "error" ? words : dueDay(due.on, today)}
        </time>
        <span className="small mention second-line">{bodyNames[due.body]}</span>
      </>
    );
  }
  if (bodies.some(({ state }) => state === "later") && last !== null)
    return <span className="mention">À venir</span>;
  return bodies.length > 0 ? <span className="mention">Tout est déclaré</span> : null;
}
