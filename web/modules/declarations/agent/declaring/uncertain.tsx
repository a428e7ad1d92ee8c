import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { bodyWords } from "./body-words.ts";
import { actOn, keepDeclaration, recordAccepted } from "./declaring-queries.ts";

type Answer = "there" | "absent" | "unknown";

/** The body may have it, or not: Guichet sends nothing again by itself, a person looks and says (screens §7). */
export function Uncertain({ found, one }: { found: DeclarationView; one: TransmissionView }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [answer, setAnswer] = useState<Answer>();
  const [reference, setReference] = useState("");
  const [confirming, setConfirming] = useState(false);
  const words = bodyWords[one.body];
  const recording = useMutation({
    mutationFn: () =>
      recordAccepted(one.id, {
        version: one.version,
        ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
      }),
    onSuccess: (saved) => keepDeclaration(client, saved),
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <>
      <p>
        <strong>
          La connexion a été coupée pendant l’envoi. {words.the.replace(/^l/, "L")} a peut-être reçu la
          déclaration.
        </strong>
      </p>
      <p>
        Guichet ne renvoie rien tout seul, pour ne pas déclarer deux fois. Regardez dans votre espace{" "}
        {one.body} si «&nbsp;{found.showName}&nbsp;» y figure, puis dites-le ici.
      </p>
      {one.acts.includes("send_again") ? (
        <>
          <RadioButtons
            legend={"Y figure-t-elle\u00a0?"}
            name={`reponse-${one.id}`}
            inline={false}
            value={answer}
            options={[
              { value: "there", label: "Oui, elle y figure", hint: "Elle passe à «\u00a0Acceptée\u00a0»." },
              {
                value: "absent",
                label: "Non, elle n’y est pas",
                hint: "Guichet la renvoie, avec les mêmes références de séances.",
              },
              {
                value: "unknown",
                label: "Je ne sais pas encore",
                hint: `Rien ne change. Vous pouvez appeler ${words.the}\u00a0: donnez-leur ${found.number}.`,
              },
            ]}
            onChange={setAnswer}
          />
          {answer === "there" && (
            <Input
              label={`Référence lue dans l’espace ${one.body}`}
              hint="Facultatif"
              width="medium"
              maxLength={100}
              value={reference}
              onChange={setReference}
            />
          )}
          <p className="row row--wrap">
            {answer === "there" && (
              <Button
                size="sm"
                busy={recording.isPending && "Enregistrement…"}
                onClick={() => !recording.isPending && recording.mutate()}
              >
                Noter «&nbsp;reçue par {words.the}&nbsp;»
              </Button>
            )}
            {answer === "absent" && (
              <Button size="sm" onClick={() => setConfirming(true)}>
                Renvoyer {words.to}…
              </Button>
            )}
          </p>
        </>
      ) : (
        <p className="mention">Un déclarant peut dire ce qu’il en est.</p>
      )}
      {confirming && (
        <ConfirmDialog
          title={`Renvoyer ${found.number} ${words.to}\u00a0?`}
          confirm="Renvoyer"
          busy="Envoi en cours…"
          act={() => actOn(one.id, "send-again", one.version)}
          onDone={(saved) => {
            keepDeclaration(client, saved);
            setConfirming(false);
          }}
          onClose={() => setConfirming(false)}
        >
          <p>
            Vous avez vérifié que {words.the} ne l’a pas. Votre nom et l’heure sont gardés avec cette
            décision.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
