import { useQuery } from "@tanstack/react-query";
import { answer, repeatableMediation } from "../../../app/client.ts";
import { guichet, type Host } from "../../../ui/page-frame.tsx";

const agents: Host = { ...guichet, service: "Espace agents" };

/** The header of the organisation whose address led here; Guichet's own otherwise, and as long as it is unknown. */
export function useOrganisationHost(slug: string | undefined): Host {
  const { data } = useQuery({
    queryKey: ["access", "organisation-host", slug],
    queryFn: () =>
      answer(repeatableMediation.mediation.organisations[":slug"].$get({ param: { slug: slug ?? "" } })),
    enabled: slug !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return agents;
  return {
    name: data.name,
    service: "Espace agents",
    serviceName: data.name,
    home: `/mediation/${data.slug}`,
    logo: data.logo,
    address: data.address,
    phone: data.phone,
    phoneHours: data.phoneHours,
  };
}
