import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type NewsTopic,
  type NewsWay,
  newsTopics,
  newsWays,
} from "../../../../../shared/declarations/news.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import "./following.css";
import { chooseNews, keepNewsChoices, newsChoicesQuery } from "./following-queries.ts";

const isWay = (value: string): value is NewsWay => Object.hasOwn(newsWays, value);
/** What waits from day to day has no moment of its own to be mailed at. */
const ofTheMorning: readonly NewsTopic[] = ["aside", "figures_changed"];
const ownMoment: readonly NewsTopic[] = ["file_ready"];
const waysFor = (topic: NewsTopic) =>
  Object.entries(newsWays).filter(
    ([way]) =>
      !(way === "mail" && ofTheMorning.includes(topic)) && !(way === "digest" && ownMoment.includes(topic)),
  );

/** Mes alertes: how somebody hears of each kind of news; kept at once. */
export function NewsPage({ space }: { space: AgentSpace }) {
  useTitle("Mes alertes");
  const organisationId = space.organisation.id;
  const client = useQueryClient();
  const { notify } = useNotices();
  const query = useQuery(newsChoicesQuery(organisationId));
  const choosing = useMutation({
    mutationFn: (choice: { topic: NewsTopic; way: NewsWay }) => chooseNews({ organisationId, ...choice }),
    onSuccess: (choices) => {
      keepNewsChoices(client, organisationId, choices);
      notify("C’est noté.");
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Mes alertes</PageTitle>
        <p className="mention">
          Pour vous seul, dans cette organisation. Chaque choix est enregistré aussitôt.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement de vos choix…" />}
      {query.isError && !query.data && (
        <LoadFailed what="vos choix" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && (
        <div className="following-choices">
          {(Object.keys(newsTopics) as NewsTopic[]).map((topic) => (
            <Select
              key={topic}
              id={`news-${topic}`}
              label={newsTopics[topic].label}
              options={waysFor(topic) as [string, string][]}
              placeholder="Choisissez"
              value={query.data.ways[topic] ?? newsTopics[topic].usual}
              onChange={(way) => isWay(way) && choosing.mutate({ topic, way })}
            />
          ))}
        </div>
      )}
    </div>
  );
}
