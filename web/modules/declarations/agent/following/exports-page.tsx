import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type AskExport,
  type ExportKind,
  type ExportView,
  exportFormats,
  exportKinds,
} from "../../../../../shared/declarations/exports.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { askExport, exportsQuery, linkToExport, rereadExports } from "./following-queries.ts";
import "../../../mediation/agent/files/files.css";
import "./following.css";

const isKind = (value: string): value is ExportKind => Object.hasOwn(exportKinds, value);

/** Mes fichiers: asks for a list as a file, and shows those that were asked for. */
export function ExportsPage({ space }: { space: AgentSpace }) {
  useTitle("Mes fichiers");
  const { organisation } = space;
  const query = useQuery(exportsQuery(organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Mes fichiers</PageTitle>
        <p className="mention">
          Tout ce que Guichet garde de vos spectacles, en tableau. Un fichier est gardé 24&nbsp;heures&nbsp;;
          vous seul le voyez.
        </p>
      </header>
      <AskForm organisationId={organisation.id} />
      <h2 className="following-list">Fichiers demandés</h2>
      {query.isPending && <Skeleton says="Chargement de vos fichiers…" />}
      {query.isError && !query.data && (
        <LoadFailed what="vos fichiers" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data?.exports.length === 0 && <p className="mention">Aucun fichier pour l’instant.</p>}
      {query.data && query.data.exports.length > 0 && (
        <ul className="files">
          {query.data.exports.map((one) => (
            <li key={one.id} className="box">
              <p>
                <strong>{exportKinds[one.kind]}</strong>
                <span className="mention">
                  , demandé <Moment at={one.createdAt} />
                </span>
              </p>
              <State of={one} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function AskForm({ organisationId }: { organisationId: string }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<ExportKind>("performances");
  const [format, setFormat] = useState<AskExport["format"]>("xlsx");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const asking = useMutation({
    mutationFn: () =>
      askExport({ organisationId, kind, format, ...(from ? { from } : {}), ...(to ? { to } : {}) }),
    onSuccess: () => rereadExports(client, organisationId),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!asking.isPending) asking.mutate();
  };
  const backwards = from !== "" && to !== "" && from > to;
  return (
    <form className="box" onSubmit={submit}>
      <div className="following-form">
        <Select
          id="export-kind"
          label="Liste"
          options={Object.entries(exportKinds)}
          placeholder="Choisissez une liste"
          value={kind}
          onChange={(value) => isKind(value) && setKind(value)}
        />
        <Select
          id="export-format"
          label="Format"
          options={Object.entries(exportFormats)}
          placeholder="Choisissez un format"
          value={format}
          onChange={(value) => setFormat(value === "csv" ? "csv" : "xlsx")}
        />
        <Input label="Du (facultatif)" type="date" value={from} onChange={setFrom} />
        <Input
          label="Au (facultatif)"
          type="date"
          value={to}
          onChange={setTo}
          error={backwards ? "La fin est avant le début." : undefined}
        />
      </div>
      {asking.isError && (
        <p className="fr-message fr-message--error" role="alert">
          {refusalWords(asking.error)}
        </p>
      )}
      <Button type="submit" size="sm" busy={asking.isPending && "Un instant…"}>
        Préparer le fichier
      </Button>
    </form>
  );
}

function State({ of }: { of: ExportView }) {
  const { state, made, total, file } = of;
  if (state === "queued" || state === "running")
    return (
      <p role="status">
        <progress
          className="files__progress"
          aria-label="Avancement"
          {...(total > 0 ? { value: made, max: total } : {})}
        />
        <span className="small">
          {state === "queued" ? "En attente" : total > 0 ? `${made} lignes sur ${total}` : "En cours"}
        </span>
      </p>
    );
  if (state === "failed")
    return <p className="tone-error">Ce fichier n’a pas pu être préparé. Demandez-le de nouveau.</p>;
  if (state === "expired" || !file)
    return <p className="mention">Ce fichier n’est plus gardé. Demandez-le de nouveau.</p>;
  return <Fetch id={of.id} name={file.name} />;
}

function Fetch({ id, name }: { id: string; name: string }) {
  const { notify } = useNotices();
  const opening = useMutation({
    mutationFn: () => linkToExport(id),
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
      Télécharger {name}
    </Button>
  );
}
