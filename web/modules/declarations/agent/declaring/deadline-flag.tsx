import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { dayOf, daysBetween, exactDay } from "../../../../ui/agent/relative-dates.ts";
import { dayWords } from "./performance-words.ts";

/** Days from which a deadline is near. */
const near = 15;

/** « avant le 31 mars », « 14 j de retard »: words first, then shape, then colour (screens §2). */
export function DeadlineFlag({ on, done = false }: { on: string | null; done?: boolean }) {
  const now = useNow();
  if (on === null) return null;
  const left = daysBetween(dayOf(now), on);
  const late = left < 0 && !done;
  const soon = left <= near && !done;
  return (
    <time
      className={`flag small ${late ? "tone-error" : soon ? "tone-warning" : "tone-mention"}`}
      dateTime={on}
      title={exactDay(on)}
    >
      {late && <Icon name="fr-icon-error-warning-fill" size="xs" />}
      {soon && !late && <Icon name="fr-icon-time-fill" size="xs" />}
      {late ? `${-left}\u00a0j de retard` : `avant le ${dayWords(on)}`}
    </time>
  );
}
