import { Fragment } from "react";
import { channels, knowledge } from "../../../../shared/mediation/enums.ts";
import { answerWords } from "../../../../shared/mediation/form-rules.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import { requesterOf } from "./case-flags.ts";
import { EntryFiles } from "./entry-files.tsx";

/** The request itself, as it was filed: open while nothing else was said, folded after. */
export function FiledRequest({ found }: { found: CaseView }) {
  const messages = found.entries.filter(({ kind }) => kind === "message");
  // A request that came by mail is already the first message of the thread.
  if (messages.some(({ text }) => text !== null && sameWords(text, found.description))) return null;
  const files = found.entries.find(({ fact }) => fact === "case.received")?.files ?? [];
  return (
    <details className="filed-request" open={messages.length === 0}>
      <summary>
        <Icon name="fr-icon-draft-line" />
        <span className="grow">
          <strong>La demande{requesterOf(found) ? ` de ${requesterOf(found)?.name}` : ""}</strong>{" "}
          <span className="mention">· {channels[found.channel]}</span>
        </span>
        <span className="small mention">
          <Moment at={found.receivedAt} as="thread" />
        </span>
      </summary>
      <div className="filed-request__body">
        <p className="written">{found.description}</p>
        {found.expectation && (
          <>
            <h3>Ce qui est demandé</h3>
            <p className="written">{found.expectation}</p>
          </>
        )}
        <dl className="facts">
          {found.contestedDecisionOn && (
            <>
              <dt>Décision contestée</dt>
              <dd>{shortDay(found.contestedDecisionOn)}</dd>
            </>
          )}
          {found.priorComplaint && (
            <>
              <dt>A déjà écrit au service</dt>
              <dd>
                {knowledge[found.priorComplaint]}
                {found.priorComplaintOn && `, le ${shortDay(found.priorComplaintOn)}`}
              </dd>
            </>
          )}
          {found.priorAnswer && (
            <>
              <dt>Réponse du service</dt>
              <dd>{knowledge[found.priorAnswer]}</dd>
            </>
          )}
          {found.courtPending && (
            <>
              <dt>Tribunal déjà saisi</dt>
              <dd>{knowledge[found.courtPending]}</dd>
            </>
          )}
          <CustomAnswers found={found} />
        </dl>
      </div>
      <EntryFiles files={files} mayRisk={found.allowed.includes("case.write")} />
    </details>
  );
}

/** Answers to the organisation's own questions, each as it was asked then: terms and values of a list of facts. */
export function CustomAnswers({ found }: { found: CaseView }) {
  const names = new Map(
    found.entries.flatMap(({ files }) => files.map(({ id, name }) => [id, name] as const)),
  );
  return found.customAnswers.map(({ question, kind, label, values }) => (
    <Fragment key={question}>
      <dt>{label}</dt>
      <dd className={kind === "long_text" ? "written" : undefined}>
        {kind === "file"
          ? values.map((id) => names.get(id) ?? "document retiré").join(", ")
          : answerWords(kind, values)}
      </dd>
    </Fragment>
  ));
}

const squeeze = (text: string) => text.replaceAll(/\s+/g, " ").trim();
const sameWords = (message: string, description: string) =>
  squeeze(message).startsWith(squeeze(description).slice(0, 200));
