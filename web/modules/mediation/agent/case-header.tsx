import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { isOpen } from "../../../../shared/mediation/rules.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { DueDay } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle } from "../../../ui/agent/page-title.tsx";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import type { CaseList } from "./addresses.ts";
import { caseFlags, requesterOf } from "./case-flags.ts";
import { CaseMenu } from "./case-menu.tsx";
import { CasePlace } from "./case-place.tsx";
import { DueInPlace, StatusInPlace } from "./edit-in-place.tsx";
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
  onReopen,
}: {
  found: CaseView;
  space: AgentSpace;
  /** The last reading failed: what is shown may be old. */
  stale: boolean;
  /** Who else has the case open. */
  presence: ReactNode;
  onClose: (() => void) | undefined;
  onReopen: (() => void) | undefined;
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
          <CasePlace caseId={found.id} space={space} otherwise={list} />
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
            {onReopen && (
              <Button size="sm" look="secondary" onClick={onReopen}>
                Rouvrir le dossier…
              </Button>
            )}
            <CaseMenu found={found} space={space} />
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
              <StatusInPlace found={found} space={space} />
            </dd>
          </div>
          {(found.dueOn || found.allowed.includes("case.decide")) && isOpen(found.status) && (
            <div>
              <dt>Échéance</dt>
              <dd>
                <DueInPlace found={found} space={space} />
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
              {found.hands.coHandlers.length > 0 && (
                <span className="mention">
                  {" "}
                  avec {found.hands.coHandlers.map(({ name }) => name).join(", ")}
                </span>
              )}
            </dd>
          </div>
        </dl>
        <Absence found={found} />
        <KeptReasons found={found} />
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

/** Who acts while the assignee is away. */
function Absence({ found }: { found: CaseView }) {
  const { away } = found.hands;
  if (!away || !found.assignee) return null;
  return (
    <p className="mention small">
      {found.assignee.name} est en absence jusqu’au {shortDay(away.until)}
      {away.by ? `\u00a0: ${away.by} remplace.` : ", sans remplacement."}
    </p>
  );
}

/** Why the case is kept, urgent or in the bin: said under its flags. */
function KeptReasons({ found: { hands } }: { found: CaseView }) {
  const reasons = [
    hands.legalHold && `Retenu légalement\u00a0: ${hands.legalHold.reason}`,
    hands.priorityReason && `Urgente\u00a0: ${hands.priorityReason}`,
    hands.deletionReason && `À la corbeille\u00a0: ${hands.deletionReason}`,
  ].filter((one) => typeof one === "string");
  if (reasons.length === 0) return null;
  return <p className="mention small break-anywhere">{reasons.join(" · ")}</p>;
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
