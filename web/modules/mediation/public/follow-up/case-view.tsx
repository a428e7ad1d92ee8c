import { useEffect, useRef, useState } from "react";
import { mediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { PhoneLink } from "../../../../ui/phone-link.tsx";
import { AnswerBox } from "./answer-box.tsx";
import { CaseSide } from "./case-side.tsx";
import { ContactPage } from "./contact-page.tsx";
import { ProgressTrack } from "./progress-track.tsx";
import { SessionBar } from "./session-bar.tsx";
import { lastFromMediator, progressMarks, statusSentence, statusTitle } from "./status-words.ts";
import { Thread } from "./thread.tsx";
import { useFreshCase } from "./use-fresh-case.ts";
import { useLastVisit } from "./use-last-visit.ts";
import { WithdrawPage } from "./withdraw-page.tsx";

interface CaseViewProps {
  view: FollowUpView;
  onExpired: () => void;
  onClose: () => void;
}

const HowToWriteAgain = ({ view }: { view: FollowUpView }) => {
  const { phone, title } = view.link.organisation;
  return (
    <div className="aside-text fr-mt-4w">
      <h3>Besoin d’écrire encore ?</h3>
      <p>
        Répondez au dernier e-mail {mediatorWords(title).of}
        {phone ? (
          <>
            , ou appelez le <PhoneLink phone={phone} />
          </>
        ) : null}
        . Votre message sera lu.
      </p>
    </div>
  );
};

/** The status is the heading; then who wrote when and what to do; then the exchanges. */
export const CaseView = ({ view: first, onExpired, onClose }: CaseViewProps) => {
  const { view, news, showNews, replace } = useFreshCase(first, onExpired);
  const heading = useRef<HTMLHeadingElement>(null);
  const [focusOn, setFocusOn] = useState<string | null>(null);
  const [justWithdrawn, setJustWithdrawn] = useState(false);
  const [page, setPage] = useState<"case" | "contact" | "withdraw">("case");
  const back = useRef(false);
  const lastVisit = useLastVisit(view);
  const words = mediatorWords(view.link.organisation.title);
  const now = Date.now();
  const newest = lastFromMediator(view);
  // Comes after a code was given: the reader is told where they are.
  useEffect(() => {
    if (page !== "case") {
      back.current = true;
      return;
    }
    if (back.current) scrollTo({ top: 0 });
    heading.current?.focus();
  }, [page]);
  useEffect(() => {
    if (!focusOn) return;
    document.getElementById(focusOn)?.focus();
    setFocusOn(null);
  }, [focusOn]);
  if (page === "contact") {
    return (
      <ContactPage view={view} onBack={() => setPage("case")} onChanged={replace} onExpired={onExpired} />
    );
  }
  if (page === "withdraw") {
    return (
      <WithdrawPage
        view={view}
        words={words}
        onKeep={() => setPage("case")}
        onWithdrawn={(next) => {
          replace(next);
          setJustWithdrawn(true);
          setPage("case");
        }}
        onExpired={onExpired}
      />
    );
  }
  const { own } = view;
  return (
    <>
      <div className="band">
        <div className="fr-container">
          <SessionBar expiresAt={view.link.expiresAt} onExpired={onExpired} onClose={onClose} />
          <p className="fr-mb-1v">
            Dossier <strong className="figures">{view.link.number}</strong> · {view.subject}
          </p>
          <h1 tabIndex={-1} ref={heading}>
            {statusTitle(view.link)}
          </h1>
          <div className="band__lead">
            <p role={justWithdrawn ? "status" : undefined}>
              {justWithdrawn
                ? view.own.contact.email
                  ? "Nous vous envoyons la preuve datée par e-mail. "
                  : "Le retrait est enregistré. "
                : ""}
              {statusSentence(view, words, now)}
            </p>
            {view.canAnswer && newest ? (
              <a
                className={buttonClass({
                  look: "secondary",
                  icon: "fr-icon-arrow-down-line",
                  iconSide: "right",
                })}
                href={`#message-${newest.id}`}
              >
                Lire et répondre
              </a>
            ) : null}
          </div>
          <ProgressTrack marks={progressMarks(view)} />
        </div>
      </div>
      <div className="page">
        <div className="fr-container">
          <div className="fr-grid-row fr-grid-row--gutters">
            <div className="fr-col-12 fr-col-md-8">
              <h2 className="fr-h4">Vos échanges avec {words.the}</h2>
              {own.readsExchanges ? null : (
                <Notice>
                  Vous verrez les échanges quand {words.the} aura vérifié votre mandat.
                  {own.mandateState === "PROVIDED" ? " Il est reçu : il attend d’être vérifié." : ""}
                  {own.mandateState === "REFUSED" ? " Celui que vous avez envoyé n’a pas été accepté." : ""}
                </Notice>
              )}
              <Thread view={view} words={words} lastVisit={lastVisit} now={now} />
              {news ? (
                <Notice
                  actions={
                    <Button
                      look="secondary"
                      size="sm"
                      onClick={() => {
                        showNews();
                        setFocusOn(`message-${news.id}`);
                      }}
                    >
                      Voir
                    </Button>
                  }
                >
                  {news.authorName ?? words.The} vient de vous écrire.
                </Notice>
              ) : null}
              {view.canAnswer ? (
                <AnswerBox
                  number={view.link.number}
                  words={words}
                  mandate={!own.readsExchanges}
                  documentsLeft={own.documentsLeft}
                  onSent={(next) => {
                    replace(next);
                    setFocusOn(`message-${next.entries.at(-1)?.id}`);
                  }}
                  onExpired={onExpired}
                />
              ) : (
                <HowToWriteAgain view={view} />
              )}
            </div>
            <CaseSide
              view={view}
              words={words}
              onContact={() => setPage("contact")}
              onWithdraw={() => setPage("withdraw")}
            />
          </div>
        </div>
      </div>
    </>
  );
};
