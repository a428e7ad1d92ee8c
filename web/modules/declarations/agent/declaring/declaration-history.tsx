import type {
  DeclarationView,
  RecordedAct,
  TransmissionView,
} from "../../../../../shared/declarations/declaring.ts";
import type { Body } from "../../../../../shared/declarations/enums.ts";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { bodyWords, isSentTo } from "./body-words.ts";

interface Event {
  key: string;
  at: string;
  who: string;
  did: string;
}

const outcomes = {
  ok: "a accepté la déclaration",
  refused: "a refusé la déclaration",
  not_sent: "n’a pas pu être joint\u00a0: rien n’est parti",
  unknown: "n’a pas répondu",
} as const;

/** The document by e-mail, then the files by e-mail: what is known is that it left, not that it was read. */
const mailed = {
  ok: ["a envoyé l’e-mail", "a envoyé les pièces"],
  refused: ["n’a pas pu faire remettre l’e-mail", "n’a pas pu faire remettre les pièces"],
  not_sent: ["n’a pas pu envoyer l’e-mail\u00a0: rien n’est parti", "n’a pas pu envoyer les pièces"],
  unknown: ["ne sait pas si l’e-mail est arrivé", "ne sait pas si les pièces sont arrivées"],
} as const;

const askedWords = ({ body, versionNumber }: TransmissionView): string =>
  `${isSentTo(body) ? `a envoyé ${bodyWords[body].to}` : `a figé les chiffres pour ${bodyWords[body].the}`}, version\u00a0${versionNumber}`;

const recordedWords = (act: RecordedAct["act"], { the, to, of }: (typeof bodyWords)[Body]): string =>
  ({
    record_accepted: `a noté l’accord ${of}`,
    record_deposit: `a noté le dépôt sur le portail ${of}`,
    retry: `a renvoyé ${to} ce qui n’était pas parti`,
    send_again: `a vérifié que ${the} ne l’avait pas, et renvoyé`,
    cancel: `a abandonné l’envoi ${to}`,
  })[act];

/** Everything that was done with a declaration, newest first. */
const eventsOf = (found: DeclarationView): Event[] =>
  found.transmissions
    .flatMap((one): Event[] => [
      {
        ...{ key: `${one.id}-asked`, at: one.askedAt, did: askedWords(one) },
        who: one.askedBy?.name ?? "Ancien membre",
      },
      ...found.recorded
        .filter(({ transmissionId }) => transmissionId === one.id)
        .map(({ act, at, by }) => ({
          ...{ key: `${one.id}-${act}-${at}`, at, who: by, did: recordedWords(act, bodyWords[one.body]) },
        })),
      ...one.attempts.flatMap(({ number, endedAt, outcome, step }) =>
        endedAt && outcome
          ? [
              {
                key: `${one.id}-${number}`,
                at: endedAt,
                ...(step === "api"
                  ? { who: one.body, did: outcomes[outcome] }
                  : { who: "Guichet", did: mailed[outcome][step === "mail" ? 0 : 1] }),
              },
            ]
          : [],
      ),
      ...(one.state === "corrected"
        ? [
            {
              ...{ key: `${one.id}-corrected`, at: one.updatedAt, who: one.body },
              did: `version\u00a0${one.versionNumber}\u00a0: rectifiée`,
            },
          ]
        : []),
    ])
    .toSorted((one, other) => (one.at < other.at ? 1 : -1));

export function DeclarationHistory({ found }: { found: DeclarationView }) {
  const events = eventsOf(found);
  return (
    <section className="box">
      <h2>Historique</h2>
      {events.length === 0 ? (
        <p className="mention">Rien n’est encore parti.</p>
      ) : (
        <ol className="telling-history">
          {events.map(({ key, at, who, did }) => (
            <li key={key}>
              <span className="small mention">
                <Moment at={at} as="thread" />
              </span>
              <span className="second-line">
                <strong>{who}</strong> {did}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
