import { Link } from "@tanstack/react-router";
import type { CaseCounts } from "../../../../shared/mediation/case-lists.ts";
import { useNow } from "../../../ui/agent/now.ts";
import { waitingFor } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace, Organisation } from "../../access/agent/session.ts";
import type { CaseList, ListSearch } from "./addresses.ts";
import { caseLists } from "./addresses.ts";
import { mayReadQuarantine } from "./rights.ts";

interface Tile {
  count: number;
  label: string;
  detail: string;
  tone?: "error" | "warning";
  to: { list: CaseList; search?: ListSearch } | "quarantine" | "tasks";
}

/** The figures, each a link to the list that makes it. A zero stays in its place, so that positions never move. */
export function HomeTiles({
  counts,
  tasks,
  space,
}: {
  counts: CaseCounts;
  /** Open tasks of one's own, and those for today or before. */
  tasks: { all: number; today: number };
  space: AgentSpace;
}) {
  const now = useNow();
  const { organisation } = space;
  const oldest = counts.oldestUnassignedAt && waitingFor(counts.oldestUnassignedAt, { now });
  const yours: Tile[] = [
    {
      count: counts.mineToProcess,
      label: "À traiter",
      detail: `sur ${counts.mine} en charge`,
      to: { list: "mine", search: { statut: "TO_PROCESS" } },
    },
    {
      count: counts.unread,
      label: "Réponses reçues",
      detail: counts.unread === 0 ? "tout est lu" : "dossiers à lire",
      to: { list: "mine", search: { signal: "reponse-recue" } },
    },
    {
      count: counts.overdue,
      label: "En retard",
      detail: counts.overdue === 0 ? "aucun retard" : "échéance dépassée",
      tone: "error",
      to: { list: "mine", search: { signal: "en-retard" } },
    },
    {
      count: counts.dueSoon,
      label: "Échéance proche",
      detail: "d’ici 2\u00a0jours ouvrés",
      tone: "warning",
      to: { list: "mine", search: { signal: "echeance-proche" } },
    },
    {
      count: tasks.all,
      label: "Tâches",
      detail: tasks.today === 0 ? "aucune aujourd’hui" : `${tasks.today}\u00a0aujourd’hui`,
      to: "tasks",
    },
  ];
  const team: Tile[] = [
    {
      count: counts.unassigned,
      label: "À prendre",
      detail: oldest ? `le plus ancien\u00a0: ${oldest}` : "aucun en attente",
      to: { list: "unassigned" },
    },
    {
      count: counts.failedSends,
      label: "Envoi en échec",
      detail: counts.failedSends === 0 ? "tout est parti" : "non distribués",
      tone: "error",
      to: { list: "all", search: { signal: "envoi-en-echec" } },
    },
    {
      count: counts.withdrawals,
      label: counts.withdrawals > 1 ? "Renonciations" : "Renonciation",
      detail: counts.withdrawals === 0 ? "aucune à clore" : "à clore",
      to: { list: "mine", search: { signal: "renonciation" } },
    },
    {
      count: counts.inactive,
      label: "Dossiers inactifs",
      detail: counts.inactive === 0 ? "aucun à clore" : "clôture à décider",
      to: { list: "mine", search: { signal: "sans-reponse" } },
    },
  ];
  if (mayReadQuarantine(space)) {
    team.push({
      count: counts.quarantined,
      label: "En quarantaine",
      detail: counts.quarantined === 0 ? "aucun courriel retenu" : "à examiner",
      to: "quarantine",
    });
  }
  return (
    <>
      <TileRow title="Vos dossiers" tiles={yours} organisation={organisation} />
      <TileRow title="L’équipe" tiles={team} organisation={organisation} />
    </>
  );
}

function TileRow({
  title,
  tiles,
  organisation,
}: {
  title: string;
  tiles: readonly Tile[];
  organisation: Organisation;
}) {
  return (
    <section>
      <h2 className="tiles__title">{title}</h2>
      <ul className="tiles">
        {tiles.map((tile) => (
          <li key={tile.label}>
            <TileLink tile={tile} organisation={organisation} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TileLink({
  tile: { count, label, detail, tone, to },
  organisation,
}: {
  tile: Tile;
  organisation: Organisation;
}) {
  const params = { organisation: organisation.slug };
  const className = `tile ${count === 0 ? "tile--zero" : tone ? `tile--${tone}` : ""}`;
  const content = (
    <>
      <strong className="tile__count">{count}</strong>
      <span className="tile__label">
        {label}
        <span className="tile__detail">{detail}</span>
      </span>
    </>
  );
  if (to === "quarantine") {
    return (
      <Link className={className} to="/espace/$organisation/mediation/quarantaine" params={params}>
        {content}
      </Link>
    );
  }
  if (to === "tasks") {
    return (
      <Link className={className} to="/espace/$organisation/mediation/taches" params={params}>
        {content}
      </Link>
    );
  }
  return (
    <Link className={className} to={caseLists[to.list].to} params={params} search={to.search ?? {}}>
      {content}
    </Link>
  );
}
