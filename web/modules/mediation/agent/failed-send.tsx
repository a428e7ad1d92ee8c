import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { keepCase } from "./case-queries.ts";
import { CorrectAddressDialog } from "./correct-address-dialog.tsx";
import { type Failure, failureOf } from "./delivery-words.ts";
import { entryElement } from "./focused-entry.ts";
import { resendCopy, settleFailure, unblockAddress } from "./sending-queries.ts";

/** The banner inside a message that did not reach everyone: what, why, who did, and what may be done about each. */
export function FailedSend({ entry, found }: { entry: CaseEntryView; found: CaseView }) {
  const failure = failureOf(entry.recipients, found.participants);
  if (!failure) return null;
  const mayAct = found.allowed.includes("case.write");
  return (
    <section className="banner banner--error message__banner" aria-label="Envoi en échec">
      <Icon name="fr-icon-error-warning-fill" tone="error" />
      <div className="grow break-anywhere">
        <p>
          <strong>{failure.title}</strong>
        </p>
        <ul className="failures">
          {failure.failures.map((one) => (
            <li key={one.recipient.id}>
              <p>
                {one.who}&nbsp;: {one.cause}
              </p>
              {mayAct && <Acts failure={one} found={found} entryId={entry.id} />}
            </li>
          ))}
        </ul>
        {failure.reached.length > 0 && (
          <p className="small mention">
            {new Intl.ListFormat("fr").format(failure.reached)} {failure.reached.length > 1 ? "ont" : "a"}{" "}
            bien reçu ce message.
          </p>
        )}
      </div>
    </section>
  );
}

/** What may be done about one copy. Each answers with the case; the focus stays on its message. */
function Acts({ failure, found, entryId }: { failure: Failure; found: CaseView; entryId: string }) {
  const { recipient, kind } = failure;
  const client = useQueryClient();
  const { notify } = useNotices();
  const [correcting, setCorrecting] = useState(false);
  const done = (answer: CaseView, words: string) => {
    keepCase(client, answer);
    document.getElementById(entryElement(entryId))?.focus({ preventScroll: true });
    notify(words);
  };
  const act = useMutation({
    mutationFn: ({ send }: { send: () => Promise<CaseView>; words: string }) => send(),
    onSuccess: (answer, { words }) => done(answer, words),
    onError: (error) => notify(refusalWords(error)),
  });
  const who = <span className="fr-sr-only"> pour {recipient.name ?? recipient.address}</span>;
  const doing = act.isPending && "Un instant…";
  const resend = (unblock: boolean) =>
    act.mutate({
      send: () => resendCopy(recipient.id, { ...(unblock ? { unblock } : {}) }),
      words: "Le message est renvoyé.",
    });
  return (
    <div className="message__acts">
      {kind === "lost" && (
        <Button size="sm" busy={doing} onClick={() => resend(false)}>
          Renvoyer tel quel{who}
        </Button>
      )}
      {kind !== "complained" && (
        <Button
          size="sm"
          look={kind === "blocked" ? "primary" : "secondary"}
          onClick={() => setCorrecting(true)}
        >
          Corriger l’adresse et renvoyer{who}
        </Button>
      )}
      {kind === "blocked" && (
        <Button size="sm" look="secondary" busy={doing} onClick={() => resend(true)}>
          Débloquer l’adresse et renvoyer{who}
        </Button>
      )}
      {kind === "complained" && (
        <Button
          size="sm"
          look="secondary"
          busy={doing}
          onClick={() =>
            act.mutate({ send: () => unblockAddress(recipient.id), words: "L’adresse est débloquée." })
          }
        >
          Débloquer l’adresse{who}
        </Button>
      )}
      <Button
        size="sm"
        look="tertiary"
        busy={doing}
        onClick={() =>
          act.mutate({
            send: () => settleFailure(recipient.id),
            words: "C’est noté : rien n’est renvoyé.".replace(" :", "\u00a0:"),
          })
        }
      >
        {kind === "complained" ? "Laisser l’adresse bloquée" : "Ne pas renvoyer"}
        {who}
      </Button>
      {correcting && (
        <CorrectAddressDialog
          recipient={recipient}
          number={found.number}
          onClose={() => setCorrecting(false)}
          onDone={(answer, email) => {
            setCorrecting(false);
            done(answer, `Adresse corrigée. Le message est renvoyé à ${email}.`);
          }}
        />
      )}
    </div>
  );
}
