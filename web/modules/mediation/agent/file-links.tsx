import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SentFileLink } from "../../../../shared/mail/file-links.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { call } from "../../../app/api.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { day } from "../../../ui/dates.ts";
import { keepCase } from "./case-queries.ts";
import "./file-links.css";

const revoke = (id: string) => call<CaseView>("POST", `/api/mediation/file-links/${id}/revoke`, {});

/** Files that went as links: to whom, whether they were opened, until when, and the way to end them. */
export function FileLinks({ entry, found }: { entry: CaseEntryView; found: CaseView }) {
  const [ending, setEnding] = useState<SentFileLink>();
  const client = useQueryClient();
  const { notify } = useNotices();
  if (entry.fileLinks.length === 0) return null;
  const nameOf = ({ recipientId }: SentFileLink) => {
    const reader = entry.recipients.find(({ id }) => id === recipientId);
    return reader?.name ?? reader?.address ?? "un destinataire";
  };
  return (
    <>
      <ul className="file-links small" aria-label="Fichiers envoyés sous forme de lien">
        {entry.fileLinks.map((link) => (
          <li key={link.id}>
            <Icon name="fr-icon-links-line" size="xs" tone={link.state === "live" ? "mention" : "warning"} />
            <span className="break-anywhere">
              {link.name}, pour {nameOf(link)}&nbsp;: <LinkState link={link} />
            </span>
            {link.state === "live" && found.allowed.includes("case.write") && (
              <button type="button" className="fr-link fr-link--sm" onClick={() => setEnding(link)}>
                Révoquer le lien
                <span className="fr-sr-only">
                  {" "}
                  de {link.name} pour {nameOf(link)}
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {ending && (
        <ConfirmDialog
          title="Révoquer ce lien ?"
          confirm="Révoquer le lien"
          busy="Révocation…"
          act={() => revoke(ending.id)}
          onDone={(after) => {
            keepCase(client, after);
            notify("Le lien est révoqué.");
            setEnding(undefined);
          }}
          onClose={() => setEnding(undefined)}
        >
          <p>
            {nameOf(ending)} ne pourra plus télécharger <strong>{ending.name}</strong>
            {ending.openedAt === null ? "." : ", mais l’a déjà fait au moins une fois."}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function LinkState({ link }: { link: SentFileLink }) {
  if (link.state === "revoked") return <>lien révoqué</>;
  if (link.state === "ended") return <>lien terminé</>;
  return (
    <>
      {link.openedAt === null ? (
        "lien pas encore ouvert"
      ) : (
        <>
          lien ouvert <Moment at={link.openedAt} as="thread" />
        </>
      )}
      , valable jusqu’au {day(link.endsAt)}
    </>
  );
}
