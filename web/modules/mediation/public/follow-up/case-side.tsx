import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { fullDate, shortDay } from "../../../../ui/dates.ts";
import { Panel } from "../../../../ui/panel.tsx";
import { CallUs } from "../../../../ui/phone-link.tsx";
import { FileLinkButton } from "./file-link-button.tsx";
import { MessageText } from "./message-text.tsx";

const Documents = ({ view, words }: { view: FollowUpView; words: MediatorWords }) => {
  const files = view.entries.flatMap((entry) => entry.files.map((file) => ({ file, entry })));
  return files.length > 0 ? (
    <Panel title="Documents" lined>
      <ul className="documents">
        {files.map(({ file, entry }) => (
          <li key={file.id}>
            <FileLinkButton file={file} />
            <span className="mention line">
              envoyé par{" "}
              {entry.from === "ME" || entry.kind === "fact" ? "vous" : (entry.authorName ?? words.the)} le{" "}
              {shortDay(entry.at, view.link.timeZone)} · {fileSize(file.size)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  ) : null;
};

/** Beside the thread: the case, its documents, who to call. */
export const CaseSide = ({ view, words }: { view: FollowUpView; words: MediatorWords }) => {
  const { organisation, receivedAt, timeZone } = view.link;
  return (
    <aside className="fr-col-12 fr-col-md-4 side" aria-label="Votre dossier">
      <Panel title="Votre dossier">
        <dl className="facts">
          <div>
            <dt>Objet</dt>
            <dd>{view.subject}</dd>
          </div>
          <div>
            <dt>Demande reçue le</dt>
            <dd>{fullDate(receivedAt, timeZone)}</dd>
          </div>
          {view.handlerName ? (
            <div>
              <dt>{words.label}</dt>
              <dd>{view.handlerName}</dd>
            </div>
          ) : null}
        </dl>
        <details className="own-request">
          <summary>Relire ma demande</summary>
          <MessageText text={view.description} />
        </details>
      </Panel>
      <Documents view={view} words={words} />
      {organisation.phone ? (
        <Panel title="Besoin d’aide ?" lined>
          <CallUs phone={organisation.phone} hours={organisation.phoneHours} />
        </Panel>
      ) : null}
    </aside>
  );
};
