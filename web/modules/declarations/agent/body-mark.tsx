import { bodies } from "../../../../shared/declarations/enums.ts";
import { bodyStates, type ShowBody } from "../../../../shared/declarations/shows.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { exactDay } from "../../../ui/agent/relative-dates.ts";
import { bodyLook, dueDay, dueDistance } from "./show-words.ts";

/** What a body knows of a show: shape, then word; never colour alone. */
export function BodyStateMark({ found }: { found: ShowBody }) {
  const { icon, tone } = bodyLook(found.state);
  return (
    <span className="body-state">
      <Icon name={icon} tone={tone} />
      {bodyStates[found.state]}
      {(found.versionNumber ?? 1) > 1 && `, version\u00a0${found.versionNumber}`}
    </span>
  );
}

/** Each body with its state, on as many lines as needed. */
export function BodyStates({ found }: { found: readonly ShowBody[] }) {
  return (
    <ul className="body-states">
      {found.map((one) => (
        <li key={one.body}>
          <span className="mention">{bodies[one.body]}</span> <BodyStateMark found={one} />
        </li>
      ))}
    </ul>
  );
}

/** A deadline in one line: « 30 mars, dans 14 jours », exact on hover. */
export function DueLine({ on, today }: { on: string; today: string }) {
  const { tone, icon, words } = dueDistance(on, today);
  return (
    <time className={`flag ${tone ? `tone-${tone}` : ""}`} dateTime={on} title={exactDay(on)}>
      {icon && <Icon name={icon} />}
      <span className="flag__words">
        {dueDay(on, today)}, {words}
      </span>
    </time>
  );
}
