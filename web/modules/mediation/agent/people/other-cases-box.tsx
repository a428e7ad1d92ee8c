import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { reasonWords } from "../../../../../shared/mediation/similar.ts";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { OtherCaseLine } from "./other-case-line.tsx";
import { neighboursQuery } from "./people-queries.ts";
import { SamePerson } from "./same-person.tsx";
import "./people.css";

const shown = 3;

/** « Autres dossiers » of the right column: the person's confirmed cases, then likely ones to confirm. */
export function OtherCasesBox({ found, space }: { found: CaseView; space: AgentSpace }) {
  const beside = useQuery(neighboursQuery(found.id)).data;
  if (!beside) return null;
  const likely = beside.suggestions.slice(0, shown);
  const others = [...beside.samePerson, ...beside.links].filter(
    (one, at, all) => all.findIndex(({ id }) => id === one.id) === at,
  );
  if (others.length + likely.length === 0) return null;
  const { organisation } = space;
  return (
    <section className="box">
      <div className="box__head">
        <h2>Autres dossiers</h2>
        <Link
          to="/espace/$organisation/mediation/dossiers/$caseId/liens"
          params={{ organisation: organisation.slug, caseId: found.id }}
          className="small"
        >
          Voir tout
        </Link>
      </div>
      <ul className="box__list">
        {others.slice(0, shown).map((one) => (
          <li key={one.id}>
            <OtherCaseLine one={one} organisation={organisation} />
          </li>
        ))}
        {likely.map((one) => (
          <li key={one.id}>
            <OtherCaseLine one={one} organisation={organisation}>
              <span className="small mention">{reasonWords(one.reasons)}</span>
              {found.allowed.includes("case.link") && <SamePerson caseId={found.id} other={one} />}
            </OtherCaseLine>
          </li>
        ))}
      </ul>
    </section>
  );
}
