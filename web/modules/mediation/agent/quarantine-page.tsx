import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { bulkLimit } from "../../../../shared/mail/quarantine.ts";
import type { DiscardMany, HeldRow } from "../../../../shared/mediation/quarantine.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { countsQuery } from "./case-queries.ts";
import { discardMany, heldListQuery, heldRegister, refreshHeld } from "./held-queries.ts";
import { QuarantineFilters } from "./quarantine-filters.tsx";
import { QuarantinePreview } from "./quarantine-preview.tsx";
import { ExpiryDay, QuarantineRow } from "./quarantine-row.tsx";
import { heldFilter, type QuarantineSearch } from "./quarantine-search.ts";
import { mayListCases } from "./rights.ts";
import "./quarantine.css";

/** How long a decided row stays in its place, greyed. */
const settledFor = 5_000;

/** Mails held back: each with its cause in plain words, a preview in text, and what settles it. */
export function QuarantinePage({ space, search }: { space: AgentSpace; search: QuarantineSearch }) {
  useTitle("Courriels en quarantaine");
  const [now] = useState(() => new Date());
  const query = useInfiniteQuery(heldListQuery(space.organisation.id, heldFilter(search, now)));
  const counts = useQuery({ ...countsQuery(space.organisation.id), enabled: mayListCases(space) }).data;
  const rows = query.data?.pages.flatMap((page) => page.rows);
  const filtered = Object.keys(search).length > 0;
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div>
          <PageTitle>Courriels en quarantaine</PageTitle>
          <p className="mention">
            {counts && counts.quarantined > 0 && (
              <>
                {heldWords(counts.quarantined)} Rien n’est perdu&nbsp;: chacun attend une décision, puis
                s’efface à la date indiquée.
              </>
            )}
            {!(counts && counts.quarantined > 0) && (
              <>Rien n’est perdu&nbsp;: chacun attend une décision, puis s’efface à la date indiquée.</>
            )}
          </p>
        </div>
        <RegisterButtons space={space} />
      </header>
      <QuarantineFilters space={space} search={search} rows={rows ?? []} />
      {query.isPending && <Skeleton says="Chargement des courriels retenus…" />}
      {query.isError && !rows && (
        <LoadFailed what="la quarantaine" error={query.error} retry={() => void query.refetch()} />
      )}
      {rows && rows.length === 0 && <NothingHeld filtered={filtered} />}
      {rows && rows.length > 0 && <HeldMails rows={rows} space={space} state={search.etat ?? "waiting"} />}
      {query.hasNextPage && (
        <p className="list-foot">
          <Button
            look="secondary"
            size="sm"
            busy={query.isFetchingNextPage && "Chargement…"}
            onClick={() => void query.fetchNextPage()}
          >
            Afficher la suite
          </Button>
        </p>
      )}
    </div>
  );
}

const heldWords = (count: number) =>
  count === 1 ? "1\u00a0courriel retenu." : `${count}\u00a0courriels retenus.`;

const NothingHeld = ({ filtered }: { filtered: boolean }) => (
  <div className="empty-state">
    {filtered ? (
      <>
        <h2>Aucun courriel ne correspond</h2>
        <p>Changez les filtres, ou effacez-les.</p>
      </>
    ) : (
      <>
        <h2>Aucun courriel retenu</h2>
        <p>Tout ce qui est arrivé est rangé dans un dossier.</p>
      </>
    )}
  </div>
);

/** The register, without any content, for a spreadsheet. */
function RegisterButtons({ space }: { space: AgentSpace }) {
  const { notify } = useNotices();
  const register = useMutation({
    mutationFn: (format: "csv" | "xlsx") => heldRegister({ organisation: space.organisation.id, format }),
    onSuccess: ({ fileName, type, base64 }) =>
      Object.assign(document.createElement("a"), {
        href: `data:${type};base64,${base64}`,
        download: fileName,
      }).click(),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <p className="row row--wrap">
      <span className="small mention">Exporter le registre</span>
      {(["xlsx", "csv"] as const).map((format) => (
        <Button
          key={format}
          size="sm"
          look="tertiary"
          busy={register.isPending && register.variables === format && "Export…"}
          onClick={() => register.mutate(format)}
        >
          {format === "xlsx" ? "Excel" : "CSV"}
          <span className="fr-sr-only">, registre des courriels retenus</span>
        </Button>
      ))}
    </p>
  );
}

/** Decided rows, each with what became of it, for a few seconds; then the lists are read again. */
function useSettled() {
  const client = useQueryClient();
  const [settled, setSettled] = useState<ReadonlyMap<string, string>>(() => new Map());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const mine = timers.current;
    return () => {
      for (const timer of mine) clearTimeout(timer);
      // Left before the moment was over: what waits elsewhere must know now.
      if (mine.size > 0) refreshHeld(client);
    };
  }, [client]);
  const settle = (ids: readonly string[], words: string) => {
    setSettled((before) => new Map([...before, ...ids.map((id) => [id, words] as const)]));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setSettled((before) => new Map([...before].filter(([id]) => !ids.includes(id))));
      refreshHeld(client);
    }, settledFor);
    timers.current.add(timer);
  };
  return { settled, settle };
}

