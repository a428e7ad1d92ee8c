import { useQuery } from "@tanstack/react-query";
import { BulkResult } from "../../../../../shared/mediation/bulk.ts";
import { type JobView, jobKinds } from "../../../../../shared/mediation/jobs.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { BulkRefused } from "../bulk-refused.tsx";
import { jobsQuery } from "./file-queries.ts";
import { JobFile } from "./job-file.tsx";
import "./files.css";

/** Files and long work somebody asked for: how far each is, and what it made. */
export function FilesPage({ space }: { space: AgentSpace }) {
  useTitle("Mes fichiers");
  const query = useQuery(jobsQuery(space.organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Mes fichiers</PageTitle>
        <p className="mention">
          Les exports, synthèses et archives que vous avez demandés. Chacun est gardé 24 heures&nbsp;; vous
          seul les voyez.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement de vos fichiers…" />}
      {query.isError && !query.data && (
        <LoadFailed what="vos fichiers" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && query.data.jobs.length === 0 && (
        <div className="empty-state">
          <h2>Aucun fichier</h2>
          <p>
            Demandez-en un depuis une liste de dossiers («&nbsp;Exporter…&nbsp;») ou depuis un dossier
            («&nbsp;Autres actions&nbsp;»).
          </p>
        </div>
      )}
      {query.data && query.data.jobs.length > 0 && (
        <ul className="files">
          {query.data.jobs.map((job) => (
            <li key={job.id} className="box">
              <Job job={job} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Job({ job }: { job: JobView }) {
  return (
    <>
      <p>
        <strong>{jobKinds[job.kind]}</strong>
        <span className="mention">
          , demandé <Moment at={job.createdAt} />
        </span>
      </p>
      <State job={job} />
    </>
  );
}

function State({ job }: { job: JobView }) {
  const { state, made, total, error, expiresAt } = job;
  if (state === "queued" || state === "running") {
    return (
      <p role="status">
        <progress
          className="files__progress"
          aria-label="Avancement"
          {...(total > 0 ? { value: made, max: total } : {})}
        />
        <span className="small">
          {state === "queued" ? "En attente" : total > 0 ? `${made} sur ${total}` : "En cours"}
        </span>
      </p>
    );
  }
  if (state === "failed") return <p className="tone-error">{failureWords(error)}</p>;
  if (state === "expired") {
    return <p className="mention">Ce fichier n’est plus gardé. Demandez-le de nouveau.</p>;
  }
  const names = filesOf(job);
  const refused = (
    <BulkRefused lines={BulkResult.safeParse(job.result).data?.lines ?? []} numbers={noNumber} />
  );
  if (names.length === 0) {
    return (
      <>
        <p className="small">Terminé.</p>
        {refused}
      </>
    );
  }
  return (
    <>
      <div className="row row--wrap">
        {names.map(({ name, size }, part) => (
          <JobFile key={name} id={job.id} part={part} name={name} size={size} />
        ))}
      </div>
      <Left left={job.result?.left} />
      {refused}
      {expiresAt && <p className="small mention">Gardé jusqu’au {shortDay(dayOf(new Date(expiresAt)))}.</p>}
    </>
  );
}

const noNumber: ReadonlyMap<string, string> = new Map();

/** Files that could not be put in the archive. */
function Left({ left }: { left: unknown }) {
  const names = Array.isArray(left) ? left.filter((name) => typeof name === "string") : [];
  if (names.length === 0) return null;
  return <p className="small">Absents, car infectés ou introuvables&nbsp;: {names.join(", ")}.</p>;
}

const failures: Readonly<Record<string, string>> = {
  not_found: "Ce fichier n’a pas pu être fait\u00a0: vous n’avez plus accès à ce dossier.",
};
const failureWords = (reason: string | null): string =>
  (reason && failures[reason]) ||
  "Ce fichier n’a pas pu être fait\u00a0: vos droits ont changé, ou le dossier n’est plus là. Demandez-le de nouveau.";

/** The file, and the further parts of a large archive. */
const filesOf = ({ file, result }: JobView): Array<{ name: string; size: number }> => {
  const parts = Array.isArray(result?.parts) ? result.parts : [];
  return [...(file ? [file] : []), ...parts.filter(isPart)];
};
const isPart = (part: unknown): part is { name: string; size: number } =>
  typeof part === "object" && part !== null && "name" in part && "size" in part;
