import { useEffect, useState } from "react";
import { organisationKinds } from "../../../../shared/access/organisation-kinds.ts";
import type { Directory } from "../../../../shared/mediation/schema.ts";
import { answer, repeatableMediation } from "../../../app/client.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { matching } from "./directory-search.ts";

type Organisations = Directory["organisations"];

const useDirectory = () => {
  const [organisations, setOrganisations] = useState<Organisations>();
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    answer(repeatableMediation.mediation.organisations.$get()).then(
      (directory) => setOrganisations(directory.organisations),
      () => setFailed(true),
    );
  };
  useEffect(load, []);
  return { organisations, failed, load };
};

const Organisation = ({ organisation }: { organisation: Organisations[number] }) => (
  <li className="directory__item">
    <div>
      <p className="fr-text--bold fr-mb-0">
        <a href={`/mediation/${organisation.slug}`}>{organisation.name}</a>
      </p>
      <p className="mention">
        {[organisationKinds[organisation.kind], organisation.city].filter(Boolean).join(" · ")}
        {organisation.formOpen ? "" : " · les demandes en ligne sont fermées pour le moment"}
      </p>
    </div>
  </li>
);

const found = (count: number) =>
  count === 0 ? "Aucune collectivité trouvée." : `${count} collectivité${count > 1 ? "s" : ""}`;

/** Search by name or town in all the organisations that have a mediator here. */
export const DirectoryList = () => {
  const { organisations, failed, load } = useDirectory();
  const [query, setQuery] = useState("");
  if (failed) {
    return (
      <Alert severity="warning" title="La liste n’a pas pu être chargée.">
        <p>Vérifiez votre connexion, puis réessayez.</p>
        <Button look="secondary" size="sm" onClick={load}>
          Réessayer
        </Button>
      </Alert>
    );
  }
  const shown = matching(organisations ?? [], query);
  return (
    <>
      <search className="narrow">
        <Input
          label="Votre commune ou le nom de la collectivité"
          hint="Par exemple : un nom de ville ou de département"
          type="search"
          autoComplete="off"
          value={query}
          onChange={setQuery}
        />
      </search>
      <p className="mention fr-mt-3w" role="status">
        {organisations ? found(shown.length) : "Chargement de la liste…"}
      </p>
      <ul className="directory">
        {shown.map((organisation) => (
          <Organisation key={organisation.slug} organisation={organisation} />
        ))}
      </ul>
      {organisations && shown.length === 0 ? (
        <p>
          Votre collectivité n’est pas dans cette liste ? Demandez à sa mairie ou à son accueil si elle a un
          médiateur.
        </p>
      ) : null}
      <noscript>
        <p>
          Cette liste a besoin de JavaScript. Sans lui, ajoutez le nom de votre collectivité à la fin de
          l’adresse de cette page, par exemple <strong>/mediation/valbrune</strong>.
        </p>
      </noscript>
    </>
  );
};
