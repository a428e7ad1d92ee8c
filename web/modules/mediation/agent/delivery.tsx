import { deliveredMeans } from "../../../../shared/mail/schema.ts";
import type { RecipientView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { deliveryOf, failureOf } from "./delivery-words.ts";

const icons = {
  good: { name: "fr-icon-check-line", tone: "success" },
  going: { name: "fr-icon-time-line", tone: "mention" },
  late: { name: "fr-icon-time-fill", tone: "warning" },
  failed: { name: "fr-icon-close-line", tone: "error" },
} as const;

/** What became of a message for each recipient, in words. */
export function DeliveryStates({ recipients }: { recipients: readonly RecipientView[] }) {
  if (recipients.length === 0) return null;
  return (
    <ul className="deliveries small">
      {recipients.map(({ id, name, address, state, at, cause, readAt }) => {
        const { words, tone } = deliveryOf(state);
        return (
          <li key={id} title={state === "delivered" ? deliveredMeans : (cause ?? undefined)}>
            <Icon size="xs" {...icons[tone]} />
            <span className="break-anywhere">
              {name ?? address}&nbsp;: {words}{" "}
              <span className="mention">
                <Moment at={at} as="thread" />
              </span>
              {readAt && <> · Accusé de lecture le {exactInstant(readAt)}</>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The banner inside a message that did not reach everyone: what, why, who did receive it. */
export function FailedDelivery({ recipients }: { recipients: readonly RecipientView[] }) {
  const failure = failureOf(recipients);
  if (!failure) return null;
  return (
    <div className="banner banner--error message__banner">
      <Icon name="fr-icon-error-warning-fill" tone="error" />
      <div className="break-anywhere">
        <p>
          <strong>{failure.title}</strong> {failure.causes.join(" ")}
        </p>
        {failure.reached.length > 0 && (
          <p className="small mention">
            {new Intl.ListFormat("fr").format(failure.reached)} {failure.reached.length > 1 ? "ont" : "a"}{" "}
            bien reçu ce message.
          </p>
        )}
      </div>
    </div>
  );
}
