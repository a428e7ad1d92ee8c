import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { fullDate, shortDay } from "../../../../ui/dates.ts";
import { Panel } from "../../../../ui/panel.tsx";
import { CallUs } from "../../../../ui/phone-link.tsx";
import { FileLinkButton } from "./file-link-button.tsx";
import { receiptPath } from "./follow-up-api.ts";
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

const OwnContact = ({ view, onChange }: { view: FollowUpView; onChange: () => void }) => {
  const { email, pendingEmail, phone, line1, line2, postalCode, city } = view.own.contact;
  const lines = [email, phone, line1, line2, [postalCode, city].filter(Boolean).join(" ")].filter(Boolean);
  return (
    <Panel title="Vos coordonnées" lined>
      <ul className="documents">
        {lines.map((line) => (
          <li key={line} className="long-word">
            {line}
          </li>
        ))}
      </ul>
      {pendingEmail ? (
        <p className="mention fr-mt-1w fr-mb-0 long-word">À confirmer : {pendingEmail}</p>
      ) : null}
      <p className="fr-mt-2w fr-mb-0">
        <button type="button" className="fr-link" onClick={onChange}>
          Corriger mes coordonnées
        </button>
      </p>
    </Panel>
  );
};

interface CaseSideProps {
  view: FollowUpView;
  words: MediatorWords;
  onContact: () => void;
  onWithdraw: () => void;
}

/** Beside the thread: the case, its documents, how to be reached, who to call; giving up comes last and quiet. */
export const CaseSide = ({ view, words, onContact, onWithdraw }: CaseSideProps) => {
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
        <p className="fr-mt-2w fr-mb-0">
          <a className="fr-link fr-link--download" href={receiptPath} download>
            Télécharger mon récépissé <span className="fr-link__detail">PDF</span>
          </a>
        </p>
      </Panel>
      <Documents view={view} words={words} />
      <OwnContact view={view} onChange={onContact} />
      {organisation.phone ? (
        <Panel title="Besoin d’aide ?" lined>
          <CallUs phone={organisation.phone} hours={organisation.phoneHours} />
        </Panel>
      ) : null}
      {view.own.canWithdraw ? (
        <p className="fr-mt-4w">
          <button type="button" className="fr-link fr-link--sm" onClick={onWithdraw}>
            Retirer ma demande
          </button>
        </p>
      ) : null}
    </aside>
  );
};
