import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { longInstant } from "../../../../../shared/mediation/date-words.ts";
import { channels } from "../../../../../shared/mediation/enums.ts";
import { receptionWords, registeredLater } from "../../../../../shared/mediation/reception.ts";
import type { CaseTicket } from "../../../../../shared/mediation/registering.ts";
import { fileSize } from "../../../../../shared/mediation/uploads.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { ticketQuery } from "./register-queries.ts";
import "./register.css";

/** The « ticket papier »: the dated receipt to print and hand over, with the code of the follow-up page. */
export function TicketPage({ caseId, space }: { caseId: string; space: AgentSpace }) {
  const query = useQuery(ticketQuery(caseId));
  useTitle(query.data ? `Récépissé ${query.data.number}` : "Récépissé");
  if (!query.data) {
    return (
      <div className="agent-page">
        {query.isError ? (
          <LoadFailed what="le récépissé" error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Skeleton says="Chargement du récépissé…" rows={6} />
        )}
      </div>
    );
  }
  const params = { organisation: space.organisation.slug };
  return (
    <div className="agent-page">
      <p className="row row--wrap ticket__tools">
        <Button icon="fr-icon-printer-line" onClick={() => print()}>
          Imprimer le récépissé
        </Button>
        <Link
          to="/espace/$organisation/mediation/dossiers/$caseId"
          params={{ ...params, caseId }}
          className={buttonClass({ look: "secondary" })}
        >
          Ouvrir le dossier
        </Link>
        <Link
          to="/espace/$organisation/mediation/nouveau"
          params={params}
          className={buttonClass({ look: "tertiary" })}
        >
          Enregistrer un autre dossier
        </Link>
      </p>
      <Ticket ticket={query.data} />
    </div>
  );
}

function Ticket({ ticket }: { ticket: CaseTicket }) {
  const { timeZone, organisation } = ticket;
  const receivedAt = new Date(ticket.receivedAt);
  const registeredAt = new Date(ticket.registeredAt);
  const received = receptionWords({ receivedAt, receivedPrecision: ticket.receivedPrecision }, timeZone);
  return (
    <article className="ticket">
      <p className="strong">{organisation.name}</p>
      <PageTitle>Votre demande est enregistrée</PageTitle>
      <p>Gardez ce récépissé&nbsp;: il prouve la date de votre demande de médiation.</p>
      <dl className="ticket__facts">
        <dt>Numéro du dossier</dt>
        <dd className="ticket__number">{ticket.number}</dd>
        <dt>Reçue le</dt>
        <dd>{received}</dd>
        {registeredLater(receivedAt, registeredAt, timeZone) && (
          <>
            <dt>Enregistrée le</dt>
            <dd>{longInstant(registeredAt, timeZone)}</dd>
          </>
        )}
        <dt>Mode de saisine</dt>
        <dd>{channels[ticket.channel]}</dd>
        {ticket.filedBy && (
          <>
            <dt>Déposée par</dt>
            <dd>{ticket.filedBy}</dd>
          </>
        )}
        {ticket.files.length > 0 && (
          <>
            <dt>Pièces reçues</dt>
            <dd>
              <ul className="ticket__files">
                {ticket.files.map(({ name, size }) => (
                  <li key={name}>
                    {name} ({fileSize(size)})
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      {ticket.accessCode && (
        <section className="ticket__code">
          <h2>Suivre votre dossier</h2>
          <p>
            Sur <span className="strong break-anywhere">{ticket.followUpUrl}</span>, avec le numéro du dossier
            et ce code d’accès&nbsp;:
          </p>
          <p className="ticket__number">{ticket.accessCode.replaceAll(/(.{4})(?=.)/g, "$1 ")}</p>
          <p className="small">
            Ne donnez ce code à personne&nbsp;: il ouvre vos échanges avec le médiateur.
          </p>
        </section>
      )}
      {(organisation.phone || organisation.address.length > 0) && (
        <footer className="small">
          {[organisation.address.join(", "), organisation.phone].filter(Boolean).join(" · ")}
        </footer>
      )}
    </article>
  );
}
