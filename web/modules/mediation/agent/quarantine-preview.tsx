import { useQuery } from "@tanstack/react-query";
import { quarantineStates } from "../../../../shared/mail/quarantine.ts";
import type { HeldMail, HeldRow } from "../../../../shared/mediation/quarantine.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { CaseLink } from "./case-link.tsx";
import { HeldActions } from "./held-actions.tsx";
import { heldQuery } from "./held-queries.ts";
import { causeOf } from "./quarantine-words.ts";

/**
 * What may be seen of a held mail, text only, no link, no image, files listed but not downloadable; and what may be
 * done with it. Once decided it says what became of it.
 */
export function QuarantinePreview({
  row,
  space,
  settled,
  onSettled,
}: {
  row: HeldRow;
  space: AgentSpace;
  /** What was just decided. */
  settled: string | undefined;
  onSettled: (words: string) => void;
}) {
  const query = useQuery(heldQuery(row.id));
  const cause = causeOf(row.cause);
  const held = query.data;
  return (
    <div className="quarantine-preview">
      <p>
        <strong>{cause.hidden && row.from ? `@${row.from}` : (row.from ?? "Expéditeur illisible")}</strong>
        {row.claimedName && !cause.hidden && (
          <span className="small mention">
            Nom annoncé&nbsp;: «&nbsp;{row.claimedName}&nbsp;», non vérifié
          </span>
        )}
        <span className="small mention">Reçu {exactInstant(row.receivedAt)}</span>
      </p>
      <div className="banner banner--warning">
        <Icon name={cause.icon} tone="warning" />
        <p>
          <strong>{cause.label}.</strong> {cause.sentence}
          {row.caseId && row.caseNumber && (
            <>
              {" "}
              Dossier visé&nbsp;:{" "}
              <CaseLink organisation={space.organisation} id={row.caseId}>
                {row.caseNumber}
              </CaseLink>
            </>
          )}
        </p>
      </div>
      {query.isPending && <Skeleton says="Chargement de l’aperçu…" />}
      {query.isError && !held && (
        <LoadFailed what="l’aperçu" error={query.error} retry={() => void query.refetch()} />
      )}
      {held && !cause.hidden && (
        <>
          <div className="quarantine-preview__mail">
            <p className="strong">{held.subject ?? "Sans objet"}</p>
            <p className="written">{held.text ?? "Ce courriel n’a pas de texte."}</p>
          </div>
          {held.attachments.length > 0 && (
            <ul className="quarantine-preview__files small mention" aria-label="Pièces jointes">
              {held.attachments.map(({ name, size }, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and their order is theirs
                <li key={position}>
                  <Icon name="fr-icon-attachment-line" size="xs" /> {name}, {fileSize(size)}
                </li>
              ))}
            </ul>
          )}
          <p className="small mention">
            Aperçu en texte seul&nbsp;: images et liens désactivés
            {held.attachments.length > 0 && ", pièces téléchargeables après décision"}.
          </p>
        </>
      )}
      {settled ? (
        <p className="strong">{settled}</p>
      ) : (
        held && (
          <>
            {held.release?.is === "failed" && (
              <p className="banner banner--error">
                <Icon name="fr-icon-error-warning-fill" tone="error" />
                <span>{held.release.because}</span>
              </p>
            )}
            {held.state !== "waiting" && <Decided held={held} space={space} />}
            <HeldActions key={`${held.id} ${held.version}`} held={held} space={space} onSettled={onSettled} />
          </>
        )
      )}
    </div>
  );
}

function Decided({ held, space }: { held: HeldMail; space: AgentSpace }) {
  const { decided, release } = held;
  const state = quarantineStates[held.state as keyof typeof quarantineStates] ?? held.state;
  return (
    <p>
      {state}
      {decided?.by && ` par ${decided.by}`}
      {decided && (
        <>
          {" "}
          <Moment at={decided.at} />
        </>
      )}
      {release?.is === "done" && (
        <>
          {", dans le dossier "}
          <CaseLink organisation={space.organisation} id={release.caseId}>
            {release.caseNumber}
          </CaseLink>
        </>
      )}
      .
    </p>
  );
}
