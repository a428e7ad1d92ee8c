import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import type { Connections } from "../../../../shared/declarations/connections.ts";
import { bodies as bodyNames } from "../../../../shared/declarations/enums.ts";
import type { ShowList, ShowSignal, ShowSummary } from "../../../../shared/declarations/shows.ts";
import { Icon, type Tone } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { ListNews } from "./list-news.tsx";
import { faultOf } from "./run-words.ts";
import { useCalmShows } from "./show-news.ts";
import { firstShowsQuery } from "./show-queries.ts";
import { isTold, signalWords } from "./show-words.ts";
import { isRemote, vendors } from "./vendors.tsx";

interface Line {
  key: string;
  tone: Tone;
  icon: `fr-icon-${string}`;
  why: string;
  when?: ReactNode;
  what: string;
  /** What happened, and what was not harmed. */
  says: string;
  link: ReactNode;
}

const ranks: readonly (ShowSignal | "account")[] = [
  "rejected",
  "failed",
  "account",
  "uncertain",
  "aside",
  "figures_changed",
  "missing",
  "source_moved",
];

const calm: Partial<Record<ShowSignal, { says: string; verb: string }>> = {
  rejected: { says: "L’organisme a refusé un champ. Vos chiffres sont gardés.", verb: "Corriger" },
  failed: { says: "Rien n’est parti. Vos chiffres sont gardés.", verb: "Renvoyer" },
  uncertain: { says: "Guichet ne renvoie rien tout seul, pour ne pas déclarer deux fois.", verb: "Décider" },
  figures_changed: { says: "Depuis l’envoi. Ce qui a été envoyé n’a pas bougé.", verb: "Comparer" },
  missing: { says: "La billetterie ne la montre plus. Ses chiffres sont gardés.", verb: "Regarder" },
  source_moved: { says: "La billetterie dit autre chose. Votre correction n’a pas bougé.", verb: "Regarder" },
};

const showsOf = ({ shows }: ShowList) => shows;

/** À régler: what is stuck, the worst first, one verb each; nothing when nothing is. */
export function ToSettle({
  space,
  accounts,
  aside,
}: {
  space: AgentSpace;
  accounts: Connections | undefined;
  aside: number;
}) {
  const { organisation } = space;
  const list = useRef<HTMLUListElement>(null);
  useRowWalk(list);
  const calm = useCalmShows(useQuery(firstShowsQuery(organisation.id, "alert", 25)), showsOf, list);
  const alert = calm.shown;
  const lines = [
    ...showLines(alert?.shows ?? [], space),
    ...accountLines(accounts, space),
    ...(aside > 0 ? [asideLine(alert?.shows ?? [], aside, space)] : []),
  ]
    .toSorted((a, b) => ranks.indexOf(a.rank) - ranks.indexOf(b.rank))
    .map(({ line }) => line);
  if (lines.length === 0) return null;
  return (
    <section className="to-settle" aria-labelledby="a-regler">
      <div className="to-settle__head">
        <h2 id="a-regler">
          À régler <span className="pill">{lines.length}</span>
        </h2>
        <p className="key-hints" aria-hidden="true">
          <kbd>J</kbd> <kbd>K</kbd> parcourir · <kbd>↵</kbd> ouvrir
        </p>
      </div>
      <ListNews news={calm.news} onTake={calm.take} />
      <ul ref={list}>
        {lines.map(({ key, tone, icon, why, when, what, says, link }) => (
          <li key={key}>
            <p className={`to-settle__why tone-${tone}`}>
              <Icon name={icon} />
              <span>
                {why}
                {when && <span className="small mention second-line">{when}</span>}
              </span>
            </p>
            <p className="to-settle__what">
              <span className="strong-words">{what}</span>
              <span className="small mention second-line">{says}</span>
            </p>
            {link}
          </li>
        ))}
      </ul>
    </section>
  );
}

const secondary = buttonClass({ look: "secondary", size: "sm" });

