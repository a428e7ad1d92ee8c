import { deliveredMeans } from "../../../../shared/mail/schema.ts";
import type { RecipientView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { deliveryOf } from "./delivery-words.ts";

const icons = {
  good: { name: "fr-icon-check-line", tone: "success" },
  going: { name: "fr-icon-time-line", tone: "mention" },
  late: { name: "fr-icon-time-fill", tone: "warning" },
  failed: { name: "fr-icon-close-line", tone: "error" },
} as const;

/** What became of a message for each recipient, in words. */
export function DeliveryStates({ recipients }: { recipients: readonly RecipientView[] }) {
  if (recipients.length === 0) return null;
  const repeated = new Set(recipients.map(({ resendOf }) => resendOf));
  return (
    <ul className="deliveries small">
      {recipients.map((recipient) => {
        const { id, name, address, state, at, cause, readAt, resendOf, settled, liftRefused } = recipient;
        const { words, tone } = deliveryOf(state);
        return (
          <li key={id} title={state === "delivered" ? deliveredMeans : (cause ?? undefined)}>
            <Icon size="xs" {...icons[tone]} />
            <span className="break-anywhere">
              {name ?? address}
              {resendOf && " (renvoi)"}&nbsp;: {words}{" "}
              <span className="mention">
                <Moment at={at} as="thread" />
              </span>
              {repeated.has(id) && <> · renvoyé</>}
              {settled && <> · ne sera pas renvoyé</>}
              {liftRefused && <> · adresse débloquée ici, pas encore chez notre fournisseur d’envoi</>}
              {readAt && <> · Accusé de lecture le {exactInstant(readAt)}</>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
