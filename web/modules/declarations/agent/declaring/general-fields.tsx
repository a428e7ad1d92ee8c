import { useState } from "react";
import {
  amountWords,
  countWords,
  rateWords,
  typedAmount,
  typedCount,
} from "../../../../../shared/declarations/amount-words.ts";
import type { DeclarationForm, DeclaredPlace } from "../../../../../shared/declarations/declaration.ts";
import type { DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import {
  Audience,
  audiences,
  PerformanceType,
  performanceTypes,
} from "../../../../../shared/declarations/enums.ts";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesWords } from "./body-words.ts";
import {
  appliedTo,
  type DefaultKey,
  isOtherDefault,
  withDefault,
  withFormerDefault,
} from "./form-defaults.ts";
import { PairFields } from "./pair-fields.tsx";
import { PlaceDialog } from "./place-dialog.tsx";
import { ProducerFields } from "./producer-fields.tsx";
import { ProfileNumbers } from "./profile-numbers.tsx";
import type { FormState } from "./use-declaration-form.ts";

const usualVat = 550;

/** What is filled once for all performances and all bodies. */
export function GeneralFields({
  found,
  state,
  space,
  places,
  rates,
  disabled,
  whole,
  onWhole,
}: {
  found: DeclarationView;
  state: FormState;
  space: AgentSpace;
  places: readonly DeclaredPlace[];
  rates: readonly number[];
  disabled: boolean;
  /** On a phone: also what is filled already. */
  whole: boolean;
  onWhole: () => void;
}) {
  const { form } = state;
  // As they were when the page was opened: a field that is being filled never goes away.
  const [filled] = useState(() => filledFields(found.current.form));
  const audience = useFormer(state, "audience");
  const vat = useFormer(state, "vat");
  const fold = (name: FieldName) => (filled.includes(name) ? "telling-filled" : undefined);
  const toSacem = form.bodies.includes("SACEM");
  const toSacd = form.bodies.includes("SACD");
  const isFree = found.performances.every(
    ({ id, gross }) => gross === 0 || !form.performances.some(({ performanceId }) => performanceId === id),
  );
  return (
    <div className={`telling-three ${whole ? "telling-three--whole" : ""}`}>
      <ProfileNumbers profile={found.profile} sacem={toSacem} sacd={toSacd} />
      <div className={fold("performanceType")}>
        <Select
          id="champ-form.performanceType"
          label="Genre"
          hint="Sert à proposer les organismes"
          placeholder="À compléter"
          options={Object.entries(performanceTypes)}
          value={form.performanceType ?? ""}
          onChange={(value) =>
            !disabled && state.change({ ...form, performanceType: PerformanceType.parse(value) })
          }
        />
      </div>
      <ProducerFields state={state} space={space} disabled={disabled} className={fold("producer")} />
      <Place state={state} space={space} places={places} disabled={disabled} className={fold("place")} />
      <Capacity state={state} disabled={disabled} className={fold("capacity")} />
      <div className={fold("audience")}>
        <Select
          id="champ-form.audience"
          label="Public"
          hint="Par défaut"
          placeholder="À compléter"
          options={Object.entries(audiences)}
          value={form.audience}
          onChange={(value) => {
            if (disabled) return;
            audience.remember();
            state.change(withDefault(form, "audience", Audience.parse(value)));
          }}
        />
        <Applied state={state} of="audience" undo={audience.undo} />
      </div>
      <div className={fold("vat")}>
        <Select
          id="champ-form.vat"
          label="TVA des billets"
          hint="Par défaut"
          placeholder="À compléter"
          options={[...new Set([...rates, ...(form.vat === null ? [] : [form.vat])])].map((rate) => [
            String(rate),
            rateWords(rate),
          ])}
          value={form.vat === null ? "" : String(form.vat)}
          onChange={(value) => {
            if (disabled) return;
            vat.remember();
            state.change(withDefault(form, "vat", Number(value)));
          }}
        />
        <Applied state={state} of="vat" undo={vat.undo} />
      </div>
      <h3 className="telling-across">Dépenses du spectacle</h3>
      <PairFields
        state={state}
        path="expenses"
        className={fold("expenses")}
        rate={form.vat ?? usualVat}
        disabled={disabled}
        label="Total des dépenses"
        hints={{ gross: "Contrats artistiques et frais d’approche", net: "Ce que vous avez payé, hors taxe" }}
      />
      <PairFields
        state={state}
        path="introductionFees"
        className={fold("introductionFees")}
        rate={usualVat}
        disabled={disabled}
        label="dont frais d’approche"
        hints={{ gross: "Transport, repas et hébergement de la compagnie", net: "Hors taxe" }}
      />
      {toSacd && (
        <PairFields
          state={state}
          path="circusExpenses"
          className={fold("circusExpenses")}
          rate={usualVat}
          disabled={disabled}
          label="dont frais de cirque"
          hints={{ gross: "Transport, montage et démontage d’un chapiteau. 0 si aucun", net: "Hors taxe" }}
        />
      )}
      {isFree && form.performances.length > 0 && <CessionPrice state={state} disabled={disabled} />}
      {!whole && filled.length > 0 && (
        <p className="telling-unfold">
          <button type="button" className="text-button" onClick={onWhole}>
            Voir aussi ce qui est déjà rempli
          </button>
        </p>
      )}
    </div>
  );
}

const foldable = [
  "performanceType",
  "producer",
  "place",
  "capacity",
  "audience",
  "vat",
  "expenses",
  "introductionFees",
  "circusExpenses",
] as const;
type FieldName = (typeof foldable)[number];
const filledFields = (form: DeclarationForm): FieldName[] => foldable.filter((name) => form[name] !== null);