/** The bodies that a signal is about: those in that state, or those that were told what has changed since. */
const bodiesOf = ({ bodies }: ShowSummary, kind: ShowSignal) =>
  bodies.filter((found) => (kind === "figures_changed" ? isTold(found) : found.state === kind));

const showLines = (shows: readonly ShowSummary[], { organisation }: AgentSpace) =>
  shows.flatMap((show) =>
    show.signals.flatMap((signal): { rank: (typeof ranks)[number]; line: Line }[] => {
      const said = calm[signal.kind];
      if (!said) return [];
      const { tone, icon, words } = signalWords(signal);
      const about = bodiesOf(show, signal.kind);
      const declarationId = about[0]?.declarationId;
      const label = (
        <>
          {said.verb}
          <span className="fr-sr-only">&nbsp;: {show.name}</span>
        </>
      );
      return [
        {
          rank: signal.kind,
          line: {
            key: `${show.id} ${signal.kind}`,
            tone,
            icon,
            why: words,
            what: [show.name, ...about.map(({ body }) => bodyNames[body])].join(" · "),
            says: said.says,
            link: declarationId ? (
              <Link
                to="/espace/$organisation/declarations/declarations/$declarationId/envois"
                params={{ organisation: organisation.slug, declarationId }}
                className={secondary}
                data-row=""
              >
                {label}
              </Link>
            ) : (
              <Link
                to="/espace/$organisation/declarations/spectacles/$showId"
                params={{ organisation: organisation.slug, showId: show.id }}
                className={secondary}
                data-row=""
              >
                {label}
              </Link>
            ),
          },
        },
      ];
    }),
  );

const accountLines = (accounts: Connections | undefined, { organisation }: AgentSpace) =>
  (accounts?.accounts ?? []).flatMap((account): { rank: "account"; line: Line }[] => {
    const { connection, provider, label } = account;
    if (connection?.status !== "needs_attention" || !isRemote(provider)) return [];
    return [
      {
        rank: "account",
        line: {
          key: connection.id,
          tone: "error",
          icon: "fr-icon-links-line",
          why: "Accès à revoir",
          when: connection.lastSuccessAt ? (
            <>
              dernière lecture <Moment at={connection.lastSuccessAt} />
            </>
          ) : undefined,
          what: `${vendors[provider].name}, «\u00a0${label}\u00a0»`,
          says: `${faultOf(account) ?? "Accès refusé"}. Les autres billetteries ne sont pas touchées.`,
          link: (
            <Link
              to="/espace/$organisation/declarations/connexions"
              params={{ organisation: organisation.slug }}
              className={secondary}
              data-row=""
            >
              Reconnecter<span className="fr-sr-only"> {label}</span>
            </Link>
          ),
        },
      },
    ];
  });

const asideLine = (
  shows: readonly ShowSummary[],
  aside: number,
  { organisation }: AgentSpace,
): { rank: "aside"; line: Line } => {
  const named = shows.flatMap(({ name, signals }) => {
    const found = signals.find(({ kind }) => kind === "aside");
    return found ? [`${name} (${found.count})`] : [];
  });
  return {
    rank: "aside",
    line: {
      key: "aside",
      ...signalWords({ kind: "aside", count: aside }),
      why: signalWords({ kind: "aside", count: aside }).words,
      when: named.length > 1 ? `${named.length}\u00a0spectacles` : undefined,
      what: named.length > 0 ? named.slice(0, 3).join(", ") : "Ventes mises de côté",
      says: `${aside === 1 ? "Elle n’est" : "Elles ne sont"} dans aucun total. Le reste est compté.`,
      link: (
        <Link
          to="/espace/$organisation/declarations/a-decider"
          params={{ organisation: organisation.slug }}
          className={secondary}
          data-row=""
        >
          Décider<span className="fr-sr-only"> des ventes mises de côté</span>
        </Link>
      ),
    },
  };
};
