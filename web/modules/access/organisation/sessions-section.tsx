import { useInfiniteQuery } from "@tanstack/react-query";
import { idleMinutes, type OrganisationView } from "../../../../shared/access/organisation.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../agent/session.ts";
import { organisationSection } from "./organisation-input.ts";
import { membersQuery } from "./organisation-queries.ts";
import { SettingsSection } from "./settings-section.tsx";

const spec = organisationSection(
  (view: OrganisationView) => ({
    idleMinutes: String(view.idleMinutes),
    requireSecondFactor: view.requireSecondFactor,
  }),
  ({ idleMinutes: typed, ...rest }) => ({ ...rest, idleMinutes: Number(typed) || 0 }),
);

/** How long a session waits, and whether a second factor is asked of everyone. */
export function SessionsSection({
  view,
  may,
  space,
}: {
  view: OrganisationView;
  may: boolean;
  space: AgentSpace;
}) {
  return (
    <SettingsSection
      title="Sessions et vérification en deux étapes"
      view={view}
      spec={spec}
      may={may}
      values={[
        {
          key: "idleMinutes",
          label: "Inactivité",
          words: ({ idleMinutes: minutes }) =>
            `La session se ferme après ${minutes}\u00a0minutes sans activité.`,
        },
        {
          key: "requireSecondFactor",
          label: "Vérification en deux étapes",
          words: ({ requireSecondFactor }) =>
            requireSecondFactor ? "Exigé de tous les membres" : "Facultatif",
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            label="Minutes sans activité avant de fermer la session"
            hint={`De ${idleMinutes.least} à ${idleMinutes.most}. La saisie en cours est gardée.`}
            inputMode="numeric"
            width="medium"
            value={draft.idleMinutes}
            error={faults.idleMinutes}
            onChange={(typed) => set({ idleMinutes: typed })}
          />
          <Checkbox
            id={`${id}-factor`}
            label="Exiger la vérification en deux étapes de tous les membres"
            hint="Une application de codes ou une clé de sécurité, en plus du mot de passe."
            checked={draft.requireSecondFactor}
            onChange={(requireSecondFactor) => set({ requireSecondFactor })}
          />
          <div role="status">
            {draft.requireSecondFactor && !view.requireSecondFactor && <WouldWait space={space} />}
          </div>
        </>
      )}
    />
  );
}

/** Who would open nothing here until they add a second factor. */
function WouldWait({ space }: { space: AgentSpace }) {
  const query = useInfiniteQuery(membersQuery(space.organisation.id, {}));
  const members = query.data?.pages.flatMap((page) => page.members);
  if (!members) return null;
  const without = members.filter(({ secondFactor }) => !secondFactor);
  if (without.length === 0 && !query.hasNextPage)
    return <p>Tous les membres ont déjà une vérification en deux étapes.</p>;
  const names = without
    .slice(0, 6)
    .map(({ firstName, lastName, you }) => (you ? "vous" : `${firstName} ${lastName}`));
  return (
    <p className="banner banner--warning">
      <span>
        <strong>
          {without.length}
          {query.hasNextPage ? " membres au moins" : without.length > 1 ? " membres" : " membre"} sans
          vérification en deux étapes&nbsp;:
        </strong>{" "}
        {names.join(", ")}
        {without.length > names.length ? "…" : "."} Rien de l’organisation ne s’ouvrira pour{" "}
        {without.length > 1 ? "eux" : "cette personne"} avant d’en ajouter une, dès l’enregistrement.
      </span>
    </p>
  );
}
