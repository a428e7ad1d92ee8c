import { rateWords, typedRates } from "../../../../shared/declarations/amount-words.ts";
import { ChangeVatList, type VatListSetting } from "../../../../shared/declarations/body-settings.ts";
import { type Territory, territories } from "../../../../shared/declarations/territory.ts";
import { Input } from "../../../ui/input.tsx";
import { SettingsSection } from "../organisation/settings-section.tsx";
import { checked, type SectionSpec } from "../organisation/use-section.ts";
import { changeVatList, keepBodySettings, rereadBodySettings } from "./body-settings-queries.ts";

interface Draft {
  rates: string;
}

/** Postal codes where each list holds. */
const codes: Readonly<Record<Territory, string>> = {
  mainland: "Tous les autres codes postaux, et quand le lieu n’est pas connu",
  corsica: "Codes postaux en 20",
  overseas: "Codes postaux en 971, 972 et 974",
};

const typed = (rates: readonly number[]) =>
  rates.map((rate) => String(rate / 100).replace(".", ",")).join("\u00a0; ");

const specOf = (territory: Territory): SectionSpec<VatListSetting, Draft, ChangeVatList> => ({
  pick: ({ rates }) => ({ rates: typed(rates) }),
  check: (draft, { version }) => {
    const read = typedRates(draft.rates);
    return "wrong" in read
      ? {
          ok: false,
          faults: {
            rates: `«\u00a0${read.wrong}\u00a0» n’est pas un taux\u00a0: écrivez 5,5 pour 5,5\u00a0%.`,
          },
        }
      : checked(ChangeVatList.safeParse({ territory, version, rates: read.rates }));
  },
  save: (_view, input) => changeVatList(input),
  reread: async (client) => (await rereadBodySettings(client)).vatLists[territory],
  keep: (client, saved) =>
    keepBodySettings(client, (known) => ({ ...known, vatLists: { ...known.vatLists, [territory]: saved } })),
  saved: "Les taux usuels sont enregistrés.",
});

const words = ({ rates }: Draft) => {
  const read = typedRates(rates);
  return "wrong" in read ? rates : read.rates.map(rateWords).join(", ");
};

/** Rates that are usual in a territory. */
export function VatListSection({ territory, setting }: { territory: Territory; setting: VatListSetting }) {
  return (
    <SettingsSection
      title={territories[territory]}
      note={codes[territory]}
      view={setting}
      spec={specOf(territory)}
      may
      values={[{ key: "rates", label: "Taux", words }]}
      form={({ draft, faults, set }) => (
        <Input
          label="Taux, en %"
          hint={"Séparés par un point-virgule, par exemple 2,1\u00a0; 5,5\u00a0; 20"}
          autoComplete="off"
          value={draft.rates}
          error={faults.rates ?? Object.entries(faults).find(([path]) => path.startsWith("rates."))?.[1]}
          onChange={(rates) => set({ rates })}
        />
      )}
    />
  );
}
