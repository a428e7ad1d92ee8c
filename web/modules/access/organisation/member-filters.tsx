import { useNavigate } from "@tanstack/react-router";
import { isService, serviceNames, services } from "../../../../shared/access/roles.ts";
import { FilterChoice, FilterField } from "../../../ui/agent/filters.tsx";
import type { AgentSpace } from "../agent/session.ts";
import { type MembersSearch, readMembersSearch, silenceLabels } from "./addresses.ts";

/** Name or address, service, role, silence: all kept in the address. */
export function MemberFilters({ space, search }: { space: AgentSpace; search: MembersSearch }) {
  const navigate = useNavigate();
  const { organisation } = space;
  const change = (part: MembersSearch) =>
    void navigate({
      to: "/espace/$organisation/membres",
      params: { organisation: organisation.slug },
      search: readMembersSearch({ ...search, ...part }),
      replace: true,
      resetScroll: false,
    });
  const here = serviceNames.filter(
    (service) => service === "administration" || organisation.services.includes(service),
  );
  const asked = search.service && isService(search.service) ? [search.service] : here;
  const roles = asked.flatMap((service) =>
    Object.entries(services[service].roles).map(([role, { label }]) => ({
      value: `${service}.${role}`,
      label:
        asked.length > 1 && service !== "administration" ? `${label} (${services[service].label})` : label,
    })),
  );
  const active = [search.q, search.service, search.role, search.silence].some((one) => one !== undefined);
  return (
    <search className="filters" aria-label="Filtrer les membres">
      <FilterField
        label="Filtrer les membres par nom ou adresse"
        placeholder="Nom ou adresse"
        value={search.q ?? ""}
        onChange={(q) => change({ q })}
      />
      {here.length > 1 && (
        <FilterChoice
          label="Service"
          value={search.service}
          choices={here.map((service) => ({ value: service, label: services[service].label }))}
          onChange={(service) => change({ service, role: undefined })}
        />
      )}
      <FilterChoice
        label="Rôle"
        value={search.role && search.service ? `${search.service}.${search.role}` : undefined}
        choices={roles}
        onChange={(name) => {
          const [service, role] = name?.split(".") ?? [];
          change(role ? { service, role } : { role: undefined });
        }}
      />
      {search.vue !== "anciens" && (
        <FilterChoice
          label="Sans connexion depuis…"
          value={search.silence}
          choices={Object.entries(silenceLabels).map(([value, label]) => ({ value, label }))}
          onChange={(silence) => change(readMembersSearch({ ...search, silence }))}
        />
      )}
      {active && (
        <button
          type="button"
          className="text-button small"
          onClick={() => change({ q: undefined, service: undefined, role: undefined, silence: undefined })}
        >
          Effacer les filtres
        </button>
      )}
    </search>
  );
}
