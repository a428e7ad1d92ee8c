import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { mayInDeclarations } from "./rights.ts";

/** What replaces the home page until there is an account or a show: from nothing to first figures. */
export function FirstSteps({ space }: { space: AgentSpace }) {
  const params = { organisation: space.organisation.slug };
  return (
    <section className="box first-steps" aria-labelledby="premiers-pas">
      <h2 id="premiers-pas">De rien à votre première déclaration</h2>
      <ol className="numbered-steps">
        <li>
          <span>
            <strong>Votre billetterie.</strong> Guichet lit les entrées et les recettes à votre place. Il ne
            peut rien vendre, modifier ni rembourser.
          </span>
        </li>
        <li>
          <span>
            <strong>Vos spectacles.</strong> Ils arrivent un par un, avec leurs séances et leurs tarifs. Vous
            corrigez un chiffre là où il est.
          </span>
        </li>
        <li>
          <span>
            <strong>
              <Link to="/espace/$organisation/declarations/numeros" params={params}>
                Vos numéros
              </Link>
              .
            </strong>{" "}
            Client SACEM, déclarant SACD, licences&nbsp;: une seule fois pour tous vos spectacles.
          </span>
        </li>
        <li>
          <span>
            <strong>Votre première déclaration.</strong> Vous voyez exactement ce qui part avant de l’envoyer.
          </span>
        </li>
      </ol>
      <p className="row row--wrap">
        {mayInDeclarations(space, "connection.create") && (
          <Link
            to="/espace/$organisation/declarations/connexions/nouvelle"
            params={params}
            className={buttonClass({})}
          >
            Connecter une billetterie
          </Link>
        )}
        {mayInDeclarations(space, "show.create") && (
          <Link
            to="/espace/$organisation/declarations/spectacles/nouveau"
            params={params}
            className={buttonClass({ look: "secondary" })}
          >
            Saisir un spectacle à la main
          </Link>
        )}
      </p>
    </section>
  );
}
