import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { RemoteProvider } from "../../../../shared/declarations/enums.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import type { Organisation } from "../../access/agent/session.ts";
import { connectedAs, type useAccountTest } from "./use-account-test.ts";
import { vendors } from "./vendors.tsx";

/**
 * Why the test or the connection was refused: what happened, that nothing was lost, then the steps to mend it. Takes the
 * focus at each refusal.
 */
export function TestRefused({
  test,
  provider,
  organisation,
}: {
  test: ReturnType<typeof useAccountTest>;
  provider: RemoteProvider;
  organisation: Organisation;
}) {
  const banner = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (test.error) banner.current?.focus();
  }, [test.error]);
  if (!test.error) return null;
  const already = connectedAs(test.error);
  if (test.asksOthers)
    return (
      <div ref={banner} tabIndex={-1} className="banner banner--warning" role="alert">
        <Icon name="fr-icon-question-line" tone="warning" />
        <div className="grow">
          <strong>Ces spectacles ne sont pas ceux que Guichet connaît</strong>
          <p>
            {`${vendors[provider].code.replace(/^l/, "L")} ouvre un compte dont aucun spectacle n’est dans celui-ci. Rien n’a été enregistré.`}
          </p>
          <p className="row row--wrap">
            <Button size="sm" look="secondary" onClick={() => test.run(true)}>
              C’est bien ce compte, continuer
            </Button>
          </p>
        </div>
      </div>
    );
  return (
    <>
      <div ref={banner} tabIndex={-1} className="banner banner--error" role="alert">
        <Icon name="fr-icon-error-fill" tone="error" />
        <div className="grow">
          <strong>
            {already === undefined
              ? (test.words?.title ?? refusalWords(test.error))
              : `Ce compte est déjà connecté, sous «\u00a0${already}\u00a0»`}
          </strong>
          <p>Rien n’a été enregistré et votre saisie est gardée.</p>
          {already !== undefined && (
            <p>
              <Link
                to="/espace/$organisation/declarations/connexions"
                params={{ organisation: organisation.slug }}
              >
                Voir ce compte
              </Link>
            </p>
          )}
        </div>
      </div>
      {test.words && (
        <section className="box" aria-labelledby="que-faire">
          <h2 id="que-faire">Que faire</h2>
          <ol className="numbered-steps">
            {test.words.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
              <li key={index}>
                <span>{step}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
