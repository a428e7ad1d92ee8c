import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AsideView } from "../../../../shared/declarations/asides.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AsideQuestions } from "./aside-questions.tsx";
import { DecidedAsides } from "./decided-asides.tsx";
import { asidesQuery } from "./show-queries.ts";

/** Records of one show together; those of no show under their account. */
const groupsOf = (records: readonly AsideView[]) => {
  const groups = new Map<string, { show: AsideView["show"]; heading: string; records: AsideView[] }>();
  for (const record of records) {
    const key = record.show?.id ?? record.source.id;
    const group = groups.get(key) ?? {
      show: record.show,
      heading: record.show?.name ?? record.source.label,
      records: [],
    };
    group.records.push(record);
    groups.set(key, group);
  }
  return [...groups];
};

/** À décider: what ticketing accounts said that nobody can count without a decision, show by show. */
export function AsidePage({ space }: { space: AgentSpace }) {
  useTitle("À décider");
  const { organisation } = space;
  const query = useQuery(asidesQuery(organisation.id));
  const { data } = query;
  return (
    <div className="agent-page aside-page">
      <header className="agent-head">
        <PageTitle>À décider</PageTitle>
        <p className="mention grow">Ce que Guichet n’est pas sûr de compter. Le reste est compté.</p>
      </header>
      {query.isPending && <Skeleton says="Chargement de ce qui est mis de côté…" />}
      {query.isError && !data && (
        <LoadFailed what="ce qui est mis de côté" error={query.error} retry={() => void query.refetch()} />
      )}
      {data && data.records.length === 0 && <p className="empty-line">Rien à décider.</p>}
      {data &&
        groupsOf(data.records).map(([key, { show, heading, records }]) => (
          <section key={key} aria-label={heading}>
            <AsideQuestions
              records={records}
              timeZone={data.timeZone}
              mayDecide={data.mayDecide}
              organisationId={organisation.id}
              heading={heading}
            />
            {show && (
              <p className="aside-page__link">
                <Link
                  to="/espace/$organisation/declarations/spectacles/$showId"
                  params={{ organisation: organisation.slug, showId: show.id }}
                >
                  Voir les chiffres de {show.name}
                </Link>
              </p>
            )}
          </section>
        ))}
      <DecidedAsides organisationId={organisation.id} />
    </div>
  );
}
