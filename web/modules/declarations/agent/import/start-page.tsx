import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { importErrors, importLimits, importStates } from "../../../../../shared/declarations/import.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { postToStore } from "../../../../ui/uploads.ts";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { ImportFrame } from "./import-frame.tsx";
import { importsQuery, receiveImport, startImport } from "./import-queries.ts";
import { linesOf } from "./import-words.ts";

/** First step: which file. What was imported before stands under it. */
export function StartPage({ space }: { space: AgentSpace }) {
  const sending = useSending(space);
  return (
    <ImportFrame
      current={1}
      line="Pour une billetterie sans connexion, ou un carnet à souche tenu dans un tableur."
    >
      {sending.fault && (
        <div ref={sending.alert} tabIndex={-1} className="banner banner--error" role="alert">
          <Icon name="fr-icon-error-fill" tone="error" />
          <div>
            <strong>{sending.fault}</strong>
            <p>Rien n’a été importé.</p>
          </div>
        </div>
      )}
      <section className="box import-start" aria-labelledby="import-choose">
        <h2 id="import-choose">Choisissez votre fichier</h2>
        <p id="import-limits" className="mention">
          Tableau Excel (.xlsx) ou CSV, 5&nbsp;Mo et 20&nbsp;000&nbsp;lignes au plus, avec une ligne
          d’en-tête. Une ligne par tarif et par séance, ou une ligne par billet.
        </p>
        {sending.percent === undefined ? (
          <FilePicker
            only={["xlsx", "csv", "txt"]}
            look="primary"
            describedBy="import-limits"
            onFiles={sending.send}
          >
            Choisir un fichier
          </FilePicker>
        ) : (
          <p role="status">Envoi en cours… {sending.percent}&nbsp;%</p>
        )}
      </section>
      <p className="small mention">Rien n’est ajouté à vos spectacles avant votre accord.</p>
      <Before space={space} />
    </ImportFrame>
  );
}

/** Sends the file chosen, has it read, and goes on to its columns. */
const useSending = ({ organisation }: AgentSpace) => {
  const navigate = useNavigate();
  const [percent, setPercent] = useState<number>();
  const [fault, setFault] = useState<string>();
  const alert = useRef<HTMLDivElement>(null);
  const refused = (words: string) => {
    setPercent(undefined);
    setFault(words);
    requestAnimationFrame(() => alert.current?.focus());
  };
  const send = async ([file]: File[]) => {
    if (!file) return;
    setFault(undefined);
    if (file.size > importLimits.bytes) return refused(importErrors.too_large);
    if (file.size === 0) return refused(importErrors.empty);
    setPercent(0);
    try {
      const ticket = await startImport({
        organisation: organisation.id,
        name: file.name.slice(-200),
        size: file.size,
      });
      const told = (sent: number) => setPercent(Math.floor((100 * sent) / file.size));
      await postToStore(ticket, file, told, new AbortController().signal);
      await receiveImport(ticket.id);
      await navigate({
        to: "/espace/$organisation/declarations/importer/$importId",
        params: { organisation: organisation.slug, importId: ticket.id },
      });
    } catch (error) {
      refused(refusalWords(error));
    }
  };
  return { percent, fault, alert, send: (files: File[]) => void send(files) };
};

function Before({ space }: { space: AgentSpace }) {
  const { data } = useQuery(importsQuery(space.organisation.id));
  if (!data || data.imports.length === 0) return null;
  return (
    <section aria-labelledby="import-before">
      <h2 id="import-before">Vos derniers fichiers</h2>
      <ul className="import-before">
        {data.imports.map(({ id, fileName, state, createdAt, by, rows }) => (
          <li key={id}>
            <Link
              to="/espace/$organisation/declarations/importer/$importId"
              params={{ organisation: space.organisation.slug, importId: id }}
              className="break-anywhere"
            >
              {fileName}
            </Link>
            <span>{importStates[state]}</span>
            <span className="small mention">
              {linesOf(rows)}, <Moment at={createdAt} />
              {by && `, par ${by}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
