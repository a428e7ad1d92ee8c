import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Places } from "../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { emptyPlace, faultsOfPlace, PlaceInputs, type TypedPlace } from "./place-inputs.tsx";
import { mayInDeclarations } from "./rights.ts";
import { changePlace, placesQuery, savePlace } from "./show-queries.ts";
import "../../../ui/agent/list-table.css";
import "./declarations.css";
import "./shows.css";

type KnownPlace = Places["places"][number];

/** Lieux: where shows are given, what each is used for, and its address put right once for all of them. */
export function PlacesPage({ space }: { space: AgentSpace }) {
  useTitle("Lieux");
  const { organisation } = space;
  const query = useQuery(placesQuery(organisation.id));
  const places = query.data?.places;
  const [asked, setAsked] = useState<KnownPlace | "new">();
  const mayChange = mayInDeclarations(space, "place.change");
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div className="grow">
          <PageTitle>Lieux</PageTitle>
          <p className="mention">
            Un lieu donne l’heure des séances et l’agence à qui déclarer. Ce qui est envoyé ne change plus.
          </p>
        </div>
        {mayInDeclarations(space, "show.create") && (
          <Button size="sm" look="secondary" icon="fr-icon-add-line" onClick={() => setAsked("new")}>
            Ajouter un lieu
          </Button>
        )}
      </header>
      {query.isPending && <Skeleton says="Chargement des lieux…" rows={4} />}
      {query.isError && !places && (
        <LoadFailed what="les lieux" error={query.error} retry={() => void query.refetch()} />
      )}
      {places && places.length === 0 && (
        <p className="empty-line">
          Aucun lieu pour l’instant. Ajoutez la salle où vous jouez&nbsp;: vous la choisirez ensuite pour
          chaque spectacle.
        </p>
      )}
      {places && places.length > 0 && (
        <table className="list-table place-table">
          <caption className="fr-sr-only">Lieux</caption>
          <thead>
            <tr>
              <th scope="col">Lieu</th>
              <th scope="col">Adresse</th>
              <th scope="col">Utilisé par</th>
              <th scope="col" className="place-table__act">
                <span className="fr-sr-only">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <tr key={place.id}>
                <th scope="row" className="strong-words">
                  {place.name}
                  {place.placeType && <span className="small mention second-line">{place.placeType}</span>}
                </th>
                <td className="break-anywhere">
                  {place.street !== "" && <span className="second-line">{place.street}</span>}
                  {place.postalCode} {place.city}
                </td>
                <td>
                  {place.usedBy === 0 ? (
                    <span className="mention">aucun spectacle</span>
                  ) : (
                    <Link
                      to="/espace/$organisation/declarations/spectacles"
                      params={{ organisation: organisation.slug }}
                      search={{ vue: "all", lieu: place.id }}
                    >
                      {usedWords(place.usedBy)}
                      <span className="fr-sr-only"> à {place.name}</span>
                    </Link>
                  )}
                </td>
                <td className="place-table__act">
                  {mayChange && (
                    <button type="button" className="text-button" onClick={() => setAsked(place)}>
                      Corriger<span className="fr-sr-only"> {place.name}</span>
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asked && (
        <PlaceForm
          key={asked === "new" ? asked : asked.id}
          place={asked === "new" ? undefined : asked}
          space={space}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

/** Shows and performances that have the place of their own count alike. */
const usedWords = (count: number) =>
  count === 1 ? "1\u00a0spectacle ou séance" : `${count}\u00a0spectacles ou séances`;

function PlaceForm({
  place,
  space: { organisation },
  onClose,
}: {
  /** Undefined = a new one. */
  place: KnownPlace | undefined;
  space: AgentSpace;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [typed, setTyped] = useState<TypedPlace>(place ?? emptyPlace);
  const [kind, setKind] = useState(place?.placeType ?? "");
  const [checked, setChecked] = useState(false);
  const faults = faultsOfPlace(typed);
  const { name, street, postalCode, city } = typed;
  const said = {
    name,
    street,
    postalCode,
    city,
    subdivision: place?.subdivision ?? null,
    country: place?.country ?? "FR",
    placeType: kind.trim() === "" ? null : kind,
  };
  return (
    <ConfirmDialog
      title={place ? `Corriger «\u00a0${place.name}\u00a0»` : "Ajouter un lieu"}
      confirm={place ? "Enregistrer" : "Ajouter ce lieu"}
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return Object.keys(faults).length === 0;
      }}
      act={() =>
        place
          ? changePlace({ placeId: place.id, version: place.version, ...said })
          : savePlace({ organisation: organisation.id, ...said })
      }
      onDone={(saved) => {
        void client.invalidateQueries({ queryKey: ["declarations"] });
        notify(
          place
            ? `«\u00a0${saved.name}\u00a0» est corrigé pour tous ses spectacles.`
            : `«\u00a0${saved.name}\u00a0» est ajouté.`,
        );
        onClose();
      }}
      onClose={onClose}
    >
      <PlaceInputs value={typed} onChange={setTyped} faults={checked ? faults : {}} />
      <Input
        label="Type de lieu"
        hint="Pour SIBIL, par exemple Théâtre, plein air (facultatif)"
        value={kind}
        onChange={setKind}
        maxLength={100}
        autoComplete="off"
      />
    </ConfirmDialog>
  );
}
