import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { entriesAtOnce } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { dayHeading, relativeInstant } from "../../../ui/agent/relative-dates.ts";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { Entry } from "./entry.tsx";
import { FiledRequest } from "./filed-request.tsx";
import { entryElement } from "./focused-entry.ts";
import { HeldLine, HeldMessage } from "./held-message.tsx";
import { useReadEntries } from "./older-entries.ts";
import {
  lineCount,
  offeredFilters,
  type ThreadFilter,
  type ThreadItem,
  threadFilters,
  threadView,
  unfoldedAtOnce,
} from "./thread-view.ts";
import "./thread.css";
import "./message.css";

/** The exchanges of a case, oldest to newest. */
export function Thread({
  found: opened,
  space,
  filter,
}: {
  found: CaseView;
  space: AgentSpace;
  filter: ThreadFilter;
}) {
  const { found, unread, readMore, isReading, failed } = useReadEntries(opened);
  const [unfolded, setUnfolded] = useState(0);
  const { older, shown } = useMemo(() => threadView(found, filter, unfolded), [found, filter, unfolded]);
  const list = useRef<HTMLOListElement>(null);
  useRowWalk(list);
  useOpenAtFirstWaiting(opened);
  const unfold = () => {
    if (older.length > 0) return setUnfolded((count) => count + unfoldedAtOnce);
    if (!readMore) return;
    setUnfolded((count) => count + entriesAtOnce);
    readMore();
  };
  useOpenAtAsked(older.length > 0 || unread > 0, unfold);
  return (
    <section className="thread" aria-label="Échanges">
      <ThreadFilters found={found} space={space} filter={filter} />
      {filter === "tout" && <HeldLine found={found} />}
      {filter === "tout" && <FiledRequest found={found} />}
      {(older.length > 0 || unread > 0) && (
        <OlderFold items={older} unread={unread} isReading={isReading} onOpen={unfold} />
      )}
      {failed && (
        <p className="tone-error">Les échanges plus anciens n’ont pas pu être chargés. Réessayez.</p>
      )}
      <ol ref={list} className="thread__entries">
        {shown.map((item) => (
          <li
            key={item.key}
            tabIndex={-1}
            id={item.is === "entry" ? entryElement(item.key) : undefined}
            data-row={item.is === "day" ? undefined : true}
          >
            <ThreadLine item={item} found={found} space={space} />
          </li>
        ))}
      </ol>
      <NewEntries found={opened} />
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

function OlderFold({
  items,
  unread,
  isReading,
  onOpen,
}: {
  items: readonly ThreadItem[];
  /** Older ones that were not read from the server yet. */
  unread: number;
  isReading: boolean;
  onOpen: () => void;
}) {
  const now = useNow();
  const dates = items.flatMap((item) => (item.is === "day" ? [] : [item.at]));
  const folded = lineCount(items);
  const count = folded + unread;
  const next = folded > 0 ? unfoldedAtOnce : entriesAtOnce;
  const first = unread === 0 ? dates[0] : undefined;
  const last = dates.at(-1);
  return (
    <button type="button" className="fold" aria-busy={isReading} onClick={onOpen}>
      <Icon name="fr-icon-arrow-right-s-line" />
      <span>
        <strong>{count === 1 ? "1\u00a0échange plus ancien" : `${count}\u00a0échanges plus anciens`}</strong>
        {first && last && (
          <>
            {" "}
            · du {relativeInstant(first, { now })} au {relativeInstant(last, { now })}
          </>
        )}
        {isReading ? " · chargement…" : count > next && ` · afficher les ${next} derniers`}
        {items.some((item) => item.is === "entry" && item.entry.toProcess) && (
          <strong> · dont des messages à traiter</strong>
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

/**
 * Says politely that messages came while the case was open, and leads to them. Nothing moves by itself: what is read
 * and what is typed stay where they are.
 */
function NewEntries({ found }: { found: CaseView }) {
  const { announce } = useNotices();
  const known = useRef<Set<string>>(undefined);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  useEffect(() => {
    const before = known.current;
    known.current = new Set(found.entries.map(({ id }) => id));
    const came = before
      ? found.entries.filter(({ id, mine, kind }) => !before.has(id) && !mine && kind !== "fact")
      : [];
    if (came.length === 0) return;
    announce(newWords(came.length));
    const unseen = came.filter(({ id }) => !isInSight(id)).map(({ id }) => id);
    setFresh((all) => [...all, ...unseen]);
  }, [found.entries, announce]);
  const [first] = fresh;
  useEffect(() => {
    if (first === undefined) return;
    const entry = document.getElementById(entryElement(first));
    if (!entry) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && setFresh([]));
    watch.observe(entry);
    return () => watch.disconnect();
  }, [first]);
  if (first === undefined) return null;
  return (
    <button
      type="button"
      className="thread__news"
      onClick={() => {
        setFresh([]);
        const entry = document.getElementById(entryElement(first));
        entry?.scrollIntoView({ block: "center" });
        entry?.focus({ preventScroll: true });
      }}
    >
      <Icon name="fr-icon-arrow-down-line" size="xs" /> {newWords(fresh.length)}
    </button>
  );
}

const newWords = (count: number) =>
  count === 1 ? "1\u00a0nouveau message" : `${count}\u00a0nouveaux messages`;

function isInSight(entryId: string): boolean {
  const place = document.getElementById(entryElement(entryId))?.getBoundingClientRect();
  return place !== undefined && place.top < window.innerHeight && place.bottom > 0;
}

/** Once per opening, brings the first message to process into view when it is not the very first thing read. */
function useOpenAtFirstWaiting(found: CaseView) {
  const done = useRef(false);
  useEffect(() => {
    if (done.current) return;
    done.current = true;
    const first = found.entries.find(({ toProcess }) => toProcess);
    if (first && window.location.hash === "") {
      document.getElementById(entryElement(first.id))?.scrollIntoView({ block: "center" });
    }
  }, [found.entries]);
}

/** Brings the exchange that the address names (`#echange-…`, from a search) into view, unfolding down to it. */
function useOpenAtAsked(isFolded: boolean, unfold: () => void) {
  const { hash } = useLocation();
  const done = useRef<string>(undefined);
  useEffect(() => {
    if (!hash.startsWith(entryElement("")) || done.current === hash) return;
    const entry = document.getElementById(hash);
    if (!entry && isFolded) return unfold();
    done.current = hash;
    entry?.scrollIntoView({ block: "center" });
    entry?.focus({ preventScroll: true });
  }, [hash, isFolded, unfold]);
}
