import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { DeclarationView, Elsewhere } from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesWords } from "./body-words.ts";
import { declarationQuery, keepDeclaration, splitByPlace } from "./declaring-queries.ts";

/** Performances that another delegation of SACEM would be told of, and the way to tell each its own. */
export function OtherAgencies({
  found,
  elsewhere,
  space,
  saveFirst,
}: {
  found: DeclarationView;
  elsewhere: readonly Elsewhere[];
  space: AgentSpace;
  /** Sends what is typed and not saved yet. */
  saveFirst?: () => Promise<unknown>;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const [asking, setAsking] = useState(false);
  const maySplit =
    found.current.state === "draft" &&
    found.current.number === 1 &&
    found.allowed.includes("declaration.draft");
  const split = async () => {
    await saveFirst?.();
    const { current } = client.getQueryData(declarationQuery(found.id).queryKey) ?? found;
    return splitByPlace(found.id, { version: current.version });
  };
  return (
    <>
      {elsewhere.map(({ agency, places, performanceIds }) => (
        <span key={agency ?? ""} className="telling-elsewhere">
          <Icon name="fr-icon-warning-line" tone="warning" />
          <span>
            {performancesWords(performanceIds.length)}{" "}
            {agency === null
              ? "sans délégation connue"
              : `${performanceIds.length > 1 ? "relèvent" : "relève"} d’une autre délégation, ${agency}`}
            &nbsp;: {places.join("\u00a0; ")}. Sans découpage, tout part au même endroit.
          </span>
        </span>
      ))}
      {maySplit && (
        <button type="button" className="text-button" onClick={() => setAsking(true)}>
          Découper par lieu
        </button>
      )}
      {asking && (
        <ConfirmDialog
          title={"Faire une déclaration par lieu\u00a0?"}
          confirm="Découper par lieu"
          busy="Découpage…"
          act={split}
          onDone={(saved) => {
            keepDeclaration(client, saved);
            notify("C’est découpé\u00a0: chaque lieu a sa déclaration.");
            void navigate({
              to: "/espace/$organisation/declarations/declarations",
              params: { organisation: space.organisation.slug },
            });
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            {found.number} garde les séances de son lieu et les dépenses du spectacle. Les autres séances
            passent dans une nouvelle déclaration par lieu, déjà remplie, que vous relirez avant de l’envoyer.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
