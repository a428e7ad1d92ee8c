import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { CaseView, CloseCase } from "../../../../shared/mediation/schema.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { previewClosing } from "./synthesis/synthesis-queries.ts";

/** « Lire le message avant envoi »: each one word for word, as it would leave now. */
export function ClosingPreviews({
  people,
  read,
}: {
  people: CaseView["participants"];
  /** The closing as it is typed; undefined while something is to correct, which it then says. */
  read: () => CloseCase | undefined;
}) {
  const [shown, setShown] = useState<string>();
  const preview = useMutation({ mutationFn: previewClosing });
  const mail = preview.data?.mails.find(({ participantId }) => participantId === shown);
  return (
    <div className="closing__previews">
      <ul>
        {people.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="text-button small"
              aria-expanded={shown === id && mail !== undefined}
              onClick={() => {
                if (shown === id) return setShown(undefined);
                const input = read();
                if (!input) return;
                setShown(id);
                preview.mutate(input);
              }}
            >
              {shown === id && mail ? "Masquer le message" : "Lire le message avant envoi"}
              <span className="fr-sr-only"> à {name}</span>
              <span aria-hidden="true"> · {name}</span>
            </button>
          </li>
        ))}
      </ul>
      <div role="status">
        {preview.isPending && <p className="small mention">Un instant…</p>}
        {shown && preview.isError && <p className="small tone-error">{refusalWords(preview.error)}</p>}
      </div>
      {mail && (
        <article className="closing__preview" aria-label={`Message à ${mail.to}`}>
          <p className="small mention">
            À&nbsp;: <span className="break-anywhere">{mail.to}</span>
          </p>
          <p>
            <strong>{mail.subject}</strong>
          </p>
          <p className="closing__preview-text">{mail.text}</p>
        </article>
      )}
    </div>
  );
}
