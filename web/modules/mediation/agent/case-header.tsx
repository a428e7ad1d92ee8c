import { Link } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { DueDay } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle } from "../../../ui/agent/page-title.tsx";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { caseFlags, requesterOf } from "./case-flags.ts";
import { Status } from "./status-mark.tsx";
import { useTake } from "./use-take.ts";

/** The list a case belongs to for this person: where "back" leads when there is no history. */
const listOf = (found: CaseView, me: string): CaseList => {
  if (found.status === "CLOSED" || found.status === "MERGED") return "closed";
  if (found.assignee === null) return "unassigned";
  return found.assignee.id === me ? "mine" : "all";
};

/** Subject first, then number, requester, status, due date and who is in charge; flags only when they exist. */
export function CaseHeader({
  found,
  space,
  stale,
  presence,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  /** The last reading failed: what is shown may be old. */
  stale: boolean;
  /** Who else has the case open. */
  presence: ReactNode;
  onClose: (() => void) | undefined;
}) {
  const list = listOf(found, space.me.id);
  const requester = requesterOf(found);
  const flags = caseFlags(found);
  const header = useRef<HTMLElement>(null);
  const away = useScrolledAway(header);
  return (
    <>
      {away && <CaseLine found={found} />}
      <header ref={header} className="case-header">
        <p className="case-header__nav small">
          <Link to={caseLists[list].to} params={{ organisation: space.organisation.slug }}>
            {caseLists[list].title}
          </Link>
          <span role="status" className="tone-warning">
            {stale && "Ce que vous voyez date un peu : la mise à jour n’a pas abouti."}
          </span>
          {presence}
        </p>
        <div className="case-header__title">
          <PageTitle>{found.subject}</PageTitle>
          <div className="case-header__actions">
            <TakeButton found={found} />
            {onClose && (
              <Button size="sm" look="secondary" onClick={onClose}>
                Clore le dossier…
              </Button>
            )}
          </div>
        </div>
        <dl className="case-header__facts">
          <div>
            <dt>Dossier</dt>
            <dd>
              {found.number} <CopyNumber number={found.number} />
            </dd>
          </div>
          <div>
            <dt>Demandeur</dt>
            <dd className="break-anywhere">{requester?.name ?? "Non communiqué"}</dd>
          </div>
          <div className="case-header__wide">
            <dt>Statut</dt>
            <dd>
              <Status status={found.status} />
            </dd>
          </div>
          {found.dueOn && found.status !== "CLOSED" && (
            <div>
              <dt>Échéance</dt>
              <dd>
                <DueDay on={found.dueOn} />
              </dd>
            </div>
          )}
          <div>
            <dt>En charge</dt>
            <dd>
              {found.assignee
                ? found.assignee.id === space.me.id
                  ? "Vous"
                  : found.assignee.name
                : "Personne"}
            </dd>
          </div>
        </dl>
        {flags.length > 0 && (
          <ul className="case-header__flags">
            {flags.map(({ words, icon, tone }) => (
              <li key={words} className={`tag tag--${tone}`}>
                <Icon name={icon} size="xs" />
                {words}
              </li>
            ))}
          </ul>
        )}
      </header>
    </>
  );
}

/** True once an element has left the screen upwards. */
function useScrolledAway(element: RefObject<HTMLElement | null>) {
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const watch = new IntersectionObserver(([entry]) =>
      setAway(entry !== undefined && !entry.isIntersecting),
    );
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [element]);
  return away;
}

/** What stays in sight of the header while the thread is read; the same words are in the header itself. */
function CaseLine({ found }: { found: CaseView }) {
  return (
    <div className="case-line" aria-hidden="true">
      <span className="mention figures">{found.number}</span>
      <strong className="grow ellipsis">{found.subject}</strong>
      <Status status={found.status} short />
      {found.status !== "CLOSED" && <DueDay on={found.dueOn} />}
    </div>
  );
}

function TakeButton({ found }: { found: CaseView }) {
  const { notify } = useNotices();
  const take = useTake({
    onTaken: ({ number }) => {
      // The button goes: the focus stays on the case.
      document.querySelector<HTMLElement>(".case-header h1")?.focus({ preventScroll: true });
      notify(`${number} est à vous.`);
    },
    onRefused: ({ words }) => notify(words),
  });
  const offered = found.allowed.includes("case.take");
  useShortcuts({ p: offered ? () => take.mutate(found) : undefined });
  if (!offered) return null;
  return (
    <Button size="sm" busy={take.isPending && "Un instant…"} onClick={() => take.mutate(found)}>
      Prendre le dossier
    </Button>
  );
}

function CopyNumber({ number }: { number: string }) {
  const { notify } = useNotices();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(number);
      notify("Numéro copié.");
    } catch {
      notify(`Votre navigateur refuse la copie. Le numéro est ${number}.`);
    }
  };
  return (
    <button
      type="button"
      className="icon-button"
      aria-label="Copier le numéro"
      title="Copier le numéro"
      onClick={() => void copy()}
    >
      <Icon name="fr-icon-clipboard-line" size="xs" />
    </button>
  );
}
