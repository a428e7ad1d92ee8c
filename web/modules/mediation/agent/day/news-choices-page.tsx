import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type NewsTopic, type NewsWay, newsTopics, newsWays } from "../../../../../shared/mediation/news.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { chooseNews, newsChoicesQuery } from "./day-queries.ts";
import "./day.css";

const ways = Object.entries(newsWays) as [NewsWay, string][];
const waysOf = (topic: NewsTopic) =>
  "always" in newsTopics[topic] ? ways.filter(([way]) => way !== "off") : ways;

/** How one wants to be told of each subject in this organisation; kept as soon as it is chosen. */
export function NewsChoicesPage({ space: { organisation } }: { space: AgentSpace }) {
  useTitle("Être prévenu");
  const client = useQueryClient();
  const { notify } = useNotices();
  const query = newsChoicesQuery(organisation.id);
  const choices = useQuery(query);
  const choose = useMutation({
    mutationFn: (input: { topic: NewsTopic; way: NewsWay }) =>
      chooseNews({ organisation: organisation.id, ...input }),
    onSuccess: (answer) => {
      client.setQueryData(query.queryKey, answer);
      notify("Votre choix est enregistré.");
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <div className="agent-page news-choices">
      <header className="agent-head">
        <div className="grow">
          <PageTitle>Être prévenu</PageTitle>
          <p className="mention">
            Le résumé du matin arrive à 7&nbsp;h&nbsp;30, les jours ouvrés, quand quelque chose vous attend.
          </p>
        </div>
      </header>
      {choices.isPending && <Skeleton says="Chargement de vos choix…" />}
      {choices.isError && (
        <LoadFailed what="vos choix" error={choices.error} retry={() => void choices.refetch()} />
      )}
      {choices.data?.choices.map(({ topic, way }) => (
        <Select
          key={topic}
          id={`news-${topic}`}
          label={newsTopics[topic].label}
          placeholder="Choisissez"
          options={waysOf(topic)}
          value={way}
          onChange={(value) => {
            const wanted = ways.find(([code]) => code === value);
            if (wanted) choose.mutate({ topic, way: wanted[0] });
          }}
        />
      ))}
    </div>
  );
}
