import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { BodyView, DeclarationView, Preview } from "../../../../../shared/declarations/declaring.ts";
import type { Body } from "../../../../../shared/declarations/enums.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { EmailAddress } from "../../../../ui/agent/email-address.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Views } from "../../../../ui/agent/views.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords, isSentTo } from "./body-words.ts";
import { Crumbs } from "./crumbs.tsx";
import { DeadlineFlag } from "./deadline-flag.tsx";
import { previewQuery } from "./declaring-queries.ts";
import { KeyFigures } from "./key-figures.tsx";
import { OtherAgencies } from "./other-agencies.tsx";
import { PdfPreview } from "./pdf-preview.tsx";
import { SacdPreview } from "./sacd-preview.tsx";
import { SendButton } from "./send-button.tsx";
import "./declaring.css";

/** Exactly what each body would receive; nothing leaves without having been seen (screens §6). */
export function PreviewPage({
  found,
  space,
  body: asked,
}: {
  found: DeclarationView;
  space: AgentSpace;
  body: Body | undefined;
}) {
  useTitle("Aperçu de la déclaration");
  const chosen = found.bodies.filter((one) => one.chosen);
  const current = chosen.find(({ body }) => body === asked) ?? chosen[0];
  const params = { organisation: space.organisation.slug, declarationId: found.id };
  return (
    <div className="agent-page telling">
      <Crumbs found={found} space={space} here="Aperçu" />
      <header className="agent-head agent-head--act">
        <div>
          <PageTitle>Vérifier avant d’envoyer</PageTitle>
          <p className="mention">
            Voici exactement ce que chaque organisme recevra.
            {found.transmissions.length === 0 && " Rien n’est encore parti."}
          </p>
        </div>
        <Link
          className={buttonClass({ look: "secondary", size: "sm", icon: "fr-icon-edit-line" })}
          to="/espace/$organisation/declarations/declarations/$declarationId"
          params={params}
        >
          Modifier la déclaration
        </Link>
      </header>
      <Views label="Organismes">
        {chosen.map(({ body, ready, transmission }) => (
          <li key={body}>
            <Link
              to="/espace/$organisation/declarations/declarations/$declarationId/apercu"
              params={params}
              search={{ organisme: body }}
              aria-current={body === current?.body ? "page" : undefined}
            >
              {(ready || transmission) && <Icon name="fr-icon-check-line" size="xs" />}
              {body} <span className="small mention">{bodyWords[body].way}</span>
              {ready && <span className="fr-sr-only"> (prêt)</span>}
            </Link>
          </li>
        ))}
      </Views>
      {current ? (
        <OneBody key={current.body} found={found} space={space} view={current} others={chosen} />
      ) : (
        <p>Aucun organisme n’est choisi. Modifiez la déclaration pour en cocher un.</p>
      )}
    </div>
  );
}

function OneBody({
  found,
  space,
  view,
  others,
}: {
  found: DeclarationView;
  space: AgentSpace;
  view: BodyView;
  others: readonly BodyView[];
}) {
  const { body } = view;
  const query = useQuery(previewQuery(found.id, body, found.current.version));
  if (query.isError && !query.data)
    return <LoadFailed what="cet aperçu" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton says="Préparation de l’aperçu…" />;
  const preview = query.data;
  return (
    <div className="telling-preview">
      <section aria-label={`Ce que reçoit ${bodyWords[body].the}`}>
        {body === "SACEM" && <PdfPreview id={found.id} name={preview.fileName ?? "Déclaration.pdf"} />}
        {body === "SACD" && <SacdPreview found={found} preview={preview} />}
        {preview.sheet && <KeyFigures sheet={preview.sheet} declarationId={found.id} />}
      </section>
      <aside className="telling-side">
        <section className="box telling-send">
          <h2>{isSentTo(body) ? `Envoi ${bodyWords[body].to}` : `À recopier ${bodyWords[body].to}`}</h2>
          <Recipient preview={preview} view={view} />
          {preview.elsewhere.length > 0 && (
            <div className="telling-split">
              <OtherAgencies found={found} elsewhere={preview.elsewhere} space={space} />
            </div>
          )}
          <SendButton found={found} view={view} preview={preview} space={space} />
        </section>
        {preview.mail && body === "SACEM" && <MailBox mail={preview.mail} />}
        {others.length > 1 && (
          <section className="box">
            <h2>Les autres organismes</h2>
            <ul className="telling-others">
              {others
                .filter((one) => one.body !== body)
                .map((one) => (
                  <li key={one.body}>
                    <span className="grow">
                      <strong>{one.body}</strong>
                      <span className="small mention second-line">{otherWords(one)}</span>
                    </span>
                    <Link
                      to="/espace/$organisation/declarations/declarations/$declarationId/apercu"
                      params={{ organisation: space.organisation.slug, declarationId: found.id }}
                      search={{ organisme: one.body }}
                    >
                      {isSentTo(one.body) ? "Vérifier" : "Voir la fiche"}
                      <span className="fr-sr-only"> {bodyWords[one.body].of}</span>
                    </Link>
                  </li>
                ))}
            </ul>
          </section>
        )}
      </aside>
    </div>
  );
}

const otherWords = ({ body, missing, blockers, ready, transmission }: BodyView): string => {
  if (transmission) return "déjà envoyée, voyez son état";
  if (missing.length > 0) return `${missing.length}\u00a0point${missing.length > 1 ? "s" : ""} à reprendre`;
  if (blockers.length > 0) return "bloquée";
  return ready ? `prête, ${bodyWords[body].way}` : bodyWords[body].way;
};

/** To whom, why, with what, until when, signed by whom. */
function Recipient({ preview, view }: { preview: Preview; view: BodyView }) {
  const { mail, files, body } = preview;
  return (
    <dl className="facts">
      {body === "SACD" && (
        <>
          <dt>Par</dt>
          <dd>
            service en ligne de la SACD
            <span className="small mention">réponse en quelques secondes</span>
          </dd>
        </>
      )}
      {mail && (
        <>
          <dt>{body === "SACD" ? "Puis" : "À"}</dt>
          <dd className="break-anywhere">
            {body === "SACD" ? "par e-mail, une fois la déclaration acceptée, à " : ""}
            <EmailAddress address={mail.to} />
            <span className="small mention">{mail.agency}</span>
          </dd>
        </>
      )}
      {isSentTo(body) && (
        <>
          <dt>Pièces</dt>
          <dd>
            {files.length === 0 && "aucune"}
            {files.map(({ name, size, asLink }) => (
              <span key={name} className="telling-piece break-anywhere">
                {name}{" "}
                <span className="mention">
                  {fileSize(size)}
                  {asLink && ", par lien"}
                </span>
              </span>
            ))}
          </dd>
        </>
      )}
      {view.deadline && (
        <>
          <dt>Échéance</dt>
          <dd>
            <DeadlineFlag on={view.deadline} />
          </dd>
        </>
      )}
      {isSentTo(body) && (
        <>
          <dt>Signé</dt>
          <dd>{preview.signer}</dd>
        </>
      )}
    </dl>
  );
}

function MailBox({ mail }: { mail: NonNullable<Preview["mail"]> }) {
  return (
    <section className="box">
      <h2>E-mail qui l’accompagne</h2>
      <dl className="facts">
        <dt>Objet</dt>
        <dd className="break-anywhere">{mail.subject}</dd>
        <dt>Réponse</dt>
        <dd>
          <EmailAddress address={mail.replyTo} />
        </dd>
      </dl>
      <details className="telling-more">
        <summary>Lire en entier</summary>
        <p className="telling-mail">{mail.text}</p>
      </details>
    </section>
  );
}
