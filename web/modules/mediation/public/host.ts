import { mediationName } from "../../../../shared/mediation/mediator-words.ts";
import type { PublicOrganisation } from "../../../../shared/mediation/schema.ts";
import { guichet, type Host } from "../../../ui/page-frame.tsx";

/** What header and footer need of an organisation; before it is known, the service alone. */
export const hostOf = (
  organisation: Partial<PublicOrganisation> & { slug?: string; name?: string } = {},
): Host =>
  organisation.name
    ? {
        name: organisation.name,
        service: "Médiation",
        serviceName: mediationName(organisation.name),
        home: `/mediation/${organisation.slug}`,
        logo: organisation.logo,
        accent: organisation.accent,
        address: organisation.address,
        phone: organisation.phone,
        phoneHours: organisation.phoneHours,
      }
    : { ...guichet, service: "Médiation", serviceName: "Médiation", home: "/mediation" };
