import type { SuggestedAddress, SuggestedAddresses } from "../../../shared/mediation/addresses.ts";
import { limits } from "../../../shared/mediation/limits.ts";
import { call } from "../../app/api.ts";
import { Combobox } from "../../ui/combobox.tsx";

/** What a picked suggestion fills. */
type PickedAddress = Pick<SuggestedAddress, "line1" | "postalCode" | "city" | "inseeCode">;

const suggest =
  (type: "address" | "municipality") =>
  async (typed: string, signal: AbortSignal): Promise<(SuggestedAddress & { key: string })[]> => {
    const q = typed.trim();
    if (q.length < limits.suggestFrom) return [];
    const query = new URLSearchParams({ q, type });
    const { suggestions } = await call<SuggestedAddresses>("GET", `/api/addresses?${query}`, undefined, {
      signal,
      background: true,
    });
    return suggestions.map((one) => ({ ...one, key: `${one.inseeCode} ${one.label}` }));
  };
const suggestStreets = suggest("address");
const suggestTowns = suggest("municipality");

interface AddressInputProps {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  onPick: (picked: PickedAddress) => void;
  error?: string | undefined;
  onBlur?: () => void;
  autoComplete?: string;
}

/** Number and street, with the addresses that begin so; a pick fills the town too. */
export const StreetInput = (props: AddressInputProps) => <Combobox {...props} suggest={suggestStreets} />;

/** A postal code or a town's name, with the towns it may be; a pick fills both. */
export const TownInput = (props: AddressInputProps) => <Combobox {...props} suggest={suggestTowns} />;
