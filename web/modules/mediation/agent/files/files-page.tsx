import { useMutation, useQuery } from "@tanstack/react-query";
import { type JobView, jobKinds } from "../../../../../shared/mediation/jobs.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { jobsQuery, linkToJobFile } from "./file-queries.ts";
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
  if (names.length === 0) return <p className="small">Terminé.</p>;
  return (
    <>
      <div className="row row--wrap">
        {names.map(({ name, size }, part) => (
          <Download key={name} id={job.id} part={part} name={name} size={size} />
        ))}
      </div>
      <Left left={job.result?.left} />
      {expiresAt && <p className="small mention">Gardé jusqu’au {shortDay(dayOf(new Date(expiresAt)))}.</p>}
    </>
  );
}

/** Files that could not be put in the archive. */
function Left({ left }: { left: unknown }) {
  const names = Array.isArray(left) ? left.filter((name) => typeof name === "string") : [];
  if (names.length === 0) return null;
  return <p className="small">Absents, car infectés ou introuvables&nbsp;: {names.join(", ")}.</p>;
}

function Download({ id, part, name, size }: { id: string; part: number; name: string; size: number }) {
  const { notify } = useNotices();
  const opening = useMutation({
    mutationFn: () => linkToJobFile(id, part),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <Button
      size="sm"
      look="secondary"
      busy={opening.isPending && "Un instant…"}
      onClick={() => opening.mutate()}
    >
      Télécharger {name} ({sizeWords(size)})
    </Button>
  );
}

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0Ko`
    : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")}\u00a0Mo`;

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
