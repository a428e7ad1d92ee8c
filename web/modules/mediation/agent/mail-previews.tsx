import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MailPreview, MailPreviews } from "../../../../shared/mediation/mail-previews.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { mailPreviewQuery, mailPreviewsQuery, sendMailTrial } from "./settings-queries.ts";

type Mail = MailPreviews["mails"][number];

/** « Requérant · à la clôture · une fois par clôture ». */
const toWhomAndWhen = ({ to, when }: Mail, limit: string | null = null) =>
  [to.charAt(0).toUpperCase() + to.slice(1), when, limit].filter(Boolean).join(" · ");

/** Every mail sent in the organisation's name: who receives it, when, and what it looks like. */
export function MailPreviewsSection({ space }: { space: AgentSpace }) {
  const query = useQuery(mailPreviewsQuery(space.organisation.id));
  const [opened, setOpened] = useState<Mail>();
  return (
    <section className="box settings-section" aria-labelledby="mail-previews">
      <header className="settings-section__head">
        <h2 id="mail-previews">Aperçu des e-mails</h2>
      </header>
      <p className="mention small">
        Tout ce que Guichet envoie au nom de votre organisation, avec des personnes inventées.
      </p>
      {query.isPending && <Skeleton says="Chargement de la liste…" rows={3} />}
      {query.isError && !query.data && (
        <LoadFailed what="la liste" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && (
        <ul className="mail-previews">
          {query.data.mails.map((mail) => (
            <li key={mail.code}>
              <button type="button" className="mail-previews__open" onClick={() => setOpened(mail)}>
                <span className="grow">
                  <span className="strong-words">{mail.name}</span>
                  <span className="mention small second-line">{toWhomAndWhen(mail)}</span>
                </span>
                <Icon name="fr-icon-arrow-right-s-line" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {opened && (
        <PreviewDialog
          key={opened.code}
          mail={opened}
          organisation={space.organisation.id}
          onClose={() => setOpened(undefined)}
        />
      )}
    </section>
  );
}

const looks = [
  { value: "light", label: "Clair" },
  { value: "dark", label: "Sombre" },
  { value: "text", label: "Texte seul" },
] as const;
type Look = (typeof looks)[number]["value"];

function PreviewDialog({
  mail,
  organisation,
  onClose,
}: {
  mail: Mail;
  organisation: string;
  onClose: () => void;
}) {
  const [look, setLook] = useState<Look>("light");
  const query = useQuery(mailPreviewQuery(organisation, mail.code));
  const { notify } = useNotices();
  const trial = useMutation({
    mutationFn: () => sendMailTrial(organisation, mail.code),
    onSuccess: ({ to }) => notify(`Essai envoyé à ${to}.`),
  });
  return (
    <Modal
      title={mail.name}
      subtitle={toWhomAndWhen(mail, mail.limit)}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button busy={trial.isPending && "Envoi…"} onClick={() => trial.mutate()}>
            M’envoyer un essai
          </Button>
          <Button look="secondary" onClick={onClose}>
            Fermer
          </Button>
        </>
      }
    >
      {trial.isError && <Alert severity="error" title={refusalWords(trial.error)} />}
      <RadioButtons legend="Affichage" name="mail-look" options={looks} value={look} onChange={setLook} />
      {query.isPending && <Skeleton says="Chargement de l’aperçu…" rows={6} />}
      {query.isError && <LoadFailed what="l’aperçu" error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Shown preview={query.data} look={look} refresh={() => void query.refetch()} />}
    </Modal>
  );
}

/** The frame's address is good for a minute: another look asks for another one. */
function Shown({ preview, look, refresh }: { preview: MailPreview; look: Look; refresh: () => void }) {
  return (
    <>
      <dl className="facts mail-preview__head">
        <div>
          <dt>De</dt>
          <dd>{preview.senderName}</dd>
        </div>
        <div>
          <dt>Objet</dt>
          <dd>{preview.subject}</dd>
        </div>
      </dl>
      {look === "text" ? (
        <p className="mail-preview__text">{preview.text}</p>
      ) : (
        <>
          <iframe
            key={`${preview.url}${look}`}
            className="mail-preview__frame"
            title={`Aperçu, ${look === "dark" ? "en sombre" : "en clair"}`}
            src={`${preview.url}?theme=${look}`}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            referrerPolicy="no-referrer"
          />
          <p>
            <button type="button" className="text-button small" onClick={refresh}>
              Recharger l’aperçu
            </button>
          </p>
        </>
      )}
    </>
  );
}
