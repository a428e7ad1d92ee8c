import type { AgencyDiff } from "../../../../shared/declarations/declaring.ts";
import { Alert } from "../../../ui/alert.tsx";

/** Lines shown of each kind: a list has thousands. */
const shown = 20;
const plural = (count: number, one: string, several: string) => `${count} ${count > 1 ? several : one}`;

/** What a list would change of a directory, or what is wrong with it. */
export function AgencyChanges({ diff }: { diff: AgencyDiff }) {
  const { faults, added, removed, moved, unchanged, agencies } = diff;
  if (faults.length > 0)
    return (
      <Alert
        severity="error"
        title={plural(faults.length, "erreur dans cette liste", "erreurs dans cette liste")}
      >
        <Lines lines={faults.map(({ line, message }) => `Ligne ${line}\u00a0: ${message}`)} />
        <p>Rien n’est changé. Corrigez le fichier, puis choisissez-le à nouveau.</p>
      </Alert>
    );
  return (
    <>
      <p>
        {plural(agencies, "agence", "agences")} dans ce fichier.{" "}
        {plural(unchanged, "code ne change pas", "codes ne changent pas")}.
      </p>
      <Change title={plural(added.length, "code ajouté", "codes ajoutés")} lines={added} />
      <Change title={plural(removed.length, "code retiré", "codes retirés")} lines={removed} />
      <Change
        title={plural(moved.length, "code change d’agence", "codes changent d’agence")}
        lines={moved.map(({ match, from, to }) => `${match}\u00a0: ${from}, puis ${to}`)}
      />
    </>
  );
}

const Change = ({ title, lines }: { title: string; lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <>
      <h4>{title}</h4>
      <Lines lines={lines} />
    </>
  );

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul className="platform-lines">
    {lines.slice(0, shown).map((line) => (
      <li key={line}>{line}</li>
    ))}
    {lines.length > shown && <li>et {plural(lines.length - shown, "autre", "autres")}.</li>}
  </ul>
);
