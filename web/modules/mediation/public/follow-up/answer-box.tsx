import { useEffect, useRef, useState } from "react";
import { limits } from "../../../../../shared/mediation/limits.ts";
import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { ConnectionLost, ProblemError } from "../../../../app/api.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import { summary } from "../../../../ui/uploads.ts";
import { useUploads } from "../../../../ui/use-uploads.ts";
import { answerUploads, sendAnswer } from "./follow-up-api.ts";
import { useAnswerDraft } from "./use-answer-draft.ts";

interface AnswerBoxProps {
  number: string;
  words: MediatorWords;
  onSent: (view: FollowUpView) => void;
  onExpired: () => void;
  /** A representative shows that they may act: what is sent here is their mandate. */
  mandate?: boolean;
  /** Documents that may still be added. */
  documentsLeft: number;
}

type Phase = "writing" | "waiting" | "sending";

const failureTitle = (error: unknown) =>
  error instanceof ConnectionLost ? "La connexion est coupée" : "Votre réponse n’est pas partie";
const failureText = (error: unknown) =>
  error instanceof ConnectionLost
    ? "Rien n’est perdu : votre texte est gardé sur cet appareil. Réessayez quand elle revient."
    : `${failureWords(error)} Votre texte est gardé sur cet appareil.`;

/** Waits for the files still going, then sends once. */
const useSendWhenReady = (options: {
  phase: Phase;
  underWay: number;
  interrupted: number;
  send: () => void;
  stop: () => void;
}) => {
  const latest = useRef(options);
  latest.current = options;
  const { phase, underWay, interrupted } = options;
  useEffect(() => {
    if (phase !== "waiting" || underWay > 0) return;
    if (interrupted > 0) latest.current.stop();
    else latest.current.send();
  }, [phase, underWay, interrupted]);
};

/** « Votre réponse »: text, files or both, right under the last message. */
export const AnswerBox = (props: AnswerBoxProps) => {
  const { number, words, onSent, onExpired, mandate = false, documentsLeft } = props;
  const draft = useAnswerDraft(number);
  const { uploads, rows } = useUploads(answerUploads);
  const picker = useRef<{ focus: () => void }>(null);
  const alert = useRef<HTMLDivElement>(null);
  const [phase, setPhase] = useState<Phase>("writing");
  const [empty, setEmpty] = useState(false);
  const [failure, setFailure] = useState<{ title: string; text: string } | null>(null);
  const [said, setSaid] = useState("");
  const files = summary(rows);
  useEffect(() => {
    if (failure) alert.current?.focus();
  }, [failure]);

  const fail = (title: string, text: string) => {
    setPhase("writing");
    setFailure({ title, text });
  };
  const send = () => {
    setPhase("sending");
    sendAnswer({
      idempotencyKey: draft.key,
      text: draft.text.trim(),
      files: files.ids,
      ...(mandate ? { mandate } : {}),
    }).then(
      (view) => {
        setPhase("writing");
        draft.finish();
        uploads.clear();
        setSaid(
          mandate
            ? `Votre mandat est envoyé. ${words.The} va le vérifier.`
            : "Votre réponse est envoyée. Un accusé vous est adressé par e-mail.",
        );
        onSent(view);
      },
      (error: unknown) => {
        const ended = error instanceof ProblemError && error.problem.code === "forbidden";
        if (ended) onExpired();
        else fail(failureTitle(error), failureText(error));
      },
    );
  };
  useSendWhenReady({
    phase,
    underWay: files.underWay,
    interrupted: files.interrupted,
    send,
    stop: () => fail("L’envoi d’un fichier s’est interrompu", "Réessayez cet envoi ou retirez le fichier."),
  });
  const submit = () => {
    if (phase !== "writing") return;
    setFailure(null);
    setSaid("");
    const nothing = mandate ? files.count === 0 : !draft.text.trim() && files.count === 0;
    setEmpty(nothing);
    if (nothing) document.getElementById("answer")?.focus();
    else setPhase("waiting");
  };
  return (
    <form
      className="form answer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {failure ? (
        <Alert ref={alert} severity="warning" title={failure.title}>
          <p>{failure.text}</p>
        </Alert>
      ) : null}
      <TextArea
        id="answer"
        label={<span className="fr-text--bold">{mandate ? "Envoyer le mandat" : "Votre réponse"}</span>}
        hint={
          mandate ? (
            `Joignez le document qui vous autorise à agir. Seules ${words.the} et son équipe le liront.`
          ) : (
            <>
              Seules {words.the} et son équipe la liront. Vous pouvez aussi répondre à son{" "}
              <Unbroken>e-mail</Unbroken>.
            </>
          )
        }
        rows={mandate ? 3 : 6}
        value={draft.text}
        onChange={(text) => {
          setEmpty(false);
          draft.write(text);
        }}
        limit={
          draft.text.trim().length > limits.descriptionMax - 200
            ? { min: 0, max: limits.descriptionMax }
            : undefined
        }
        note={draft.saved ? "Brouillon enregistré sur cet appareil" : " "}
        error={
          empty
            ? mandate
              ? "Joignez votre mandat."
              : "Écrivez votre réponse ou joignez un document."
            : undefined
        }
      />
      {rows.length > 0 ? (
        <FileList uploads={uploads} rows={rows} focusAfterLast={() => picker.current?.focus()} />
      ) : null}
      <p role="status" className="mention">
        {phase === "waiting" ? "Votre réponse partira dès que les fichiers seront envoyés." : said}
      </p>
      <div className="actions">
        <Button type="submit" busy={phase === "writing" ? false : "Envoi en cours…"}>
          {mandate ? "Envoyer le mandat" : "Envoyer ma réponse"}
        </Button>
        {documentsLeft > 0 ? (
          <FilePicker ref={picker} look="tertiary" onFiles={uploads.add}>
            Ajouter un document
          </FilePicker>
        ) : null}
      </div>
      {documentsLeft < 10 ? (
        <p className="mention">
          {documentsLeft === 0
            ? "Vous avez envoyé le nombre maximum de documents pour ce dossier."
            : `Vous pouvez encore ajouter ${documentsLeft} document${documentsLeft > 1 ? "s" : ""}.`}
        </p>
      ) : null}
    </form>
  );
};
