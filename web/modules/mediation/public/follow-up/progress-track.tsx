import { classes } from "../../../../ui/classes.ts";
import type { Mark } from "./status-words.ts";

/** Five marks in words, dates and shapes: a tick, a thick ring, an empty ring. */
export const ProgressTrack = ({ marks }: { marks: readonly Mark[] }) => (
  <ol className="track" aria-label="Avancement de votre dossier">
    {marks.map(({ status, label, state, when, note }) => (
      <li key={status} className={`track__${state}`} aria-current={state === "now" ? "step" : undefined}>
        <span
          className={classes("track__dot", state === "done" && "fr-icon-check-line")}
          aria-hidden="true"
        />
        <strong>
          {label}
          {state === "done" ? <span className="fr-sr-only"> (fait)</span> : null}
        </strong>
        {when}
        {note ? <span className="track__note">{note}</span> : null}
      </li>
    ))}
  </ol>
);
