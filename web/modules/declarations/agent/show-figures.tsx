import { useQuery } from "@tanstack/react-query";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AsideQuestions } from "./aside-questions.tsx";
import { DecidedAsides } from "./decided-asides.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { asidesQuery } from "./show-queries.ts";
import { ShowSide } from "./show-side.tsx";

/** Chiffres: what waits for a decision, then one row per performance, and beside it what was corrected and is due. */
export function ShowFigures({ show, space }: { show: ShowView; space: AgentSpace }) {
  const asides = useQuery(asidesQuery(space.organisation.id, show.id)).data;
  return (
    <div className="show-columns">
      <div>
        {asides && asides.records.length > 0 && (
          <AsideQuestions
            records={asides.records}
            timeZone={asides.timeZone}
            mayDecide={asides.mayDecide}
            organisationId={space.organisation.id}
          />
        )}
        <FiguresTable show={show} />
        <DecidedAsides organisationId={space.organisation.id} showId={show.id} />
      </div>
      <ShowSide show={show} />
    </div>
  );
}
