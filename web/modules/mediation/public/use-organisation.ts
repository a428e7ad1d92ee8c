import { useCallback, useEffect, useState } from "react";
import type { PublicOrganisation } from "../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { answer, repeatableMediation } from "../../../app/client.ts";

/** What is known of the organisation of this address. `unknown`: there is none of that name. */
export interface OrganisationState {
  slug: string | null;
  organisation: PublicOrganisation | null;
  status: "loading" | "ready" | "unknown" | "failed";
  reload: () => void;
}

const isUnknown = (error: unknown) => error instanceof ProblemError && error.problem.code === "notFound";

/** Reads the organisation named in /mediation/<slug>/…; before the browser runs, no slug is known. */
export const useOrganisation = (): OrganisationState => {
  const [slug, setSlug] = useState<string | null>(null);
  const [organisation, setOrganisation] = useState<PublicOrganisation | null>(null);
  const [status, setStatus] = useState<OrganisationState["status"]>("loading");
  const load = useCallback((of: string) => {
    setStatus("loading");
    answer(repeatableMediation.mediation.organisations[":slug"].$get({ param: { slug: of } })).then(
      (found) => {
        setOrganisation(found);
        setStatus("ready");
      },
      (error: unknown) => setStatus(isUnknown(error) ? "unknown" : "failed"),
    );
  }, []);
  useEffect(() => {
    const found = location.pathname.split("/")[2] ?? "";
    setSlug(found);
    load(found);
  }, [load]);
  return { slug, organisation, status, reload: () => slug && load(slug) };
};
