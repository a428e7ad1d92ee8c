import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";

/** Recipients who may not read what is meant for the requester. */
export const withoutMandate = (
  participants: CaseView["participants"],
  chosen: readonly string[],
): CaseView["participants"] =>
  participants.filter(({ id, speaks }) => chosen.includes(id) && speaks === "no_mandate");

/** A representative whose mandate nobody verified is among the recipients: said, and agreed to (mediation.md §4.2). */
export function MandateGuard({
  silent,
  agreed,
  onAgree,
}: {
  silent: CaseView["participants"];
  agreed: boolean;
  onAgree: (agreed: boolean) => void;
}) {
  if (silent.length === 0) return null;
  const names = new Intl.ListFormat("fr").format(silent.map(({ name }) => name));
  return (
    <div className="banner banner--warning composer__guard">
      <Icon name="fr-icon-lock-line" tone="warning" />
      <div>
        <p>
          <strong>Le mandat de {names} n’est pas vérifié.</strong> Ce que vous écrivez au requérant ne doit
          pas lui parvenir.
        </p>
        <label className="small">
          <input
            type="checkbox"
            checked={agreed}
            onChange={(event) => onAgree(event.currentTarget.checked)}
          />{" "}
          Lui écrire quand même, par exemple pour demander son mandat
        </label>
      </div>
    </div>
  );
}
