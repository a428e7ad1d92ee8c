import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AccountView, Connections } from "../../../../shared/declarations/connections.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { RunProgress, useRunNews } from "./run-progress.tsx";
import { accountState, faultOf } from "./run-words.ts";
import { useReadNow } from "./use-read-now.ts";
import { isRemote, VendorMark, vendors } from "./vendors.tsx";

const noRuns: Connections["runs"] = [];

/** Billetteries: per account, how fresh its figures are, and how far a reading is. */
export function TicketingBox({ space, query }: { space: AgentSpace; query: UseQueryResult<Connections> }) {
  const read = useReadNow();
  const remote = (query.data?.accounts ?? []).filter(
    ({ provider, connection }) => isRemote(provider) && connection && connection.status !== "disconnected",
  );
  useRunNews(query.data?.accounts, query.data?.runs ?? noRuns);
  const readable = remote.flatMap(({ connection }) =>
    connection?.allowed.includes("sync.start") && !connection.openRun ? [connection.id] : [],
  );
  return (
    <aside className="box" aria-labelledby="billetteries">
      <div className="box__head">
        <h2 id="billetteries">Billetteries</h2>
        {readable.length > 0 && (
          <button
            type="button"
            className="text-button"
            onClick={() => {
              for (const id of readable) read.mutate(id);
            }}
          >
            Tout synchroniser
          </button>
        )}
      </div>
      {query.isPending && <Skeleton says="Chargement des billetteries…" rows={2} />}
      {query.isError && !query.data && (
        <LoadFailed what="les billetteries" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && remote.length === 0 && (
        <p>
          Aucune billetterie connectée.{" "}
          {query.data.allowed.includes("connection.create") && (
            <Link
              to="/espace/$organisation/declarations/connexions/nouvelle"
              params={{ organisation: space.organisation.slug }}
            >
              Connecter une billetterie
            </Link>
          )}
        </p>
      )}
      <ul className="ticketing-box">
        {remote.map((account) => (
          <li key={account.sourceId}>
            <Account account={account} />
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Account({ account }: { account: AccountView }) {
  const now = useNow();
  const { provider, label, connection, openAside } = account;
  if (!connection || !isRemote(provider)) return null;
  const state = accountState(account, now);
  return (
    <>
      <p className="ticketing-box__name">
        <VendorMark provider={provider} size="sm" />
        <span>
          <strong>{vendors[provider].name}</strong>
          <span className="small mention second-line">{label}</span>
        </span>
      </p>
      {connection.openRun ? (
        <RunProgress run={connection.openRun} name={label} />
      ) : (
        <p className="small">
          <span className={`flag ${state.tone ? `tone-${state.tone}` : ""}`}>
            <Icon name={state.icon} size="xs" />
            {state.words}
          </span>{" "}
          <span className="mention">
            {connection.status === "needs_attention" && faultOf(account) && `${faultOf(account)} · `}
            {connection.lastSuccessAt ? (
              <>
                lu <Moment at={connection.lastSuccessAt} />
              </>
            ) : null}
            {openAside > 0 &&
              ` · ${openAside === 1 ? "1\u00a0vente à décider" : `${openAside}\u00a0ventes à décider`}`}
          </span>
        </p>
      )}
    </>
  );
}
