import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { CaseAfter } from "../../../../shared/mediation/hands.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { keepCase } from "./case-queries.ts";

/** What follows an act on a case: it is shown as it is now, or left when it is out of one's sight; and it is said. */
export function useCaseAfter(space: AgentSpace, found: Pick<CaseView, "id">) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  return (answer: CaseAfter, words: string) => {
    notify(words);
    if (answer.case) return keepCase(client, answer.case);
    client.removeQueries({ queryKey: ["mediation", "case", found.id] });
    void client.invalidateQueries({ queryKey: ["mediation"] });
    void navigate({
      to: "/espace/$organisation/mediation/mes-dossiers",
      params: { organisation: space.organisation.slug },
    });
  };
}
