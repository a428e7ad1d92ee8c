import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { QuarantinePage as Page } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { quarantineQuery } from "./case-queries.ts";
import { QuarantinePreview } from "./quarantine-preview.tsx";
import { ExpiryDay, QuarantineRow } from "./quarantine-row.tsx";
import "./quarantine.css";

export type HeldMail = Page["rows"][number];

/** Mails held back: each with its cause in plain words and a preview in text. Reading only, for now. */
export function QuarantinePage({ space }: { space: AgentSpace }) {
  useTitle("Courriels en quarantaine");
  const query = useInfiniteQuery(quarantineQuery(space.organisation.id));
  const rows = query.data?.pages.flatMap((page) => page.rows);
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Courriels en quarantaine</PageTitle>
        <p className="mention">
          Rien n’est perdu&nbsp;: chacun attend une décision, puis s’efface à la date indiquée.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement des courriels retenus…" />}
      {query.isError && !rows && (
        <LoadFailed what="la quarantaine" error={query.error} retry={() => void query.refetch()} />
      )}
      {rows && rows.length === 0 && (
        <div className="empty-state">
          <h2>Aucun courriel retenu</h2>
          <p>Tout ce qui est arrivé est rangé dans un dossier.</p>
        </div>
      )}
      {rows && rows.length > 0 && <HeldMails rows={rows} space={space} />}
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

/** The list with its preview beside it; J and K move and the preview follows. On a phone the card opens in place. */
function HeldMails({ rows, space }: { rows: readonly HeldMail[]; space: AgentSpace }) {
  const [chosen, setChosen] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  useRowWalk(list);
  const shown = rows.find(({ id }) => id === chosen) ?? rows[0];
  return (
    <div className="quarantine">
      <ul ref={list} className="quarantine__list" aria-label="Courriels retenus">
        {rows.map((row) => (
          <li key={row.id} className={row.id === shown?.id ? "is-chosen" : ""}>
            <QuarantineRow row={row} chosen={row.id === shown?.id} onChoose={() => setChosen(row.id)} />
            {row.id === chosen && (
              <div className="quarantine__in-place">
                <QuarantinePreview row={row} space={space} />
              </div>
            )}
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
          <div aria-live="polite">
            <QuarantinePreview row={shown} space={space} />
          </div>
          <p className="small mention">
            <Icon name="fr-icon-time-line" size="xs" /> S’efface <ExpiryDay at={shown.expiresAt} />
          </p>
        </section>
      )}
    </div>
  );
}
