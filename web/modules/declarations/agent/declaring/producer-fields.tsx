import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { suggestedCompanies } from "../../../../../shared/access/companies.ts";
import { isSiren } from "../../../../../shared/access/siret.ts";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import { folded } from "../../../../../shared/mediation/search-text.ts";
import { classes } from "../../../../ui/classes.ts";
import { Combobox, type Suggestion } from "../../../../ui/combobox.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { countries } from "./countries.ts";
import { namedCompanies, suggestionsQuery } from "./declaring-queries.ts";
import type { FormState } from "./use-declaration-form.ts";
import "../../../../ui/combobox.css";

type Found = Suggestion & NonNullable<DeclarationForm["producer"]>;

const sirenWords = (siren: string) => siren.replace(/(\d{3})(?=\d)/g, "$1\u00a0");

/** The producer: by its name, with those declared before and those of the State's directory; or typed. */
export function ProducerFields({
  state,
  space,
  disabled,
  className,
}: {
  state: FormState;
  space: AgentSpace;
  disabled: boolean;
  className: string | undefined;
}) {
  const client = useQueryClient();
  const { form } = state;
  const [leftSiren, setLeftSiren] = useState(true);
  const producer = form.producer ?? { name: "", siren: null, country: null };
  const set = (part: Partial<NonNullable<DeclarationForm["producer"]>>) => {
    const next = { ...producer, ...part };
    const empty = next.name === "" && next.siren === null && next.country === null;
    state.change({ ...form, producer: empty ? null : next });
  };
  const suggest = async (text: string, signal: AbortSignal): Promise<readonly Found[]> => {
    const q = text.trim();
    if (q.length < suggestedCompanies.from) return [];
    const [known, named] = await Promise.all([
      // Without those declared before, the directory's are offered all the same.
      client.ensureQueryData(suggestionsQuery(space.organisation.id)).catch(() => undefined),
      namedCompanies(q, signal).catch(() => []),
    ]);
    const before = (known?.producers ?? []).filter(({ name }) => folded(name).includes(folded(q)));
    const others = named.filter(({ siren }) => !before.some((one) => one.siren === siren));
    return [
      ...before.map((one) => ({
        ...{ name: one.name, siren: one.siren, country: one.country },
        ...{ key: `${one.siren ?? one.country} ${one.name}`, label: `${one.name}, déjà déclaré` },
      })),
      ...others.map(({ name, siren, address }) => ({
        ...{ name, siren, country: null, key: siren },
        label: [name, `SIREN ${sirenWords(siren)}`, address].filter(Boolean).join(", "),
      })),
    ];
  };
  const typed = state.texts["form.producer.siren"] ?? producer.siren ?? "";
  const wrong = typed !== "" && !isSiren(typed.replace(/\s/g, ""));
  const writeSiren = (text: string) => {
    const digits = text.replace(/\s/g, "");
    state.type(
      { "form.producer.siren": text === digits && (digits === "" || isSiren(digits)) ? undefined : text },
      digits === "" || isSiren(digits)
        ? { ...form, producer: { ...producer, siren: digits === "" ? null : digits, country: null } }
        : form,
    );
  };
  return (
    <div className={classes("telling-producer", className)}>
      <Combobox
        id="champ-form.producer.name"
        label="Producteur"
        hint="Nom ou SIREN, cherché dans l’annuaire des entreprises"
        maxLength={200}
        autoComplete="off"
        disabled={disabled}
        value={producer.name}
        error={state.faults["form.producer.name"]}
        onChange={(name) => set({ name })}
        suggest={suggest}
        onPick={({ name, siren, country }) =>
          state.type({ "form.producer.siren": undefined }, { ...form, producer: { name, siren, country } })
        }
      />
      <Input
        id="champ-form.producer.siren"
        label="SIREN du producteur"
        hint="9 chiffres. Vide s’il est à l’étranger"
        inputMode="numeric"
        autoComplete="off"
        disabled={disabled || producer.country !== null}
        value={typed}
        error={
          leftSiren && wrong
            ? "Ce SIREN n’est pas valide\u00a0: vérifiez les 9 chiffres."
            : state.faults["form.producer.siren"]
        }
        onChange={(text) => {
          setLeftSiren(false);
          writeSiren(text);
        }}
        onBlur={() => {
          setLeftSiren(true);
          if (!wrong) state.type({ "form.producer.siren": undefined });
        }}
      />
      <Select
        id="champ-form.producer.country"
        label="Pays du producteur"
        hint="Un pays étranger remplace le SIREN"
        placeholder="Choisir"
        options={[["FR", "France"], ...countries()]}
        value={producer.country ?? "FR"}
        onChange={(country) =>
          !disabled && (country === "FR" ? set({ country: null }) : set({ country, siren: null }))
        }
      />
    </div>
  );
}
