import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { DeliveryStates } from "./delivery.tsx";
import { factWords } from "./entry-words.ts";
import { Message } from "./message.tsx";
import { OriginalButton } from "./original-dialog.tsx";

/** One line of the thread, drawn by its kind. */
export function Entry({ entry, found }: { entry: CaseEntryView; found: CaseView }) {
  switch (entry.kind) {
    case "message":
    case "note":
      if (isTakenBack(entry)) {
        return (
          <AutomaticLine entry={entry} found={found} title="Envoi annulé" icon="fr-icon-arrow-go-back-line" />
        );
      }
      return <Message entry={entry} found={found} />;
    case "automatic":
      return entry.direction === "OUT" ? (
        <AutomaticLine
          entry={entry}
          found={found}
          title={entry.subject ?? "Message automatique"}
          icon="fr-icon-send-plane-line"
        />
      ) : (
        <AutomaticLine
          entry={entry}
          found={found}
          title="Réponse automatique"
          icon="fr-icon-chat-history-line"
        />
      );
    case "delivery_report":
      return (
        <AutomaticLine entry={entry} found={found} title="Avis de remise" icon="fr-icon-mail-settings-line" />
      );
    case "fact":
      return <FactLine entry={entry} />;
  }
}

/** A message that its author took back before it left, from everyone: its words are in the next one. */
const isTakenBack = ({ direction, recipients }: CaseEntryView) =>
  direction === "OUT" && recipients.length > 0 && recipients.every(({ state }) => state === "cancelled");

/** One dashed line, never "à traiter"; its text unfolds in place. */
function AutomaticLine({
  entry,
  found,
  title,
  icon,
}: {
  entry: CaseEntryView;
  found: CaseView;
  title: string;
  icon: `fr-icon-${string}`;
}) {
  const text = entry.text?.trim() ?? "";
  return (
    <details className="fold automatic">
      <summary>
        <Icon name={icon} />
        <span className="grow ellipsis">
          <strong>{title}</strong>
          {entry.kind === "automatic" && entry.direction === "OUT"
            ? " · message automatique"
            : entry.author && ` · ${entry.author}`}
          {text !== "" && <> : «&nbsp;{text.slice(0, 160).replaceAll(/\s+/g, " ")}&nbsp;»</>}
        </span>
        <span className="small">
          <Moment at={entry.at} as="thread" />
        </span>
      </summary>
      <p className="written">{text === "" ? "Ce message n’a pas de texte." : text}</p>
      <div className="automatic__foot">
        <DeliveryStates recipients={entry.recipients} />
        <OriginalButton entry={entry} found={found} who={entry.author ?? title} />
      </div>
    </details>
  );
}

/** Something that happened, in one quiet sentence. */
function FactLine({ entry }: { entry: CaseEntryView }) {
  return (
    <p className="fact-line small mention">
      {factWords(entry)} · <Moment at={entry.at} as="thread" />
    </p>
  );
}
