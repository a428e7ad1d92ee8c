import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { roleLabel } from "../../../../shared/access/roles.ts";
import type { AbsenceView, Team, TeamMember } from "../../../../shared/mediation/hands.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AbsenceDialog } from "./absence-dialog.tsx";
import { caseLists } from "./addresses.ts";
import { colleaguesQuery } from "./finding-queries.ts";
import { endAbsence } from "./hand-queries.ts";
import { mayInMediation } from "./rights.ts";
import "../../../ui/agent/list-table.css";
import "./hands.css";

/** Who works here, who is away and who acts for them; managers also see how much each one has. */
export function TeamPage({ space }: { space: AgentSpace }) {
  useTitle("Équipe");
  const query = useQuery(colleaguesQuery(space.organisation.id));
  const [declaring, setDeclaring] = useState<AbsenceView | "new">();
  const team = query.data;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Équipe</PageTitle>
        <p className="mention grow">
          Absences, remplacements{team?.members[0]?.open != null && " et charge"}
        </p>
        {mayInMediation(space, "absence.own") && team && (
          <Button size="sm" onClick={() => setDeclaring("new")}>
            Déclarer une absence
          </Button>
        )}
      </header>
      {query.isPending && <Skeleton says="Chargement de l’équipe…" rows={6} />}
      {query.isError && !team && (
        <LoadFailed what="l’équipe" error={query.error} retry={() => void query.refetch()} />
      )}
      {team && (
        <>
          <Replacing team={team} />
          <Absences team={team} space={space} onChange={setDeclaring} />
          <Members team={team} space={space} />
        </>
      )}
      {declaring && team && (
        <AbsenceDialog
          space={space}
          team={team}
          absence={declaring === "new" ? undefined : declaring}
          onClose={() => setDeclaring(undefined)}
        />
      )}
    </div>
  );
}

function Replacing({ team }: { team: Team }) {
  if (team.replaces.length === 0) return null;
  return (
    <div className="banner banner--info">
      <Icon name="fr-icon-user-add-line" tone="info" />
      <p>
        {team.replaces.map(({ id, name, until }) => (
          <span key={id} className="second-line">
            Vous remplacez {name} jusqu’au {shortDay(until)}&nbsp;: vous agissez sur tous ses dossiers
            ouverts.
          </span>
        ))}
      </p>
    </div>
  );
}

function Absences({
  team,
  space,
  onChange,
}: {
  team: Team;
  space: AgentSpace;
  onChange: (absence: AbsenceView) => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const end = useMutation({
    mutationFn: ({ id }: AbsenceView) => endAbsence(id),
    onSuccess: (_done, { name }) => {
      void client.invalidateQueries({ queryKey: ["mediation"] });
      notify(`L’absence de ${name} est terminée.`);
    },
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <section className="team-part" aria-labelledby="absences">
      <h2 id="absences">Absences</h2>
      {team.absences.length === 0 ? (
        <p className="mention">Personne n’est absent, et aucune absence n’est prévue.</p>
      ) : (
        <table className="list-table">
          <caption className="fr-sr-only">Absences en cours et prévues</caption>
          <thead>
            <tr>
              <th scope="col">Personne</th>
              <th scope="col">Absence</th>
              <th scope="col">Remplacement</th>
              <th scope="col">
                <span className="fr-sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {team.absences.map((one) => (
              <tr key={one.id}>
                <th scope="row" className="strong-words">
                  {one.userId === space.me.id ? "Vous" : one.name}
                </th>
                <td>
                  {one.fromOn === one.toOn
                    ? `Le ${shortDay(one.fromOn)}`
                    : `Du ${shortDay(one.fromOn)} au ${shortDay(one.toOn)}`}
                  {one.muted && <span className="small mention second-line">Avis suspendus</span>}
                </td>
                <td>
                  {one.replacement ? (
                    one.replacement.name
                  ) : (
                    <span className="flag tone-warning">
                      <Icon name="fr-icon-alert-line" />
                      Sans remplacement
                    </span>
                  )}
                </td>
                <td>
                  {one.mine && (
                    <span className="team-acts">
                      <button type="button" className="text-button" onClick={() => onChange(one)}>
                        Modifier<span className="fr-sr-only"> l’absence de {one.name}</span>
                      </button>
                      <button
                        type="button"
                        className="text-button"
                        onClick={() => !end.isPending && end.mutate(one)}
                      >
                        Terminer<span className="fr-sr-only"> l’absence de {one.name}</span>
                      </button>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const roleWords = (roles: readonly string[]): string =>
  roles.map((role) => roleLabel("mediation", role)).join(", ");

function Members({ team, space }: { team: Team; space: AgentSpace }) {
  const load = team.members.some(({ open }) => open !== null);
  return (
    <section className="team-part" aria-labelledby="members">
      <h2 id="members">Membres</h2>
      <table className="list-table">
        <caption className="fr-sr-only">Membres de la médiation</caption>
        <thead>
          <tr>
            <th scope="col">Personne</th>
            <th scope="col">Aujourd’hui</th>
            {load && <th scope="col">Dossiers ouverts</th>}
          </tr>
        </thead>
        <tbody>
          {team.members.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="strong-words">{one.name}</span>
                <span className="small mention second-line">{roleWords(one.roles)}</span>
              </th>
              <td>{todayWords(one)}</td>
              {load && (
                <td>
                  <Load one={one} space={space} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const todayWords = ({ awayUntil, replacedBy }: TeamMember): string => {
  if (!awayUntil) return "Au travail";
  const until = `En absence jusqu’au ${shortDay(awayUntil)}`;
  return replacedBy ? `${until}, ${replacedBy} remplace` : `${until}, sans remplacement`;
};

function Load({ one, space }: { one: TeamMember; space: AgentSpace }) {
  if (!one.handles || one.open === null) return <span className="mention">–</span>;
  if (one.open === 0) return <span className="mention">Aucun</span>;
  return (
    <>
      <Link
        to={caseLists.all.to}
        params={{ organisation: space.organisation.slug }}
        search={{ responsable: one.id === space.me.id ? "moi" : one.id }}
      >
        {one.open === 1 ? "1\u00a0dossier" : `${one.open}\u00a0dossiers`}
      </Link>
      {one.overdue ? <span className="small tone-error second-line">{one.overdue} en retard</span> : null}
    </>
  );
}
