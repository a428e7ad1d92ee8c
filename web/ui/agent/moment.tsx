import { Icon } from "./icon.tsx";
import { useNow } from "./now.ts";
import {
  dueWords,
  exactDay,
  exactInstant,
  relativeInstant,
  threadInstant,
  waitingFor,
} from "./relative-dates.ts";

const readings = { ago: relativeInstant, thread: threadInstant, waiting: waitingFor };

/** An instant in relative words, exact on hover. */
export function Moment({ at, as = "ago" }: { at: string; as?: keyof typeof readings }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactInstant(at)}>
      {readings[as](at, { now })}
    </time>
  );
}

const dueTones = { late: "error", soon: "warning", calm: undefined } as const;
const dueIcons = { late: "fr-icon-error-warning-fill", soon: "fr-icon-time-fill", calm: undefined } as const;

/** A due day: word first, then shape, then colour. Nothing when the case has none. */
export function DueDay({ on }: { on: string | null }) {
  const now = useNow();
  if (on === null) return null;
  const { tone, words } = dueWords(on, { now });
  const icon = dueIcons[tone];
  return (
    <time
      className={`flag ${dueTones[tone] ? `tone-${dueTones[tone]}` : ""}`}
      dateTime={on}
      title={exactDay(on)}
    >
      {icon && <Icon name={icon} />}
      {words}
    </time>
  );
}
