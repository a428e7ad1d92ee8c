import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Member, MemberPage } from "../../../../shared/access/members.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { ViewName, Views } from "../../../ui/agent/views.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../agent/session.ts";
import { type MembersSearch, type MemberView, memberViews, silences } from "./addresses.ts";
import { InvitationRows } from "./invitation-rows.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { type MemberAct, MemberDialog } from "./member-dialogs.tsx";
import { MemberFilters } from "./member-filters.tsx";
import { MemberRows } from "./member-rows.tsx";
import { membersQuery, organisationQuery } from "./organisation-queries.ts";
import "../../../ui/agent/list-table.css";
import "./members.css";

const counted = (count: number, one: string, many: string) => `${count}\u00a0${count > 1 ? many : one}`;

const countsInWords = ({ current, invitations }: MemberPage["counts"]) =>
  [
    counted(current, "membre", "membres"),
    ...(invitations > 0 ? [counted(invitations, "invitation en attente", "invitations en attente")] : []),
  ].join(", ");

/** Who is in the organisation, who is invited, who left (agent screens, §10). */
export function MembersPage({ space, search }: { space: AgentSpace; search: MembersSearch }) {
  useTitle("Membres");
  const { organisation } = space;
  const former = search.vue === "anciens";
  const query = useInfiniteQuery(
    membersQuery(organisation.id, {
      search: search.q,
      service: search.service,
      role: search.role,
      state: former ? "former" : undefined,
      unseenDays: search.silence && silences[search.silence],
    }),
  );
  const requireSecondFactor = useQuery(organisationQuery(organisation.id)).data?.requireSecondFactor ?? false;
  const [inviting, setInviting] = useState(false);
  const [asked, setAsked] = useState<{ act: MemberAct; member: Member }>();
  const first = query.data?.pages[0];
  const members = query.data?.pages.flatMap((page) => page.members);
  const filtered = Boolean(search.q || search.service || search.role || search.silence);
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div>
          <PageTitle>Membres</PageTitle>
          <p className="mention">
            {organisation.name}
            {first && ` · ${countsInWords(first.counts)}`}
          </p>
        </div>
        {first?.allowed.includes("member.invite") && first.grantable.length > 0 && (
          <Button size="sm" icon="fr-icon-user-add-line" onClick={() => setInviting(true)}>
            Inviter un membre
          </Button>
        )}
      </header>
      <Views label="Vues des membres">
        <Tab space={space} current={search.vue} count={first?.counts.current}>
          Membres
        </Tab>
        <Tab space={space} vue="invitations" current={search.vue} count={first?.counts.invitations}>
          {memberViews.invitations}
        </Tab>
        <Tab space={space} vue="anciens" current={search.vue} count={first?.counts.former}>
          {memberViews.anciens}
        </Tab>
      </Views>
      {search.vue !== "invitations" && <MemberFilters space={space} search={search} />}
      {query.isPending && <Skeleton says="Chargement des membres…" />}
      {query.isError && !members && (
        <LoadFailed what="les membres" error={query.error} retry={() => void query.refetch()} />
      )}
      {search.vue !== "invitations" && members && members.length === 0 && (
        <div className="empty-state">
          <h2>{filtered ? "Aucun membre ne correspond" : former ? "Aucun ancien membre" : "Aucun membre"}</h2>
          <p>
            {filtered
              ? "Cherchez une partie du nom ou de l’adresse, ou effacez les filtres."
              : "Les personnes qui quittent l’organisation s’affichent ici."}
          </p>
        </div>
      )}
      {search.vue !== "invitations" && members && members.length > 0 && (
        <MemberRows
          members={members}
          former={former}
          requireSecondFactor={requireSecondFactor}
          onAct={(act, member) => setAsked({ act, member })}
        />
      )}
      {search.vue !== "invitations" && query.hasNextPage && (
        <p className="list-foot">
          <Button
            look="secondary"
            size="sm"
            busy={query.isFetchingNextPage && "Chargement…"}
            onClick={() => void query.fetchNextPage()}
          >
            Afficher la suite
          </Button>
        </p>
      )}
      {first && !former && !filtered && (search.vue === "invitations" || first.invitations.length > 0) && (
        <section aria-labelledby="invitations">
          <h2
            id="invitations"
            className={search.vue === "invitations" ? "fr-sr-only" : "members-invitations"}
          >
            Invitations en attente
          </h2>
          {first.invitations.length === 0 ? (
            <p className="empty-line">Aucune invitation en attente.</p>
          ) : (
            <InvitationRows invitations={first.invitations} organisation={organisation} />
          )}
        </section>
      )}
      {inviting && first && (
        <InviteDialog
          organisation={organisation}
          grantable={first.grantable}
          onClose={() => setInviting(false)}
        />
      )}
      {asked && first && (
        <MemberDialog
          {...asked}
          organisation={organisation}
          grantable={first.grantable}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

function Tab({
  space,
  vue,
  current,
  count,
  children,
}: {
  space: AgentSpace;
  vue?: MemberView;
  current: MemberView | undefined;
  count: number | undefined;
  children: string;
}) {
  return (
    <li>
      <Link
        to="/espace/$organisation/membres"
        params={{ organisation: space.organisation.slug }}
        search={vue ? { vue } : {}}
        aria-current={vue === current ? "page" : undefined}
        activeOptions={{ exact: true }}
      >
        <ViewName count={count}>{children}</ViewName>
      </Link>
    </li>
  );
}
