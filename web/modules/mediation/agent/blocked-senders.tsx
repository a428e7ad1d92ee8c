import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { blockedSendersQuery, liftBlock, refreshHeld } from "./held-queries.ts";
import "./quarantine.css";

/** Whose mails the organisation holds without looking, until when, and how to lift it: a block of the settings. */
export function BlockedSenders({ space }: { space: AgentSpace }) {
  const query = useQuery(blockedSendersQuery(space.organisation.id));
  return (
    <section className="box settings-section" aria-labelledby="blocked-senders">
      <header className="settings-section__head">
        <h2 id="blocked-senders">Expéditeurs bloqués</h2>
      </header>
      {query.isPending && <Skeleton says="Chargement des expéditeurs bloqués…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les expéditeurs bloqués" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && query.data.senders.length === 0 && (
        <p className="mention">
          Aucun. On bloque un expéditeur depuis la quarantaine, avec «&nbsp;Indésirable&nbsp;».
        </p>
      )}
      {query.data && query.data.senders.length > 0 && <Senders senders={query.data.senders} />}
    </section>
  );
}

function Senders({
  senders,
}: {
  senders: ReadonlyArray<{ id: string; kind: string; value: string; until: string; by: string | null }>;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const lift = useMutation({
    mutationFn: (id: string) => liftBlock(id),
    onSuccess: () => {
      refreshHeld(client);
      notify("Expéditeur débloqué\u00a0: ses prochains courriels sont de nouveau examinés.");
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <ul className="blocked-senders" aria-label="Expéditeurs bloqués">
      {senders.map(({ id, kind, value, until, by }) => (
        <li key={id}>
          <span className="grow">
            <strong className="break-anywhere">{kind === "domain" ? `Tout ${value}` : value}</strong>
            <span className="small mention second-line">
              Jusqu’au {shortDay(dayOf(new Date(until)))}
              {by && `, par ${by}`}
            </span>
          </span>
          <button
            type="button"
            className="text-button"
            aria-disabled={lift.isPending ? true : undefined}
            onClick={() => lift.mutate(id)}
          >
            Débloquer<span className="fr-sr-only"> {value}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
