import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Jobs } from "../../../../shared/access/platform.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { DeadLetterList } from "./dead-letter-list.tsx";
import { jobState } from "./job-words.ts";
import { PlatformPage } from "./platform-page.tsx";
import { jobsQuery } from "./platform-queries.ts";

const route = getRouteApi("/plateforme/travaux");

/** What runs without anyone looking: signs of life, queues, and what died on the way. */
export function JobsPage() {
  const { file } = route.useSearch();
  const query = useQuery(jobsQuery);
  return (
    <PlatformPage
      title="Travaux et files"
      line={
        <>Ce qui tourne sans personne, relu chaque minute. Le contenu des messages n’est jamais montré.</>
      }
      what="les travaux"
      query={query}
    >
      {(data) => (
        <>
          <JobRows jobs={data.jobs} />
          <QueueRows queues={data.queues} />
          <DeadLetterList queue={file} queues={data.queues.map(({ queue }) => queue)} />
        </>
      )}
    </PlatformPage>
  );
}

function JobRows({ jobs }: { jobs: Jobs["jobs"] }) {
  return (
    <section aria-labelledby="jobs">
      <h2 id="jobs" className="platform-heading">
        Travaux
      </h2>
      <table className="list-table platform-table">
        <caption className="fr-sr-only">Travaux réguliers</caption>
        <thead>
          <tr>
            <th scope="col">Travail</th>
            <th scope="col" className="platform-table__state">
              État
            </th>
            <th scope="col" className="platform-table__date">
              Dernier passage
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => {
            const { tone, icon, words } = jobState(job);
            return (
              <tr key={job.name}>
                <th scope="row">
                  <span className="strong-words">{job.does}</span>
                  <span className="small mention second-line">{job.name}</span>
                </th>
                <td>
                  <span className={`flag tone-${tone}`}>
                    <Icon name={icon} size="xs" />
                    {words}
                  </span>
                  {job.lastError && <span className="small mention second-line">{job.lastError}</span>}
                </td>
                <td className="mention">
                  <span className="card-label">Dernier passage&nbsp;: </span>
                  {job.finishedAt ? (
                    <Moment at={job.finishedAt} />
                  ) : job.startedAt ? (
                    <>
                      commencé <Moment at={job.startedAt} />
                    </>
                  ) : (
                    "Jamais"
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function QueueRows({ queues }: { queues: Jobs["queues"] }) {
  return (
    <section aria-labelledby="queues">
      <h2 id="queues" className="platform-heading">
        Files d’attente
      </h2>
      <table className="list-table platform-table">
        <caption className="fr-sr-only">Files d’attente</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="platform-table__state">
              En attente
            </th>
            <th scope="col" className="platform-table__date">
              En échec
            </th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ queue, keeps, waiting, oldestAt, dead }) => (
            <tr key={queue}>
              <th scope="row">
                <span className="strong-words">{keeps}</span>
                <span className="small mention second-line">{queue}</span>
              </th>
              <td>
                <span className="card-label">En attente&nbsp;: </span>
                {waiting}
                {oldestAt && (
                  <span className="small mention">
                    {" "}
                    · le plus ancien <Moment at={oldestAt} />
                  </span>
                )}
              </td>
              <td>
                {dead > 0 ? (
                  <Link
                    to="/plateforme/travaux"
                    search={{ file: queue }}
                    resetScroll={false}
                    hash="dead-letters"
                  >
                    {dead}&nbsp;message{dead > 1 ? "s" : ""}
                    <span className="fr-sr-only"> en échec dans {queue}</span>
                  </Link>
                ) : (
                  <>
                    <span className="card-label">En échec&nbsp;: </span>0
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
