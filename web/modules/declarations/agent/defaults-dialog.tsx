import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { rateWords } from "../../../../shared/declarations/amount-words.ts";
import { type Audience, audiences } from "../../../../shared/declarations/enums.ts";
import type { DefaultsSet } from "../../../../shared/declarations/show-inputs.ts";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { usualRates } from "../../../../shared/declarations/territory.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useVatLists } from "../../access/platform/body-settings-queries.ts";
import { noPlace, PlaceFields, type PlaceText, readPlace } from "./place-fields.tsx";
import { keepShow, savePlace, setDefaults, undoDefaults } from "./show-queries.ts";
import { performancesOf } from "./show-words.ts";
import "./new-show.css";

const organisationVat = "usual";

/** « Appliqué à 3 séances sur 4 »: those that have a value of their own keep it. */
const appliedWords = ({ applied, of }: DefaultsSet) =>
  `Appliqué à ${performancesOf(applied)} sur ${of}.${applied < of ? " Les autres ont leur propre valeur." : ""}`;

/** What all performances of a show share unless they say otherwise: place, seats, audience, rate. */
export function DefaultsDialog({ show, onClose }: { show: ShowView; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const vatLists = useVatLists();
  const [place, setPlace] = useState<PlaceText>(show.place ? { kind: "known", id: show.place.id } : noPlace);
  const [capacity, setCapacity] = useState(show.capacity === null ? "" : String(show.capacity));
  const [audience, setAudience] = useState<Audience>(show.audience);
  const [vat, setVat] = useState(show.vat === null ? organisationVat : String(show.vat));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const undo = async ({ show: { id, version }, undo }: DefaultsSet) => {
    try {
      keepShow(client, (await undoDefaults({ showId: id, version, undo })).show);
      notify("Les valeurs d’avant sont revenues.");
    } catch (error) {
      notify(refusalWords(error));
    }
  };
  const rates = [
    ...new Set([...usualRates(vatLists, show.place?.postalCode), ...(show.vat === null ? [] : [show.vat])]),
  ];
  return (
    <ConfirmDialog
      title="Pour toutes les séances"
      confirm="Enregistrer"
      busy="Enregistrement…"
      check={() => {
        const seats = Number(capacity);
        const found = {
          ...readPlace(place),
          ...(capacity.trim() !== "" && (!Number.isInteger(seats) || seats < 1)
            ? { capacity: "Écrivez un nombre de places." }
            : {}),
        };
        setFaults(found);
        return Object.keys(found).length === 0;
      }}
      act={async () => {
        const placeId =
          place.kind === "known"
            ? place.id
            : place.kind === "new"
              ? (await savePlace({ organisation: show.organisationId, ...place.typed })).id
              : null;
        return setDefaults({
          showId: show.id,
          version: show.version,
          placeId,
          capacity: capacity.trim() === "" ? null : Number(capacity),
          audience,
          vat: vat === organisationVat ? null : Number(vat),
        });
      }}
      onDone={(set) => {
        keepShow(client, set.show);
        const dismiss = notify(
          <>
            {appliedWords(set)}{" "}
            <button
              type="button"
              className="text-button"
              onClick={() => {
                dismiss();
                void undo(set);
              }}
            >
              Annuler
            </button>
          </>,
        );
        onClose();
      }}
      onClose={onClose}
    >
      <PlaceFields organisationId={show.organisationId} value={place} onChange={setPlace} faults={faults} />
      <Input
        label="Jauge"
        hint="Nombre de places"
        width="medium"
        value={capacity}
        onChange={setCapacity}
        error={faults.capacity}
        inputMode="numeric"
      />
      <Select
        id="public"
        label="Public"
        placeholder="Choisissez"
        value={audience}
        onChange={(value) => setAudience(value as Audience)}
        options={Object.entries(audiences)}
      />
      <Select
        id="taux"
        label="TVA"
        placeholder="Choisissez"
        value={vat}
        onChange={setVat}
        options={[
          [organisationVat, `Celle de l’organisation (${rateWords(show.usualVat)})`],
          ...rates.map((rate) => [String(rate), rateWords(rate)] as const),
        ]}
      />
    </ConfirmDialog>
  );
}
