import { type ReactNode, useEffect, useState } from "react";
import type { ChooseDigests, UnblockAddress, Unblocked } from "../../../../shared/mail/copy-links.ts";
import { call, ProblemError } from "../../../app/api.ts";
import { failureWords } from "../../../app/failure-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { guichet, PageFrame } from "../../../ui/page-frame.tsx";

/** What a link of one of our mails is for, and its secret. */
type Opened = { at: "loading" } | { at: "nothing" } | { at: "unblock" | "digests"; token: string };

const readLink = (): Opened => {
  const [what, token] = location.hash.slice(1).split(".");
  if (!token) return { at: "nothing" };
  if (what === "debloquer") return { at: "unblock", token };
  return what === "resumes" ? { at: "digests", token } : { at: "nothing" };
};

type Done =
  | { at: "asking" }
  | { at: "sending" }
  | { at: "done"; words: ReactNode }
  | { at: "failed"; words: string };

/** Sends one choice, and keeps what came of it. */
const useChoice = () => {
  const [done, setDone] = useState<Done>({ at: "asking" });
  const choose = async <Answer,>(send: () => Promise<Answer>, words: (answer: Answer) => ReactNode) => {
    setDone({ at: "sending" });
    try {
      setDone({ at: "done", words: words(await send()) });
    } catch (error) {
      const detail = error instanceof ProblemError ? error.problem.detail : failureWords(error);
      setDone({ at: "failed", words: detail });
    }
  };
  return { done, choose, busy: done.at === "sending" ? "Envoi en cours…" : (false as const) };
};

const Outcome = ({ done }: { done: Done }) => {
  if (done.at === "failed") return <Alert severity="error" title={done.words} />;
  if (done.at === "done") return <Alert severity="success" title={done.words} />;
  return null;
};

const Unblock = ({ token }: { token: string }) => {
  const { done, choose, busy } = useChoice();
  const unblock = () =>
    void choose(
      () => call<Unblocked>("POST", "/api/mail/unblock", { token } satisfies UnblockAddress),
      (answer) =>
        answer.done
          ? "Votre adresse est débloquée : vous recevrez de nouveau nos messages.".replace(" :", "\u00a0:")
          : "Rien à débloquer : votre adresse reçoit nos messages, ou ce lien a plus d’une semaine.".replace(
              " :",
              "\u00a0:",
            ),
    );
  return (
    <>
      <h1>Débloquer mon adresse</h1>
      <Outcome done={done} />
      {done.at === "done" ? null : (
        <div className="narrow">
          <p>
            Un de nos messages a été signalé comme indésirable depuis votre messagerie. Depuis, nous ne vous
            écrivons plus, sauf pour ce que vous demandez vous-même, comme un code de connexion.
          </p>
          <p>Si c’était une erreur, débloquez votre adresse pour recevoir de nouveau nos messages.</p>
          <Button busy={busy} onClick={unblock}>
            Débloquer mon adresse
          </Button>
        </div>
      )}
    </>
  );
};

const Digests = ({ token }: { token: string }) => {
  const { done, choose, busy } = useChoice();
  const [wanted, setWanted] = useState(true);
  const send = (next: boolean) =>
    void choose(
      async () => {
        await call("POST", "/api/mail/digests", { token, wanted: next } satisfies ChooseDigests);
        setWanted(next);
      },
      () => (next ? "Vous recevrez de nouveau les résumés." : "Vous ne recevrez plus de résumés."),
    );
  return (
    <>
      <h1>Résumés quotidiens</h1>
      <Outcome done={done} />
      <div className="narrow">
        <p>
          Chaque matin des jours ouvrés, un résumé vous dit ce qui est arrivé sur vos dossiers. Tous les
          autres messages continuent d’arriver.
        </p>
        <Button busy={busy} look={wanted ? "primary" : "secondary"} onClick={() => send(!wanted)}>
          {wanted ? "Ne plus recevoir de résumés" : "Recevoir de nouveau les résumés"}
        </Button>
      </div>
    </>
  );
};

/** Where links of our mails lead whose answer is a choice: an address to unblock, digests to stop. */
export const CopyLinksPage = () => {
  const [opened, setOpened] = useState<Opened>({ at: "loading" });
  useEffect(() => {
    const read = () => setOpened(readLink());
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return (
    <PageFrame host={guichet}>
      {opened.at === "unblock" ? (
        <Unblock key={opened.token} token={opened.token} />
      ) : opened.at === "digests" ? (
        <Digests key={opened.token} token={opened.token} />
      ) : (
        <>
          <h1>Nos courriels</h1>
          <noscript>
            <div className="fr-alert fr-alert--info">
              <h2 className="fr-alert__title">Cette page a besoin de JavaScript</h2>
              <p>Sans lui, répondez à un de nos courriels et dites ce que vous souhaitez.</p>
            </div>
          </noscript>
          {opened.at === "nothing" ? (
            <p>Ce lien est incomplet. Ouvrez-le depuis le courriel que vous avez reçu.</p>
          ) : (
            <p role="status" className="fr-sr-only">
              Chargement…
            </p>
          )}
        </>
      )}
    </PageFrame>
  );
};
