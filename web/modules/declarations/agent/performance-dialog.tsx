import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countWords, rateWords } from "../../../../shared/declarations/amount-words.ts";
import type { PairFault } from "../../../../shared/declarations/amounts.ts";
import { Audience, audiences } from "../../../../shared/declarations/enums.ts";
import type { PerformanceView, ShowView } from "../../../../shared/declarations/shows.ts";
import { usualRates } from "../../../../shared/declarations/territory.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useVatLists } from "../../access/platform/body-settings-queries.ts";
import { AmountPair, pairText } from "./amount-pair.tsx";
import { readPair } from "./declaring/pair-words.ts";
import { type Revenue, revenueNames, revenueRates, revenues } from "./declaring/revenues.ts";
import { changePerformance, keepShow, placesQuery } from "./show-queries.ts";

/** A choice of its own, or the show's. */
const inherited = "show";

/** What one performance has of its own: place, seats, audience, rate, and what it earned beside tickets. */
export function PerformanceDialog({
  performance,
  show,
  day,
  onClose,
}: {
  performance: PerformanceView;
  show: ShowView;
  day: string;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { own } = performance;
  const places = useQuery(placesQuery(show.organisationId)).data?.places ?? [];
  const vatLists = useVatLists();
  const [place, setPlace] = useState(own.placeId ?? inherited);
  const [capacity, setCapacity] = useState(own.capacity === null ? "" : String(own.capacity));
  const [audience, setAudience] = useState<string>(own.audience ?? inherited);
  const [vat, setVat] = useState(own.vat === null ? inherited : String(own.vat));
  const [earned, setEarned] = useState(() => ({
    consumptions: pairText(performance.consumptions),
    catering: pairText(performance.catering),
    programSales: pairText(performance.programSales),
    otherRevenues: pairText(performance.otherRevenues),
  }));
  const [checked, setChecked] = useState(false);
  const seats = capacity.trim() === "" ? null : Number(capacity);
  const wrongSeats = seats !== null && (!Number.isInteger(seats) || seats < 1);
  const read = (name: Revenue) => readPair(earned[name], revenueRates[name]);
  const faultOf = (name: Revenue): PairFault | undefined => {
    const pair = read(name);
    return pair.ok ? undefined : pair.fault;
  };
  const amountOf = (name: Revenue) => {
    const pair = read(name);
    return pair.ok ? pair.amount : null;
  };
  const rates = [
    ...new Set([
      ...usualRates(vatLists, (performance.place ?? show.place)?.postalCode),
      ...(own.vat === null ? [] : [own.vat]),
    ]),
  ];
  return (
    <ConfirmDialog
      title={`Séance du ${day}`}
      confirm="Enregistrer"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return !wrongSeats && revenues.every((name) => read(name).ok);
      }}
      act={() =>
        changePerformance({
          performanceId: performance.id,
          version: performance.version,
          placeId: place === inherited ? null : place,
          capacity: seats,
          audience: audience === inherited ? null : Audience.parse(audience),
          vat: vat === inherited ? null : Number(vat),
          consumptions: amountOf("consumptions"),
          catering: amountOf("catering"),
          programSales: amountOf("programSales"),
          otherRevenues: amountOf("otherRevenues"),
        })
      }
      onDone={(found) => {
        keepShow(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <div className="two-fields">
        <Select
          id="seance-lieu"
          label="Lieu"
          placeholder="Choisissez"
          value={place}
          onChange={setPlace}
          options={[
            [inherited, `Celui du spectacle${show.place ? ` (${show.place.name})` : ""}`],
            ...places.map(({ id, name, city }) => [id, `${name}, ${city}`] as const),
          ]}
        />
        <Input
          label="Jauge"
          hint={
            show.capacity === null
              ? "Nombre de places"
              : `Vide\u00a0: celle du spectacle (${countWords(show.capacity)})`
          }
          value={capacity}
          onChange={setCapacity}
          error={checked && wrongSeats ? "Écrivez un nombre de places." : undefined}
          inputMode="numeric"
          autoComplete="off"
        />
        <Select
          id="seance-public"
          label="Public"
          placeholder="Choisissez"
          value={audience}
          onChange={setAudience}
          options={[
            [inherited, `Celui du spectacle (${audiences[show.audience]})`],
            ...Object.entries(audiences),
          ]}
        />
        <Select
          id="seance-taux"
          label="TVA"
          placeholder="Choisissez"
          value={vat}
          onChange={setVat}
          options={[
            [inherited, "Celle des billets"],
            ...rates.map((rate) => [String(rate), rateWords(rate)] as const),
          ]}
        />
      </div>
      <p className="mention">Ce que cette séance a rapporté en plus des billets. Laissez vide sinon.</p>
      {revenues.map((name) => (
        <AmountPair
          key={name}
          label={revenueNames[name]}
          rate={revenueRates[name]}
          value={earned[name]}
          onChange={(value) => setEarned({ ...earned, [name]: value })}
          fault={checked ? faultOf(name) : undefined}
        />
      ))}
    </ConfirmDialog>
  );
}
