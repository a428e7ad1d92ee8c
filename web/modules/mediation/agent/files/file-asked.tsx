import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { jobsQuery } from "./file-queries.ts";

/** Says that a file is being made, and where it will be. */
export const useFileAsked = (space: AgentSpace, onClose: () => void) => {
  const client = useQueryClient();
  const { notify } = useNotices();
  return () => {
    void client.invalidateQueries({ queryKey: jobsQuery(space.organisation.id).queryKey });
    notify(
      <>
        Fichier en préparation.{" "}
        <Link
          to="/espace/$organisation/mediation/mes-fichiers"
          params={{ organisation: space.organisation.slug }}
        >
          Voir mes fichiers
        </Link>
      </>,
    );
    onClose();
  };
};
