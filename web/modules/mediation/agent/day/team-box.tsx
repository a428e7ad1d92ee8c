import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { shortDay } from "../../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { colleaguesQuery } from "../finding-queries.ts";

/** Équipe: who is away now, and what one replaces. Nothing when everybody is there. */
export function TeamBox({ space: { organisation } }: { space: AgentSpace }) {
  const members = useQuery(colleaguesQuery(organisation.id)).data?.members ?? [];
  const away = members.filter(({ awayUntil }) => awayUntil);
  if (away.length === 0) return null;
  return (
    <aside className="box" aria-labelledby="home-team">
      <h2 id="home-team">Équipe</h2>
      <ul className="box__list">
        {away.map(({ id, name, awayUntil }) => (
          <li key={id}>
            Absence de {name}
            {awayUntil && ` jusqu’au ${shortDay(awayUntil)}`}
          </li>
        ))}
      </ul>
      <p>
        <Link to="/espace/$organisation/mediation/equipe" params={{ organisation: organisation.slug }}>
          Voir l’équipe
        </Link>
      </p>
    </aside>
  );
}
