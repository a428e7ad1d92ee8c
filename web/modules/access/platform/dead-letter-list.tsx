import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ReplayDeadLetters } from "../../../../shared/access/platform.ts";
import { queueWords } from "../../../../shared/platform/operations-words.ts";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { More } from "./platform-page.tsx";
import { deadLettersQuery, refresh, replayDeadLetters } from "./platform-queries.ts";

const replayedWords = (count: number) =>
  count === 0
    ? "Aucun message n’attendait plus\u00a0: ils ont déjà été rejoués."
    : count === 1
      ? "1\u00a0message est remis dans sa file."
      : `${count}\u00a0messages sont remis dans leur file.`;

const queueName = (queue: string) => queueWords[queue]?.keeps ?? queue;

/** Messages that failed too many times: chosen and replayed, one or many; their content is not shown. */
export function DeadLetterList({ queue, queues }: { queue: string | undefined; queues: readonly string[] }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const query = useInfiniteQuery(deadLettersQuery(queue));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const replay = useMutation({
    mutationFn: (input: ReplayDeadLetters) => replayDeadLetters(input),
    onSuccess: ({ replayed }) => {
      setChosen(new Set());
      notify(replayedWords(replayed));
    },
    onError: (error) => notify(refusalWords(error)),
    onSettled: () => refresh(client, "jobs", "letters"),
  });
  const letters = query.data?.pages.flatMap((page) => page.letters) ?? [];
  const waiting = letters.filter(({ replayedAt }) => replayedAt === null);
  const picked = waiting.filter(({ id }) => chosen.has(id));
  const inQueue = query.data?.pages[0]?.waiting ?? 0;
  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids) on ? next.add(id) : next.delete(id);
      return next;
    });
  const all = waiting.length > 0 && picked.length === waiting.length;
  return (
    <section aria-labelledby="dead-letters">
      <h2 id="dead-letters" tabIndex={-1} className="platform-heading">
        Messages en échec
      </h2>
      <div className="row row--wrap dead-letters__tools">
        <FilterChoice
          label="Toutes les files"
          value={queue}
          choices={queues.map((name) => ({ value: name, label: queueName(name) }))}
          onChange={(file) => {
            setChosen(new Set());
            void navigate({
              to: "/plateforme/travaux",
              search: file ? { file } : {},
              replace: true,
              resetScroll: false,
            });
          }}
        />
        {waiting.length > 0 && picked.length === 0 && (
          <span className="mention">Choisissez les messages à rejouer.</span>
        )}
        {picked.length > 0 && (
          <Button
            size="sm"
            look="secondary"
            busy={replay.isPending && "Un instant…"}
            onClick={() => replay.mutate({ ids: picked.map(({ id }) => id) })}
          >
            {picked.length > 1 ? `Rejouer ${picked.length}\u00a0messages` : "Rejouer 1\u00a0message"}
          </Button>
        )}
        {queue !== undefined && inQueue > waiting.length && (
          <Button
            size="sm"
            look="tertiary"
            busy={replay.isPending && "Un instant…"}
            onClick={() => replay.mutate({ queue })}
          >
            Rejouer les {Math.min(inQueue, 500)}&nbsp;premiers de cette file
          </Button>
        )}
      </div>
      {query.isError && !query.data && (
        <LoadFailed what="les messages en échec" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && letters.length === 0 && (
        <p className="empty-line">Aucun message en échec. Tout ce qui est arrivé est traité.</p>
      )}
      {letters.length > 0 && (
        <table className="list-table platform-table dead-letters">
          <caption className="fr-sr-only">Messages en échec</caption>
          <thead>
            <tr>
              <th scope="col" className="dead-letters__choice">
                {waiting.length > 0 && (
                  <input
                    type="checkbox"
                    aria-label="Choisir tous les messages affichés"
                    checked={all}
                    onChange={(event) =>
                      choose(
                        waiting.map(({ id }) => id),
                        event.currentTarget.checked,
                      )
                    }
                  />
                )}
              </th>
              <th scope="col">File</th>
              <th scope="col" className="platform-table__wide">
                Arrivé
              </th>
              <th scope="col" className="platform-table__state">
                État
              </th>
            </tr>
          </thead>
          <tbody>
            {letters.map(({ id, queue: from, at, replayedAt, replayedBy }) => (
              <tr key={id}>
                <td className="dead-letters__choice">
                  {replayedAt === null && (
                    <input
                      type="checkbox"
                      aria-labelledby={`letter-${id}`}
                      checked={chosen.has(id)}
                      onChange={(event) => choose([id], event.currentTarget.checked)}
                    />
                  )}
                </td>
                <th scope="row" id={`letter-${id}`}>
                  {queueName(from)}
                </th>
                <td className="mention">
                  <Moment at={at} />
                </td>
                <td>
                  {replayedAt === null ? (
                    "En attente d’une décision"
                  ) : (
                    <span className="mention">
                      Rejoué <Moment at={replayedAt} />
                      {replayedBy && ` par ${replayedBy}`}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More query={query} />
    </section>
  );
}
