import type { TeamMember } from "../../../../shared/mediation/hands.ts";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import { Select } from "../../../ui/select.tsx";

/** « Hugo Lemarchand, absent jusqu’au 3 avril 2027 » */
const words = ({ name, awayUntil, open }: TeamMember): string =>
  [
    name,
    awayUntil && `absence jusqu’au ${shortDay(awayUntil)}`,
    open !== null && (open === 1 ? "1\u00a0dossier ouvert" : `${open}\u00a0dossiers ouverts`),
  ]
    .filter(Boolean)
    .join(", ");

/** One colleague among those who may; whoever is away says until when. */
export function ColleagueChoice({
  id,
  label,
  among,
  value,
  onChange,
  error,
}: {
  id: string;
  label: string;
  among: readonly TeamMember[];
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  return (
    <Select
      id={id}
      label={label}
      placeholder={among.length === 0 ? "Personne d’autre ne le peut" : "Choisissez une personne"}
      options={among.map((one) => [one.id, words(one)] as const)}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}
