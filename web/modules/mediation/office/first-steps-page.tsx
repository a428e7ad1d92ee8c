import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FirstSteps } from "../../../../shared/mediation/first-steps.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { mayHere } from "../../access/organisation/rights.ts";
import { mayInMediation, maySetMails } from "../agent/rights.ts";
import { createSample, firstStepsQuery, removeSample } from "./office-queries.ts";
import "./office.css";

/** What opens a mediation, in five steps; the usual home takes over when it is open. */
export function FirstStepsPage({ space }: { space: AgentSpace }) {
  useTitle("Premiers pas");
  const query = useQuery(firstStepsQuery(space.organisation.id));
  const view = query.data;
  return (
    <div className="agent-page first-steps">
      <header className="agent-head">
        <div className="grow">
          <PageTitle>Bienvenue, {space.me.firstName}</PageTitle>
          <p className="mention">
            Cinq étapes pour ouvrir la médiation de {space.organisation.name}. Comptez 20&nbsp;minutes. Vous
            pouvez vous arrêter et revenir.
          </p>
        </div>
      </header>
      {query.isPending && <Skeleton says="Chargement des étapes…" />}
      {query.isError && !view && (
        <LoadFailed what="les étapes" error={query.error} retry={() => void query.refetch()} />
      )}
      {view && (
        <>
          <Steps view={view} space={space} />
          <Trials view={view} space={space} />
        </>
      )}
    </div>
  );
}

interface Step {
  key: keyof FirstSteps["done"];
  title: string;
  words: ReactNode;
  /** What one does here, and where; absent where it is somebody else's. */
  verb?: string;
  to?:
    | "/espace/$organisation/organisation"
    | "/espace/$organisation/membres"
    | "/espace/$organisation/mediation/courriels"
    | "/espace/$organisation/mediation/reglages/formulaire";
  locked?: boolean;
}

const stepsOf = ({ done, intakeAddress }: FirstSteps, space: AgentSpace): Step[] => {
  const changes = mayHere(space, "organisation.change");
  const invites = mayHere(space, "member.invite");
  const ready = done.address && done.texts;
  return [
    {
      key: "identity",
      title: "Nom et logo de votre organisation",
      words: changes
        ? "Ils figurent en tête de toutes les pages et de tous les courriels."
        : "Un administrateur de l’organisation s’en occupe.",
      ...(changes ? { verb: "Compléter", to: "/espace/$organisation/organisation" } : {}),
    },
    {
      key: "address",
      title: "Adresse de contact",
      words: intakeAddress ? (
        <>
          Les courriels envoyés à <span className="first-steps__address">{intakeAddress}</span> ouvriront un
          dossier tout seuls.
        </>
      ) : (
        "L’administration de la plateforme ouvre cette adresse."
      ),
      ...(intakeAddress && maySetMails(space)
        ? { verb: "Choisir qui peut écrire", to: "/espace/$organisation/mediation/courriels" }
        : {}),
    },
    {
      key: "texts",
      title: "Formulaire et textes",
      words: "Relisez surtout le paragraphe juridique\u00a0: c’est le vôtre.",
      verb: "Écrire",
      to: "/espace/$organisation/organisation",
    },
    {
      key: "team",
      title: "Votre équipe",
      words: invites
        ? "Médiateurs, assistants, lecteurs. Chacun reçoit une invitation par courriel."
        : "Un administrateur de l’organisation invite l’équipe.",
      ...(invites ? { verb: "Inviter", to: "/espace/$organisation/membres" } : {}),
    },
    {
      key: "published",
      title: "Publier le formulaire",
      words: ready
        ? "Vous verrez la page comme les habitants avant de l’ouvrir."
        : "Possible dès que les étapes 2 et 3 sont faites.",
      verb: "Publier",
      to: "/espace/$organisation/mediation/reglages/formulaire",
      locked: !ready,
    },
  ];
};

function Steps({ view, space }: { view: FirstSteps; space: AgentSpace }) {
  const steps = stepsOf(view, space);
  const made = steps.filter(({ key }) => view.done[key]).length;
  const current = steps.find((step) => !view.done[step.key] && !step.locked && step.to)?.key;
  return (
    <>
      <p className="first-steps__progress">
        <strong id="first-steps-made">
          {made} étape{made > 1 ? "s" : ""} sur {steps.length}
        </strong>
        <progress max={steps.length} value={made} aria-labelledby="first-steps-made" />
      </p>
      <ol className="first-steps__list">
        {steps.map((step, at) => (
          <StepLine
            key={step.key}
            step={step}
            number={at + 1}
            done={view.done[step.key]}
            current={step.key === current}
            space={space}
          />
        ))}
      </ol>
    </>
  );
}