/** What a default was before it was changed on this page: `undo` puts it back, and gives the field the focus. */
function useFormer(state: FormState, key: DefaultKey) {
  const [before, setBefore] = useState<DeclarationForm>();
  const { form } = state;
  return {
    remember: () => setBefore((was) => was ?? form),
    undo:
      before && isOtherDefault(form, before, key)
        ? () => {
            state.type({ [`form.${key}`]: undefined }, withFormerDefault(form, before, key));
            setBefore(undefined);
            document.getElementById(`champ-form.${key}`)?.focus();
          }
        : undefined,
  };
}

const defaultNames: Readonly<Record<DefaultKey, string>> = {
  place: "le nouveau lieu",
  capacity: "la nouvelle jauge",
  audience: "le nouveau public",
  vat: "le nouveau taux",
};

/** « Appliqué à 3 séances sur 4 · Annuler » */
function Applied({
  state,
  of: key,
  undo,
}: {
  state: FormState;
  of: DefaultKey;
  undo: (() => void) | undefined;
}) {
  const { applied, of } = appliedTo(state.form, key);
  return (
    <p className="small mention">
      {of > 0 && `Appliqué à ${performancesWords(applied)} sur ${of}`}
      {of > 0 && undo && " · "}
      {undo && (
        <button type="button" className="text-button" onClick={undo}>
          Annuler<span className="fr-sr-only"> {defaultNames[key]}</span>
        </button>
      )}
    </p>
  );
}

interface FieldProps {
  state: FormState;
  disabled: boolean;
  className: string | undefined;
}

const another = "nouveau";

function Place({
  state,
  space,
  places,
  disabled,
  className,
}: FieldProps & { space: AgentSpace; places: readonly DeclaredPlace[] }) {
  const { form } = state;
  const [adding, setAdding] = useState(false);
  const former = useFormer(state, "place");
  const pick = (place: DeclaredPlace) => {
    former.remember();
    state.change(withDefault(form, "place", place));
  };
  const known = places.some(({ id }) => id === form.place?.id);
  return (
    <div className={className}>
      <Select
        id="champ-form.place"
        label="Lieu"
        hint="S’applique à toutes les séances"
        placeholder="À compléter"
        options={[
          ...(form.place && !known ? [[form.place.id ?? "actuel", form.place.name] as const] : []),
          ...places.map(
            (place) => [place.id ?? "", `${place.name}, ${place.postalCode} ${place.city}`] as const,
          ),
          [another, "Ajouter un lieu…"],
        ]}
        value={form.place ? (form.place.id ?? "actuel") : ""}
        onChange={(value) => {
          if (disabled) return;
          if (value === another) setAdding(true);
          else {
            const picked = places.find(({ id }) => id === value);
            if (picked) pick(picked);
          }
        }}
      />
      {form.place && (
        <p className="small mention">
          {form.place.street !== "" && `${form.place.street} · `}
          {form.place.postalCode} {form.place.city}
        </p>
      )}
      <Applied state={state} of="place" undo={former.undo} />
      {adding && (
        <PlaceDialog
          space={space}
          onClose={() => setAdding(false)}
          onSaved={(place) => {
            setAdding(false);
            pick(place);
          }}
        />
      )}
    </div>
  );
}

/** The only default that is typed. */
function Capacity({ state, disabled, className }: FieldProps) {
  const { form } = state;
  const former = useFormer(state, "capacity");
  const typed = state.texts["form.capacity"];
  const wrong = typed !== undefined && typed.trim() !== "" && !typedCount(typed);
  const write = (text: string) => {
    const count = typedCount(text);
    const value = text.trim() === "" ? null : count || undefined;
    former.remember();
    state.type({ "form.capacity": text }, value === undefined ? form : withDefault(form, "capacity", value));
  };
  return (
    <div className={className}>
      <Input
        id="champ-form.capacity"
        label="Jauge"
        hint="Nombre de places en vente"
        inputMode="numeric"
        autoComplete="off"
        placeholder="À compléter"
        disabled={disabled}
        value={typed ?? (form.capacity === null ? "" : countWords(form.capacity))}
        error={wrong ? "Écrivez un nombre de places, par exemple 180." : undefined}
        onChange={write}
        onBlur={() => !wrong && typed !== undefined && state.type({ "form.capacity": undefined })}
      />
      <Applied state={state} of="capacity" undo={former.undo} />
    </div>
  );
}

function CessionPrice({ state, disabled }: { state: FormState; disabled: boolean }) {
  const { form } = state;
  const path = "form.cessionPrice";
  const typed = state.texts[path];
  const wrong = typed !== undefined && typed.trim() !== "" && typedAmount(typed) === undefined;
  return (
    <Input
      id={`champ-${path}`}
      label="Prix de cession, HT"
      hint={"Spectacle gratuit\u00a0: la taxe porte sur ce prix"}
      inputMode="decimal"
      autoComplete="off"
      disabled={disabled}
      value={typed ?? (form.cessionPrice === null ? "" : amountWords(form.cessionPrice))}
      error={wrong ? "Écrivez un montant, par exemple 120,00." : undefined}
      onChange={(text) => {
        const amount = text.trim() === "" ? null : typedAmount(text);
        state.type(
          { [path]: text },
          amount === undefined || (amount ?? 0) < 0 ? form : { ...form, cessionPrice: amount },
        );
      }}
      onBlur={() => !wrong && typed !== undefined && state.type({ [path]: undefined })}
    />
  );
}
