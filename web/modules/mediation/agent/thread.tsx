import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { dayHeading, relativeInstant } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { Entry } from "./entry.tsx";
import { FiledRequest } from "./filed-request.tsx";
import { HeldLine, HeldMessage } from "./held-message.tsx";
import {
  lineCount,
  offeredFilters,
  type ThreadFilter,
  type ThreadItem,
  threadFilters,
  threadView,
} from "./thread-view.ts";
import "./thread.css";
import "./message.css";

/** The exchanges of a case, oldest to newest. */
export function Thread({
  found,
  space,
  filter,
}: {
  found: CaseView;
  space: AgentSpace;
  filter: ThreadFilter;
}) {
  const { older, shown } = useMemo(() => threadView(found, filter), [found, filter]);
  const [olderOpen, setOlderOpen] = useState(false);
  useNewEntries(found);
  useOpenAtFirstWaiting(found);
  return (
    <section className="thread" aria-label="Échanges">
      <ThreadFilters found={found} space={space} filter={filter} />
      {filter === "tout" && <HeldLine found={found} />}
      {filter === "tout" && <FiledRequest found={found} />}
      {older.length > 0 && !olderOpen && <OlderFold items={older} onOpen={() => setOlderOpen(true)} />}
      <ol className="thread__entries">
        {[...(olderOpen ? older : []), ...shown].map((item) => (
          <li key={item.key} tabIndex={-1} id={item.is === "entry" ? `echange-${item.key}` : undefined}>
            <ThreadLine item={item} found={found} space={space} />
          </li>
        ))}
      </ol>
      {older.length + shown.length === 0 && <p className="empty-line">Aucun échange à montrer ici.</p>}
    </section>
  );
}

function ThreadLine({ item, found, space }: { item: ThreadItem; found: CaseView; space: AgentSpace }) {
  const now = useNow();
  if (item.is === "day") return <h2 className="thread__day">{dayHeading(item.day, { now })}</h2>;
  if (item.is === "held") return <HeldMessage held={item.held} space={space} />;
  return <Entry entry={item.entry} found={found} />;
}

function OlderFold({ items, onOpen }: { items: readonly ThreadItem[]; onOpen: () => void }) {
  const now = useNow();
  const dates = items.flatMap((item) => (item.is === "day" ? [] : [item.at]));
  const count = lineCount(items);
  const first = dates[0];
  const last = dates.at(-1);
  return (
    <button type="button" className="fold" onClick={onOpen}>
      <Icon name="fr-icon-arrow-right-s-line" />
      <span>
        <strong>{count === 1 ? "1\u00a0échange plus ancien" : `${count}\u00a0échanges plus anciens`}</strong>
        {first && last && (
          <>
            {" "}
            · du {relativeInstant(first, { now })} au {relativeInstant(last, { now })}
          </>
        )}
      </span>
    </button>
  );
}

function ThreadFilters({
  found,
  space,
  filter,
}: {
  found: CaseView;
  space: AgentSpace;
  filter: ThreadFilter;
}) {
  const offered = offeredFilters(found.entries);
  if (offered.length < 3) return null;
  return (
    <nav className="chips" aria-label="Filtrer les échanges">
      {offered.map((one) => (
        <Link
          key={one}
          to="/espace/$organisation/mediation/dossiers/$caseId"
          params={{ organisation: space.organisation.slug, caseId: found.id }}
          search={one === "tout" ? {} : { echanges: one }}
          replace
          resetScroll={false}
          className={`chip ${one === filter ? "chip--on" : ""}`}
          aria-current={one === filter ? "true" : undefined}
        >
          {threadFilters[one]}
        </Link>
      ))}
    </nav>
  );
}

/** Says politely that messages came while the case was open. */
function useNewEntries(found: CaseView) {
  const { announce } = useNotices();
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    const before = known.current;
    known.current = new Set(found.entries.map(({ id }) => id));
    const fresh = before ? found.entries.filter(({ id, mine }) => !before.has(id) && !mine).length : 0;
    if (fresh > 0) announce(fresh === 1 ? "1 nouveau message" : `${fresh} nouveaux messages`);
  }, [found.entries, announce]);
}

/** Once per opening, brings the first message to process into view when it is not the very first thing read. */
function useOpenAtFirstWaiting(found: CaseView) {
  const done = useRef(false);
  useEffect(() => {
    if (done.current) return;
    done.current = true;
    const first = found.entries.find(({ toProcess }) => toProcess);
    if (first && window.location.hash === "") {
      document.getElementById(`echange-${first.id}`)?.scrollIntoView({ block: "center" });
    }
  }, [found.entries]);
}
