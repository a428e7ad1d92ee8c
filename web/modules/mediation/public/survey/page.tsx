import { useEffect, useState } from "react";
import { mediationName } from "../../../../../shared/mediation/mediator-words.ts";
import type { SurveyPage as Whose } from "../../../../../shared/mediation/survey.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { PageFrame } from "../../../../ui/page-frame.tsx";
import { hostOf } from "../host.ts";
import { openSurvey } from "./survey-api.ts";
import { SurveyForm } from "./survey-form.tsx";

type Shown =
  | { at: "loading" }
  | { at: "refused"; says: string; token: string }
  | { at: "form"; whose: Whose; token: string }
  | { at: "thanks"; whose: Whose };

const noLink = "Ouvrez le lien de l’e-mail qui vous demande votre avis.";

/** The secret of the address, which leaves the address bar at once. */
const takeToken = (): string => {
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname);
  return token;
};

/** What somebody thought of the mediation: one page, six questions, no name. */
export const SurveyPage = () => {
  const [shown, setShown] = useState<Shown>({ at: "loading" });
  const open = (token: string) => {
    if (!token) return setShown({ at: "refused", says: noLink, token });
    openSurvey(token).then(
      (whose) => setShown({ at: "form", whose, token }),
      (error: unknown) => setShown({ at: "refused", says: failureWords(error), token }),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is read once, when the page opens.
  useEffect(() => open(takeToken()), []);
  const whose = shown.at === "form" || shown.at === "thanks" ? shown.whose : undefined;
  useEffect(() => {
    const title = shown.at === "thanks" ? "Merci pour votre avis" : "Votre avis sur la médiation";
    document.title = `${title} – ${whose ? mediationName(whose.organisation.name) : "Médiation"}`;
  }, [shown.at, whose]);
  return (
    <PageFrame host={hostOf(whose?.organisation)}>
      {shown.at === "loading" ? (
        <>
          <h1>Votre avis sur la médiation</h1>
          <noscript>
            <div className="fr-alert fr-alert--info">
              <h2 className="fr-alert__title">Cette page a besoin de JavaScript</h2>
              <p>Sans lui, vous pouvez donner votre avis en répondant à l’e-mail reçu.</p>
            </div>
          </noscript>
          <p role="status" className="fr-sr-only">
            Chargement…
          </p>
        </>
      ) : null}
      {shown.at === "refused" ? (
        <>
          <h1>Votre avis sur la médiation</h1>
          <div className="narrow">
            <Alert severity="warning" title="L’enquête ne s’ouvre pas">
              <p>{shown.says}</p>
              {shown.token ? (
                <Button look="secondary" size="sm" onClick={() => open(shown.token)}>
                  Réessayer
                </Button>
              ) : null}
            </Alert>
          </div>
        </>
      ) : null}
      {shown.at === "form" ? (
        <SurveyForm
          token={shown.token}
          name={mediationName(shown.whose.organisation.name)}
          onSent={() => setShown({ at: "thanks", whose: shown.whose })}
        />
      ) : null}
      {shown.at === "thanks" ? <Thanks /> : null}
    </PageFrame>
  );
};

const Thanks = () => (
  <>
    <h1
      tabIndex={-1}
      ref={(heading) => {
        heading?.focus();
      }}
    >
      Merci pour votre avis
    </h1>
    <div className="narrow">
      <p>Il est enregistré sans votre nom ni votre dossier. Le lien de l’e-mail ne sert plus.</p>
      <p>
        Pour écrire à la médiation au sujet de votre dossier, répondez à l’un de ses e-mails ou ouvrez{" "}
        <a href="/suivi">votre page de suivi</a>.
      </p>
    </div>
  </>
);
