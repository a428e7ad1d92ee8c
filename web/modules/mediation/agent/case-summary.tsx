import { useMutation } from "@tanstack/react-query";
import { addressVerifications } from "../../../../shared/mail/schema.ts";
import { channels, contactMeans, outcomes, sides } from "../../../../shared/mediation/enums.ts";
import type { CaseView, PartyView } from "../../../../shared/mediation/schema.ts";
import { EmailAddress } from "../../../ui/agent/email-address.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { DueDay, Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { clockTime, dayOf, exactDay, exactInstant, shortDay } from "../../../ui/agent/relative-dates.ts";
import { MandateBlock } from "./mandate-block.tsx";
import { RenewAddress } from "./renew-address.tsx";
import { receiptPath } from "./representation-queries.ts";
import { askConfirmation } from "./settings-queries.ts";

const roleTitles = { REQUESTER: "Demandeur", REPRESENTATIVE: "Représentant" } as const;

/** The right column: who, when, with whom; without what is edited in the page when « Synthèse » is open beside it. */
export function CaseSummary({ found, edited }: { found: CaseView; edited: boolean }) {
  return (
    <>
      {found.outcome && <Closing found={found} />}
      <section className="box">
        <h2>Dates</h2>
        <dl className="facts">
          {!edited && (
            <>
              <dt>Saisine</dt>
              <dd>
                <Reception found={found} />
              </dd>
            </>
          )}
          {found.dueOn && found.outcome === null && (
            <>
              <dt>Échéance</dt>
              <dd>
                <DueDay on={found.dueOn} />
              </dd>
            </>
          )}
          {found.allowed.includes("case.note") && (
            <>
              <dt>Récépissé</dt>
              <dd>
                <a href={receiptPath(found.id)} download>
                  Télécharger (PDF)
                </a>
              </dd>
            </>
          )}
          <dt>Statut depuis</dt>
          <dd>
            <Moment at={found.statusSince} />
          </dd>
        </dl>
      </section>
      {(edited ? [] : found.parties).map((party) => (
        <Party
          key={`${party.role} ${party.name}`}
          found={found}
          party={party}
          verification={verificationWords(found, party)}
        />
      ))}
      {found.participants.length > 0 && (
        <section className="box">
          <h2>Participants</h2>
          <ul className="box__list">
            {found.participants.map(({ id, name, email, side, verification }) => (
              <li key={id}>
                {name}
                <span className="small mention">
                  {sides[side]}
                  {name !== email && (
                    <>
                      {" "}
                      · <EmailAddress address={email} />
                    </>
                  )}
                </span>
                {verification === "unverified" && found.allowed.includes("case.write") && (
                  <AskConfirmation caseId={found.id} participantId={id} name={name} />
                )}
                {found.allowed.includes("case.write") && (
                  <RenewAddress caseId={found.id} participantId={id} name={name} />
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** When and how the request came, told where the organisation is; a letter has a day and no hour. */
function Reception({ found }: { found: CaseView }) {
  const { receivedAt, timeZone } = found;
  const at = new Date(receivedAt);
  const day = dayOf(at, timeZone);
  const hourKnown = found.synthesis.receivedPrecision === "INSTANT";
  return (
    <>
      <span title={hourKnown ? exactInstant(receivedAt, timeZone) : exactDay(day)}>{shortDay(day)}</span>
      <span className="small mention">
        {hourKnown && `${clockTime(at, timeZone)} · `}
        {channels[found.channel]}
      </span>
    </>
  );
}

/** Has somebody asked, by mail, to say that their address is theirs. */
function AskConfirmation({
  caseId,
  participantId,
  name,
}: {
  caseId: string;
  participantId: string;
  name: string;
}) {
  const { notify } = useNotices();
  const asking = useMutation({
    mutationFn: () => askConfirmation(caseId, participantId),
    onSuccess: ({ sentTo }) => notify(`Demande envoyée à ${sentTo}.`),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <button
      type="button"
      className="text-button small"
      aria-disabled={asking.isPending}
      onClick={() => !asking.isPending && asking.mutate()}
    >
      Faire confirmer l’adresse<span className="fr-sr-only"> de {name}</span>
    </button>
  );
}

/** What is known of a party's address: the words of the participant that has it. */
function verificationWords(found: CaseView, party: PartyView) {
  const participant = found.participants.find(
    ({ email }) => email.toLowerCase() === party.email?.toLowerCase(),
  );
  if (!participant || !Object.hasOwn(addressVerifications, participant.verification)) return undefined;
  const state = participant.verification as keyof typeof addressVerifications;
  return {
    words: `Adresse ${addressVerifications[state].toLowerCase()}`,
    good: state === "verified",
    bad: state === "undeliverable" || state === "complained",
  };
}

function Party({
  found,
  party,
  verification,
}: {
  found: CaseView;
  party: PartyView;
  verification: ReturnType<typeof verificationWords>;
}) {
  return (
    <section className="box">
      <h2>{roleTitles[party.role]}</h2>
      <p className="strong">{party.name}</p>
      {party.email && (
        <p>
          <EmailAddress address={party.email} />
        </p>
      )}
      {verification && (
        <p
          className={`small ${verification.good ? "tone-success" : verification.bad ? "tone-error" : "mention"}`}
        >
          {verification.good && <Icon name="fr-icon-check-line" size="xs" />} {verification.words}
        </p>
      )}
      {party.phone && <p className="figures">{party.phone}</p>}
      {party.address.length > 0 && (
        <address>
          {party.address.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </address>
      )}
      <p className="small mention">Préfère être joint {contactMeans[party.preferredContact].toLowerCase()}</p>
      <MandateBlock found={found} party={party} />
    </section>
  );
}

function Closing({ found }: { found: CaseView }) {
  return (
    <section className="box">
      <h2>Clôture</h2>
      <dl className="facts">
        <dt>Type</dt>
        <dd>{found.outcome && outcomes[found.outcome]}</dd>
        {found.mediationEndedOn && (
          <>
            <dt>Fin</dt>
            <dd title={exactDay(found.mediationEndedOn)}>{shortDay(found.mediationEndedOn)}</dd>
          </>
        )}
        {found.closedAt && (
          <>
            <dt>Clos</dt>
            <dd>
              <Moment at={found.closedAt} />
            </dd>
          </>
        )}
      </dl>
      {found.closingWords && <p className="written">{found.closingWords}</p>}
    </section>
  );
}
