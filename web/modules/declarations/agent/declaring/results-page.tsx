import { Link } from "@tanstack/react-router";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords, byNeed, isSentTo, resultWords } from "./body-words.ts";
import { ChangedFigures } from "./changed-figures.tsx";
import { Crumbs } from "./crumbs.tsx";
import { DeclarationHistory } from "./declaration-history.tsx";
import { Proofs } from "./proofs.tsx";
import { TransmissionCard } from "./transmission-card.tsx";
import "../../../../ui/agent/forms.css";
import "./declaring.css";

/** The last transmission of each body: what a person deals with. */
const latestOf = (found: DeclarationView): TransmissionView[] =>
  [...new Map([...found.transmissions].reverse().map((one) => [one.body, one])).values()].toSorted(
    (one, other) => byNeed(one.state, other.state),
  );

/** What became of a declaration, body by body; what needs a person comes first (screens §7). */
export function ResultsPage({ found, space }: { found: DeclarationView; space: AgentSpace }) {
  useTitle("Déclaration envoyée");
  const latest = latestOf(found);
  const last = found.transmissions[0];
  const waiting = found.bodies.filter(
    ({ body, chosen }) => chosen && !latest.some((one) => one.body === body),
  );
  const params = { organisation: space.organisation.slug, declarationId: found.id };
  const changed = found.changed.length > 0 && found.current.state !== "draft";
  return (
    <div className="agent-page telling">
      <Crumbs found={found} space={space} />
      <header className="telling-title">
        <PageTitle>
          {changed
            ? "Les chiffres ont changé depuis l’envoi"
            : `${found.number}\u00a0: ${resultWords(latest.map(({ state }) => state))}`}
        </PageTitle>
        <p className="mention">
          {found.showName}
          {changed && ` · ${found.number}`} · version&nbsp;{last?.versionNumber ?? found.current.number}
          {last && (
            <>
              {" "}
              · <Moment at={last.sentAt ?? last.updatedAt} />
              {last.askedBy && ` par ${last.askedBy.name}`}
            </>
          )}
        </p>
      </header>
      {found.current.state === "draft" && (
        <p className="banner">
          <span className="grow">
            <strong>La version {found.current.number} est en préparation.</strong> Ce qui est ci-dessous a été
            envoyé avant elle.
          </span>
          <Link
            className={buttonClass({ size: "sm" })}
            to="/espace/$organisation/declarations/declarations/$declarationId"
            params={params}
          >
            Continuer
          </Link>
        </p>
      )}
      <div className="telling-preview">
        <div>
          {changed && <ChangedFigures found={found} latest={latest} space={space} />}
          {latest.map((one) => (
            <TransmissionCard key={one.id} found={found} one={one} space={space} />
          ))}
          {waiting.map(({ body, ready }) => (
            <section key={body} className="telling-result" aria-labelledby={`envoi-${body}`}>
              <header>
                <h2 id={`envoi-${body}`}>{body}</h2>
                <span className="mention">
                  Pas encore {bodyWords[body].way === "à recopier" ? "figée" : "envoyée"}
                </span>
              </header>
              <p>
                <Link
                  className={buttonClass({ look: "secondary", size: "sm" })}
                  to="/espace/$organisation/declarations/declarations/$declarationId/apercu"
                  params={params}
                  search={{ organisme: body }}
                >
                  {ready ? (isSentTo(body) ? "Vérifier et envoyer" : "Voir la fiche") : "Voir ce qui manque"}
                </Link>
              </p>
            </section>
          ))}
        </div>
        <aside className="telling-side">
          <Proofs found={found} />
          <DeclarationHistory found={found} />
        </aside>
      </div>
    </div>
  );
}