/** The list with its preview beside it; J and K move and the preview follows. On a phone the card opens in place. */
function HeldMails({ rows, space, state }: { rows: readonly HeldRow[]; space: AgentSpace; state: string }) {
  const [chosen, setChosen] = useState<string>();
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => new Set());
  const { settled, settle } = useSettled();
  const list = useRef<HTMLUListElement>(null);
  useRowWalk(list);
  const shown = rows.find(({ id }) => id === chosen) ?? rows.find(({ id }) => !settled.has(id)) ?? rows[0];
  const pickable = state === "waiting" ? rows.filter(({ id }) => !settled.has(id)) : [];
  const chosenRows = pickable.filter(({ id }) => picked.has(id));
  const pick = (ids: readonly string[], on: boolean) =>
    setPicked((before) => {
      const next = new Set(before);
      for (const id of ids) on ? next.add(id) : next.delete(id);
      return next;
    });
  const preview = (row: HeldRow) => (
    <QuarantinePreview
      key={row.id}
      row={row}
      space={space}
      settled={settled.get(row.id)}
      onSettled={(words) => settle([row.id], words)}
    />
  );
  return (
    <>
      <BulkBar
        rows={chosenRows}
        all={pickable}
        space={space}
        onPick={pick}
        onSettled={(ids, words) => {
          setPicked(new Set());
          settle(ids, words);
        }}
      />
      <div className="quarantine">
        <ul ref={list} className="quarantine__list" aria-label="Courriels retenus">
          {rows.map((row) => (
            <li key={row.id} className={row.id === shown?.id ? "is-chosen" : ""}>
              <div className="quarantine__line">
                {state === "waiting" && (
                  <input
                    type="checkbox"
                    aria-label={`Choisir le courriel de ${row.from ?? "expéditeur illisible"}`}
                    checked={picked.has(row.id)}
                    disabled={settled.has(row.id)}
                    onChange={(event) => pick([row.id], event.currentTarget.checked)}
                  />
                )}
                <QuarantineRow
                  row={row}
                  chosen={row.id === shown?.id}
                  settled={settled.get(row.id)}
                  onChoose={() => setChosen(row.id)}
                />
              </div>
              {row.id === chosen && <div className="quarantine__in-place">{preview(row)}</div>}
            </li>
          ))}
        </ul>
        {shown && (
          <section className="quarantine__preview" aria-labelledby="quarantine-preview">
            <header className="quarantine__preview-head">
              <h2 id="quarantine-preview">Aperçu</h2>
              <p className="key-hints" aria-hidden="true">
                <kbd>J</kbd> <kbd>K</kbd> suivant
              </p>
            </header>
            {preview(shown)}
            <p className="small mention">
              <Icon name="fr-icon-time-line" size="xs" /> S’efface <ExpiryDay at={shown.expiresAt} />
            </p>
          </section>
        )}
      </div>
    </>
  );
}

/** What is done with several mails at once: set aside as spam, or deleted. */
function BulkBar({
  rows,
  all,
  space,
  onPick,
  onSettled,
}: {
  rows: readonly HeldRow[];
  all: readonly HeldRow[];
  space: AgentSpace;
  onPick: (ids: readonly string[], on: boolean) => void;
  onSettled: (ids: readonly string[], words: string) => void;
}) {
  const { notify } = useNotices();
  const discard = useMutation({
    mutationFn: (as: DiscardMany["as"]) =>
      discardMany({
        organisation: space.organisation.id,
        as,
        items: rows.slice(0, bulkLimit).map(({ id, version }) => ({ id, version })),
      }),
    onSuccess: ({ done, refused }, as) => {
      onSettled(
        done.map(({ id }) => id),
        as === "spam" ? "Indésirable" : "Supprimé",
      );
      notify(
        bulkWords(
          done.length,
          as,
          refused.map(({ detail }) => detail),
        ),
      );
    },
    onError: (error) => notify(refusalWords(error)),
  });
  if (all.length === 0) return null;
  const every = rows.length === all.length;
  return (
    <div className="quarantine__bulk">
      <label className="quarantine__all">
        <input
          type="checkbox"
          checked={every}
          onChange={(event) =>
            onPick(
              all.map(({ id }) => id),
              event.currentTarget.checked,
            )
          }
        />
        <span className="small">
          {rows.length === 0
            ? "Tout choisir"
            : rows.length === 1
              ? "1\u00a0courriel choisi"
              : `${rows.length}\u00a0courriels choisis`}
        </span>
      </label>
      {rows.length > 0 && (
        <>
          <Button
            size="sm"
            look="secondary"
            busy={discard.isPending && discard.variables === "spam" && "Un instant…"}
            onClick={() => discard.mutate("spam")}
          >
            Indésirables
          </Button>
          <Button
            size="sm"
            look="secondary"
            busy={discard.isPending && discard.variables === "deleted" && "Un instant…"}
            onClick={() => discard.mutate("deleted")}
          >
            Supprimer
          </Button>
          {rows.length > bulkLimit && (
            <span className="small mention">Les {bulkLimit}&nbsp;premiers seulement.</span>
          )}
        </>
      )}
    </div>
  );
}

const bulkWords = (done: number, as: DiscardMany["as"], causes: readonly string[]): string => {
  const what = as === "spam" ? "classés comme indésirables" : "supprimés";
  const all = done + causes.length;
  if (causes.length === 0)
    return done === 1
      ? `1\u00a0courriel ${as === "spam" ? "classé comme indésirable" : "supprimé"}.`
      : `${done}\u00a0courriels ${what}.`;
  return `${done}\u00a0courriels ${what} sur ${all}. ${[...new Set(causes)].join(" ")}`;
};
