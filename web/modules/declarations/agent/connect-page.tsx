import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type RemoteProvider, remoteProviders } from "../../../../shared/declarations/enums.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { ConnectSteps } from "./connect-steps.tsx";
import { isRemote, VendorMark, vendors } from "./vendors.tsx";
import "./declarations.css";

const without = {
  FILE: { name: "Un fichier", asks: "Excel ou CSV, de toute billetterie", goes: "Importer un fichier" },
  MANUAL: { name: "À la main", asks: "Carnets à souche, petite jauge", goes: "Saisir à la main" },
  OTHER: { name: "Autre billetterie", asks: "Dites-nous laquelle, on vous répond", goes: "Nous écrire" },
} as const;
type Choice = RemoteProvider | keyof typeof without;
const isOther = (choice: Choice): choice is keyof typeof without => !isRemote(choice);

/** First step of a connection: where tickets are sold, or how figures come when nothing can be connected. */
export function ConnectPage({ space }: { space: AgentSpace }) {
  useTitle("Connecter une billetterie");
  const navigate = useNavigate();
  const [choice, setChoice] = useState<Choice>("BILLETWEB");
  const params = { organisation: space.organisation.slug };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (choice === "MANUAL")
      void navigate({ to: "/espace/$organisation/declarations/spectacles/nouveau", params });
    else if (choice === "FILE") void navigate({ to: "/espace/$organisation/declarations/importer", params });
    else if (choice === "OTHER") window.location.href = otherMail(space.organisation.name);
    else
      void navigate({
        to: "/espace/$organisation/declarations/connexions/nouvelle/$provider",
        params: { ...params, provider: choice.toLowerCase() },
      });
  };
  return (
    <div className="agent-page">
      <header className="connect-head">
        <PageTitle>Connectez votre billetterie</PageTitle>
        <p className="mention">
          Guichet lit les entrées et les recettes à votre place. Il ne peut rien vendre, modifier ni
          rembourser.
        </p>
      </header>
      <ConnectSteps current={1} />
      <form className="connect-choice" onSubmit={submit}>
        <fieldset>
          <legend>
            <strong>Où vendez-vous vos billets&nbsp;?</strong>
            <span className="mention">
              Vous en utilisez plusieurs&nbsp;? Commencez par la principale, vous ajouterez les autres
              ensuite.
            </span>
          </legend>
          <ul className="vendor-tiles">
            {remoteProviders.map((provider) => (
              <Tile
                key={provider}
                choice={provider}
                name={vendors[provider].name}
                asks={vendors[provider].asks}
                chosen={choice === provider}
                onChoose={setChoice}
              />
            ))}
          </ul>
        </fieldset>
        <fieldset>
          <legend>
            <strong>Pas de connexion possible&nbsp;?</strong>
          </legend>
          <ul className="vendor-tiles">
            {(["FILE", "MANUAL", "OTHER"] as const).map((other) => (
              <Tile
                key={other}
                choice={other}
                name={without[other].name}
                asks={without[other].asks}
                chosen={choice === other}
                onChoose={setChoice}
              />
            ))}
          </ul>
        </fieldset>
        <p className="small mention">
          Un spectacle vendu à deux endroits peut recevoir un fichier ou une correction plus tard&nbsp;: rien
          n’est définitif.
        </p>
        <div className="row row--wrap connect-choice__foot">
          <Button type="submit">
            {isOther(choice) ? without[choice].goes : `Continuer avec ${vendors[choice].name}`}
          </Button>
          <Link
            to="/espace/$organisation/declarations"
            params={params}
            className={buttonClass({ look: "quiet" })}
          >
            Plus tard
          </Link>
          <p className="small mention grow connect-choice__lock">
            <Icon name="fr-icon-lock-line" /> L’accès est chiffré et effacé dès que vous déconnectez le
            compte.
          </p>
        </div>
      </form>
    </div>
  );
}

const otherMail = (organisation: string) =>
  `mailto:?subject=${encodeURIComponent("Une autre billetterie dans Guichet")}&body=${encodeURIComponent(
    `Bonjour,\n\n${organisation} vend ses billets avec : (nom de la billetterie, adresse de son site).\n\nMerci de nous dire si elle peut être reliée à Guichet.`,
  )}`;

function Tile({
  choice,
  name,
  asks,
  chosen,
  onChoose,
}: {
  choice: Choice;
  name: string;
  asks: string;
  chosen: boolean;
  onChoose: (choice: Choice) => void;
}) {
  return (
    <li>
      <label className={`vendor-tile ${chosen ? "vendor-tile--on" : ""}`}>
        {choice === "OTHER" ? (
          <span className="vendor-mark vendor-mark--md" aria-hidden="true">
            <Icon name="fr-icon-question-line" />
          </span>
        ) : (
          <VendorMark provider={choice} />
        )}
        <span>
          <strong>{name}</strong>
          <span className="small mention">{asks}</span>
        </span>
        <input
          type="radio"
          name="billetterie"
          value={choice}
          checked={chosen}
          onChange={() => onChoose(choice)}
        />
      </label>
    </li>
  );
}
