import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { BodyView, DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords, isSentTo } from "./body-words.ts";
import { DeadlineFlag } from "./deadline-flag.tsx";
import type { Point } from "./form-points.ts";
import { OtherAgencies } from "./other-agencies.tsx";

export interface BodyPoints {
  view: BodyView;
  points: readonly Point[];
}

const pointWords = (count: number) => `${count}\u00a0point${count > 1 ? "s" : ""} à reprendre`;

const stateOf = ({ view, points }: BodyPoints): string => {
  if (points.length > 0) return pointWords(points.length);
  if (view.blockers.length > 0) return "Complète, mais bloquée";
  return isSentTo(view.body) ? "Prête" : "Chiffres prêts";
};

/** The same where one line is left for all bodies. */
const shortStateOf = ({ view, points }: BodyPoints): string =>
  points.length > 0
    ? pointWords(points.length).replace(" à reprendre", "")
    : view.blockers.length > 0
      ? "Bloquée"
      : "Prête";

/** What each chosen body waits for, each point a link to its field; scrolled away, one line remains. */
export function Completeness({
  found,
  bodies,
  space,
  nameOf,
  onGo,
  saveNow,
}: {
  found: DeclarationView;
  bodies: readonly BodyPoints[];
  space: AgentSpace;
  /** « du sam. 27 févr. », for a point of one performance. */
  nameOf: (performanceId: string) => string;
  onGo: (point: Point) => void;
  /** Sends what is typed and not saved yet. */
  saveNow: () => Promise<unknown>;
}) {
  const cards = useRef<HTMLElement>(null);
  const [away, setAway] = useState(false);
  useEffect(() => {
    const element = cards.current;
    if (!element) return;
    const watch = new IntersectionObserver(([entry]) =>
      setAway(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  if (bodies.length === 0)
    return (
      <p className="banner banner--warning">
        <span>
          <strong>Aucun organisme n’est choisi.</strong> Cochez ci-dessous ceux à qui déclarer ce spectacle.
        </span>
      </p>
    );
  return (
    <>
      <section className="telling-cards" aria-label="Ce qui manque, par organisme" ref={cards}>
        {bodies.map((one) => (
          <Card
            key={one.view.body}
            found={found}
            one={one}
            space={space}
            nameOf={nameOf}
            onGo={onGo}
            saveNow={saveNow}
          />
        ))}
      </section>
      {away && (
        <p className="telling-away">
          {bodies.map((one) => (
            <span key={one.view.body}>
              <strong>{one.view.body}</strong> {shortStateOf(one)}
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Card({
  found,
  one,
  space,
  nameOf,
  onGo,
  saveNow,
}: {
  found: DeclarationView;
  one: BodyPoints;
  space: AgentSpace;
  nameOf: (performanceId: string) => string;
  onGo: (point: Point) => void;
  saveNow: () => Promise<unknown>;
}) {
  const { view, points } = one;
  const words = bodyWords[view.body];
  const isReady = points.length === 0 && view.blockers.length === 0;
  return (
    <section className={`telling-card ${isReady ? "telling-card--ready" : "telling-card--open"}`}>
      <header className="row">
        <h2 className="grow">{view.body}</h2>
        <DeadlineFlag on={view.deadline} />
      </header>
      <p className="row">
        <Icon
          name={isReady ? "fr-icon-checkbox-circle-line" : "fr-icon-draft-line"}
          tone={isReady ? "success" : "mention"}
        />
        <strong>{stateOf(one)}</strong>
      </p>
      <ul>
        {points.map((point) => (
          <li key={point.path}>
            <Icon
              name={point.fault ? "fr-icon-error-fill" : "fr-icon-edit-line"}
              tone={point.fault ? "error" : "warning"}
            />
            <span>
              {point.path === "organisation.siret" ? (
                <Link
                  to="/espace/$organisation/organisation"
                  params={{ organisation: space.organisation.slug }}
                >
                  {point.label}
                </Link>
              ) : (
                <button type="button" className="text-button" onClick={() => onGo(point)}>
                  {point.label}
                  {point.performanceId && ` ${nameOf(point.performanceId)}`}
                </button>
              )}
              <span className="small mention second-line">{point.fault ?? whereIs(point)}</span>
            </span>
          </li>
        ))}
        {view.blockers.map(({ reason, message }) => (
          <li key={reason}>
            <Icon name="fr-icon-lock-line" tone="warning" />
            <span>
              {message}
              {reason === "records_aside" && (
                <>
                  {" "}
                  <Link
                    to="/espace/$organisation/declarations/spectacles/$showId"
                    params={{ organisation: space.organisation.slug, showId: found.showId }}
                  >
                    Décider
                  </Link>
                </>
              )}
              {reason === "siret_unverified" && (
                <>
                  {" "}
                  <Link
                    to="/espace/$organisation/organisation"
                    params={{ organisation: space.organisation.slug }}
                  >
                    Voir la preuve demandée
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
        {view.elsewhere.length > 0 && (
          <li className="telling-split">
            <OtherAgencies found={found} elsewhere={view.elsewhere} space={space} saveFirst={saveNow} />
          </li>
        )}
        {isReady && !isSentTo(view.body) && (
          <li>
            <Icon name="fr-icon-external-link-line" tone="mention" />
            <span>
              À recopier sur leur portail&nbsp;: {words.the} ne reçoit rien par Guichet.{" "}
              <Link
                to="/espace/$organisation/declarations/declarations/$declarationId/apercu"
                params={{ organisation: space.organisation.slug, declarationId: found.id }}
                search={{ organisme: view.body }}
              >
                Voir la fiche
              </Link>
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}

const whereIs = ({ path, performanceId }: Point): string => {
  if (path.startsWith("profile.")) return "Enregistré une fois pour toutes";
  if (path.startsWith("organisation.")) return "Page de l’organisation";
  return performanceId ? "Séance par séance" : "Pour tout le spectacle";
};
