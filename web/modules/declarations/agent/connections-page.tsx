import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Connections, RunView } from "../../../../shared/declarations/connections.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { clockTime, dayOf, exactInstant, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AccountRows } from "./account-rows.tsx";
import { connectionsQuery } from "./connection-queries.ts";
import { MendAccount } from "./mend-account.tsx";
import { useRunNews } from "./run-progress.tsx";
import { runLine } from "./run-words.ts";
import { vendors } from "./vendors.tsx";
import "../../../ui/agent/list-table.css";
import "./declarations.css";

const noRuns: Connections["runs"] = [];

/** Connexions: the account to mend first, with its field in place, then all accounts, then the last readings. */
export function ConnectionsPage({ space }: { space: AgentSpace }) {
  useTitle("Connexions");
  const { organisation } = space;
  const query = useQuery(connectionsQuery(organisation.id));
  const { data } = query;
  const runs = data?.runs ?? noRuns;
  useRunNews(data?.accounts, runs);
  const toMend = (data?.accounts ?? []).filter(({ connection }) => connection?.status === "needs_attention");
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div className="grow">
          <PageTitle>Connexions</PageTitle>
          <p className="mention">{data && headWords(data)}</p>
        </div>
        {data?.allowed.includes("connection.create") && (
          <Link
            to="/espace/$organisation/declarations/connexions/nouvelle"
            params={{ organisation: organisation.slug }}
            className={buttonClass({ look: "secondary", size: "sm", icon: "fr-icon-add-line" })}
          >
            Connecter une billetterie
          </Link>
        )}
      </header>
      {query.isPending && <Skeleton says="Chargement des billetteries…" />}
      {query.isError && !data && (
        <LoadFailed what="les billetteries" error={query.error} retry={() => void query.refetch()} />
      )}
      {toMend.map((account) => (
        <MendAccount key={account.sourceId} account={account} space={space} />
      ))}
      {data && data.accounts.length === 0 && (
        <div className="empty-state">
          <p>
            <strong>Aucune billetterie pour l’instant.</strong>
          </p>
          <p>
            Connectez celle où vous vendez vos billets&nbsp;: Guichet lira les entrées et les recettes à votre
            place.
          </p>
        </div>
      )}
      {data && data.accounts.length > 0 && <AccountRows accounts={data.accounts} space={space} />}
      {runs.length > 0 && <LastReadings runs={runs} me={space.me.id} />}
    </div>
  );
}

const headWords = ({ accounts }: Connections): string => {
  const read = accounts.filter(
    ({ connection }) => connection && connection.status !== "disconnected" && connection.syncEnabled,
  ).length;
  if (read === 0) return "Aucun compte n’est lu chaque nuit.";
  const counted = read === 1 ? "1\u00a0compte lu" : `${read}\u00a0comptes lus`;
  return `${counted} chaque nuit. Un compte en panne n’arrête pas les autres.`;
};

const runLook: Readonly<
  Record<
    RunView["state"],
    { icon: `fr-icon-${string}`; tone: "info" | "success" | "warning" | "error" | "mention" }
  >
> = {
  queued: { icon: "fr-icon-time-fill", tone: "info" },
  running: { icon: "fr-icon-refresh-line", tone: "info" },
  waiting_quota: { icon: "fr-icon-pause-circle-line", tone: "info" },
  succeeded: { icon: "fr-icon-check-line", tone: "success" },
  partial: { icon: "fr-icon-question-line", tone: "warning" },
  failed: { icon: "fr-icon-error-fill", tone: "error" },
  cancelled: { icon: "fr-icon-close-line", tone: "mention" },
};

function LastReadings({ runs, me }: { runs: readonly RunView[]; me: string }) {
  const now = useNow();
  const today = dayOf(now);
  return (
    <section className="last-readings" aria-labelledby="dernieres-lectures">
      <h2 id="dernieres-lectures">Dernières lectures</h2>
      <ol>
        {runs.map((run) => {
          const at = new Date(run.startedAt ?? run.createdAt);
          const day = dayOf(at);
          return (
            <li key={run.id}>
              <time dateTime={at.toISOString()} title={exactInstant(at.toISOString())} className="mention">
                {day === today ? clockTime(at) : shortDay(day).replace(/ \d{4}$/, "")}
              </time>
              <Icon {...{ name: runLook[run.state].icon, tone: runLook[run.state].tone }} />
              <span>
                <strong>{run.label === "" ? vendors[run.provider].name : run.label}</strong>
                {runLine(run, me)}
                {run.state === "waiting_quota" && (
                  <span className="small mention second-line">
                    {vendors[run.provider].name} limite le nombre de lectures par heure. Rien n’est relu deux
                    fois.
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
