import type { CaseStatus } from "../../../../shared/mediation/enums.ts";
import { useStatusWords } from "./status-words.tsx";

const ring = <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const disc = <circle cx="7" cy="7" r="6.5" fill="currentColor" />;
const arrow = <path d="M4 7h5.5M7.2 4.6 9.7 7 7.2 9.4" fill="none" stroke="currentColor" strokeWidth="1.4" />;

/** A shape of its own for each status: colours can be taken away. */
const shapes: Record<CaseStatus, { shape: React.ReactNode; tone: string }> = {
  TO_PROCESS: { shape: disc, tone: "info" },
  CONTACT_REQUESTER: { shape: [<g key="r">{ring}</g>, <g key="a">{arrow}</g>], tone: "info" },
  CONTACT_ADMINISTRATION: { shape: [<g key="r">{ring}</g>, <g key="a">{arrow}</g>], tone: "info" },
  WAITING_FOR_REQUESTER: {
    shape: (
      <circle
        cx="7"
        cy="7"
        r="5.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="2 1.6"
      />
    ),
    tone: "mention",
  },
  WAITING_FOR_ADMINISTRATION: {
    shape: [<g key="r">{ring}</g>, <path key="h" d="M7 1.5A5.5 5.5 0 0 1 7 12.5Z" fill="currentColor" />],
    tone: "mention",
  },
  ABOUT_TO_CLOSE: {
    shape: [<g key="r">{ring}</g>, <path key="q" d="M7 7V1.5A5.5 5.5 0 1 1 1.5 7Z" fill="currentColor" />],
    tone: "success",
  },
  CLOSED: {
    shape: [
      <g key="d">{disc}</g>,
      <path key="c" d="M4 7.2 6.2 9.4 10 5" fill="none" className="status-mark__tick" strokeWidth="1.6" />,
    ],
    tone: "mention",
  },
  MERGED: {
    shape: [
      <g key="r">{ring}</g>,
      <path key="m" d="M4.5 5 7 8l2.5-3M7 8v2.5" fill="none" stroke="currentColor" strokeWidth="1.3" />,
    ],
    tone: "mention",
  },
};

/** The shape of a status alone; its words always stand beside it or in its name. */
export function StatusMark({ status }: { status: CaseStatus }) {
  const { shape, tone } = shapes[status];
  const words = useStatusWords();
  return (
    <svg
      className={`status-mark tone-${tone}`}
      width="14"
      height="14"
      viewBox="0 0 14 14"
      role="img"
      aria-label={words.label(status)}
    >
      {shape}
    </svg>
  );
}

/** A status in words with its shape; short in tables, where the full words are in the title. */
export function Status({ status, short = false }: { status: CaseStatus; short?: boolean }) {
  const all = useStatusWords();
  const full = all.label(status);
  const words = short ? all.short(status) : full;
  const { shape, tone } = shapes[status];
  return (
    <span className="status" title={words === full ? undefined : full}>
      <svg
        className={`status-mark tone-${tone}`}
        width="14"
        height="14"
        viewBox="0 0 14 14"
        aria-hidden="true"
      >
        {shape}
      </svg>
      {words}
    </span>
  );
}
