import { mediationName, mediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { LinkView } from "../../../../../shared/mediation/schema.ts";
import { fullDay } from "../../../../ui/dates.ts";
import { Panel } from "../../../../ui/panel.tsx";
import { nextStep, statusTitle } from "./status-words.ts";

/** What the link alone may show: number, organisation, date, public status, next step. */
export const LinkSummary = ({ link }: { link: LinkView }) => (
  <Panel
    title={
      <>
        Dossier <span className="figures">{link.number}</span>
      </>
    }
  >
    <dl className="facts">
      <div>
        <dt>Où en est-il ?</dt>
        <dd>
          <strong>{statusTitle(link)}</strong>
        </dd>
      </div>
      <div>
        <dt>La suite</dt>
        <dd>{nextStep(link, mediatorWords(link.organisation.title))}</dd>
      </div>
      <div>
        <dt>Demande reçue le</dt>
        <dd>{fullDay(link.receivedAt, link.timeZone)}</dd>
      </div>
      <div>
        <dt>Auprès de</dt>
        <dd>{mediationName(link.organisation.name)}</dd>
      </div>
    </dl>
  </Panel>
);
