import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { keepCase } from "./case-queries.ts";
import { cancelWithdrawal } from "./representation-queries.ts";

/** What the requester did that nobody may overlook: they gave up, or say they asked for nothing. */
export function CaseAlerts({ found, onClose }: { found: CaseView; onClose: (() => void) | undefined }) {
  const [cancelling, setCancelling] = useState(false);
  const objected = found.parties.find(({ objectedAt }) => objectedAt)?.objectedAt;
  const { withdrawnAt, withdrawalReason } = found.synthesis;
  const isOpen = found.closedAt === null && found.status !== "MERGED";
  if (!objected && !(withdrawnAt && isOpen)) return null;
  return (
    <>
      {withdrawnAt && isOpen && (
        <div className="banner banner--warning">
          <Icon name="fr-icon-close-circle-line" tone="warning" />
          <div>
            <p>
              <strong>
                Demande retirée (<Moment at={withdrawnAt} />
                ).
              </strong>{" "}
              Il reste à clore le dossier.
            </p>
            {withdrawalReason && <p className="break-anywhere">«&nbsp;{withdrawalReason}&nbsp;»</p>}
            {found.allowed.includes("case.withdraw") && (
              <div className="row row--wrap">
                {onClose && (
                  <Button size="sm" onClick={onClose}>
                    Clore le dossier
                  </Button>
                )}
                <Button size="sm" look="secondary" onClick={() => setCancelling(true)}>
                  Annuler le retrait
                </Button>
              </div>
            )}
          </div>
        </div>
      )}
      {objected && isOpen && (
        <div className="banner banner--error">
          <Icon name="fr-icon-error-warning-line" tone="error" />
          <div>
            <p>
              <strong>
                Opposition du requérant (<Moment at={objected} />
                ).
              </strong>{" "}
              Il dit ne pas avoir demandé cette médiation. Vérifiez avec lui qui peut agir ; le représentant
              n’en est pas informé.
            </p>
          </div>
        </div>
      )}
      {cancelling && <CancelDialog found={found} onClose={() => setCancelling(false)} />}
    </>
  );
}

function CancelDialog({ found, onClose }: { found: CaseView; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  return (
    <ConfirmDialog
      title={`Annuler le retrait du dossier ${found.number}`}
      confirm="Annuler le retrait"
      busy="Un instant…"
      act={() => cancelWithdrawal(found.id, found.version)}
      onDone={(answer) => {
        keepCase(client, answer);
        notify("Le retrait est annulé : la demande continue.");
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        La demande continue, au statut qu’elle avait avant. Le requérant le verra sur sa page de suivi ;
        écrivez-lui si besoin.
      </p>
    </ConfirmDialog>
  );
}