function StepLine({
  step: { title, words, verb, to, locked },
  number,
  done,
  current,
  space,
}: {
  step: Step;
  number: number;
  done: boolean;
  current: boolean;
  space: AgentSpace;
}) {
  return (
    <li
      className={`first-steps__step ${done ? "first-steps__step--done" : ""} ${current ? "first-steps__step--now" : ""}`}
      aria-current={current ? "step" : undefined}
    >
      <span className="first-steps__mark" aria-hidden="true">
        {done ? <Icon name="fr-icon-check-line" /> : number}
      </span>
      <div className="grow">
        <h2>
          {title} {done && <span className="first-steps__done">fait</span>}
        </h2>
        <p className="mention">{words}</p>
      </div>
      {to && !locked && (
        <Link
          to={to}
          params={{ organisation: space.organisation.slug }}
          className={done ? "small" : buttonClass({ look: current ? "primary" : "secondary", size: "sm" })}
        >
          {done ? "Modifier" : verb}
          <span className="fr-sr-only">&nbsp;: {title}</span>
        </Link>
      )}
      {locked && !done && (
        <Button look="secondary" size="sm" disabled>
          {verb}
        </Button>
      )}
    </li>
  );
}

/** Try with a case that is nobody's, or begin with the letter on the desk. */
function Trials({ view: { sample }, space }: { view: FirstSteps; space: AgentSpace }) {
  const { organisation } = space;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const refresh = () => client.invalidateQueries({ queryKey: ["mediation"] });
  const params = { organisation: organisation.slug };
  const making = useMutation({
    mutationFn: () => createSample(organisation.id),
    onSuccess: async ({ caseId }) => {
      await refresh();
      void navigate({
        to: "/espace/$organisation/mediation/dossiers/$caseId",
        params: { ...params, caseId },
      });
    },
  });
  const removing = useMutation({
    mutationFn: removeSample,
    onSuccess: () => {
      void refresh();
      notify("Dossier d’essai retiré.");
    },
  });
  if (!mayInMediation(space, "case.register")) return null;
  const failure = making.error ?? removing.error;
  return (
    <div className="first-steps__trials">
      <section className="box" aria-labelledby="first-steps-try">
        <h2 id="first-steps-try">Essayer sans risque</h2>
        <p>
          Un dossier fictif, avec une réponse et un envoi en échec, pour tout essayer. Il ne compte dans
          aucune statistique, et ses messages n’arrivent qu’à vous.
        </p>
        {failure && <p className="fr-message fr-message--error">{refusalWords(failure)}</p>}
        <p className="row row--wrap">
          {sample ? (
            <>
              <Link
                to="/espace/$organisation/mediation/dossiers/$caseId"
                params={{ ...params, caseId: sample.id }}
                className={buttonClass({ look: "secondary", size: "sm" })}
              >
                Ouvrir le dossier d’essai
              </Link>
              {mayInMediation(space, "report.write") && (
                <Button
                  look="quiet"
                  size="sm"
                  busy={removing.isPending && "Retrait…"}
                  onClick={() => removing.mutate(sample)}
                >
                  Le retirer
                </Button>
              )}
            </>
          ) : (
            <Button
              look="secondary"
              size="sm"
              busy={making.isPending && "Création…"}
              onClick={() => making.mutate()}
            >
              Créer un dossier d’essai
            </Button>
          )}
        </p>
      </section>
      <section className="box" aria-labelledby="first-steps-letter">
        <h2 id="first-steps-letter">Un courrier est déjà sur votre bureau&nbsp;?</h2>
        <p>
          Enregistrez-le maintenant avec sa vraie date de réception. La personne aura son accusé de réception.
        </p>
        <p>
          <Link
            to="/espace/$organisation/mediation/nouveau"
            params={params}
            className={buttonClass({ look: "secondary", size: "sm" })}
          >
            Enregistrer un dossier
          </Link>
        </p>
      </section>
    </div>
  );
}
