import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { NewsView } from "../../../../../shared/mediation/news.ts";
import { newsKinds } from "../../../../../shared/mediation/news-kinds.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Menu } from "../../../../ui/agent/menu.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { CaseLink } from "../case-link.tsx";
import { newsQuery, readNews } from "./day-queries.ts";
import "./day.css";

/** What happened, without a name of anybody outside the office. */
const newsWords = ({ kind, actor }: NewsView) =>
  actor ? `${newsKinds[kind]}, par ${actor}` : newsKinds[kind];

/** The bell: how much is new, and the last news. Opening a line, or one button, marks it read. */
export function Bell({ space: { organisation } }: { space: AgentSpace }) {
  const client = useQueryClient();
  const { news = [], unread = 0 } = useQuery(newsQuery(organisation.id)).data ?? {};
  const read = useMutation({
    mutationFn: (ids?: string[]) => readNews(organisation.id, ids),
    onSuccess: () => client.invalidateQueries({ queryKey: ["mediation", "news"] }),
  });
  const label = unread === 0 ? "Nouvelles" : `Nouvelles\u00a0: ${unread} non lue${unread > 1 ? "s" : ""}`;
  return (
    <Menu
      className="bell"
      align="right"
      label={label}
      button={
        <>
          <Icon name="fr-icon-notification-3-line" />
          {unread > 0 && <span className="bell__count">{unread > 99 ? "99+" : unread}</span>}
        </>
      }
    >
      <div className="bell__head">
        <strong>Nouvelles</strong>
        {unread > 0 && (
          <button type="button" className="text-button small" onClick={() => read.mutate(undefined)}>
            Tout marquer comme lu
          </button>
        )}
      </div>
      {news.length === 0 && <p className="bell__empty mention">Rien de nouveau.</p>}
      <ul className="bell__list">
        {news.slice(0, 20).map((one) => (
          <li key={one.id} className={one.read ? "" : "bell__unread"}>
            {one.case ? (
              <span onClickCapture={() => !one.read && read.mutate([one.id])}>
                <CaseLink organisation={organisation} id={one.case.id}>
                  <NewsLine one={one} />
                </CaseLink>
              </span>
            ) : one.kind === "export_ready" ? (
              <Link
                to="/espace/$organisation/mediation/mes-fichiers"
                params={{ organisation: organisation.slug }}
                onClick={() => !one.read && read.mutate([one.id])}
              >
                <NewsLine one={one} />
              </Link>
            ) : (
              <button type="button" onClick={() => !one.read && read.mutate([one.id])}>
                <NewsLine one={one} />
              </button>
            )}
          </li>
        ))}
      </ul>
      <ul>
        <li>
          <Link to="/espace/$organisation/mediation/nouvelles" params={{ organisation: organisation.slug }}>
            <Icon name="fr-icon-settings-5-line" />
            Choisir comment être prévenu
          </Link>
        </li>
      </ul>
    </Menu>
  );
}

const NewsLine = ({ one }: { one: NewsView }) => (
  <span className="bell__line">
    <span>
      {!one.read && <span className="fr-sr-only">Non lu&nbsp;: </span>}
      {newsWords(one)}
    </span>
    <span className="small mention">
      {one.case && `Dossier ${one.case.number} · `}
      <Moment at={one.at} />
    </span>
  </span>
);
