import { type ReactNode, useState } from "react";
import type { LinkView } from "../../../../../shared/mediation/schema.ts";
import { codeFailure, failureWords } from "../../../../app/failure-words.ts";
import { SixDigitsForm } from "../../../../app/six-digits-form.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { PhoneLink } from "../../../../ui/phone-link.tsx";
import { useSecondsUntil } from "../../../../ui/use-seconds-until.ts";
import { AccessCodeForm } from "./access-code-form.tsx";
import { askCode, checkCode } from "./follow-up-api.ts";
import { LinkSummary } from "./link-summary.tsx";

interface CodeStepProps {
  link: LinkView;
  /** The page was open and closed by itself. */
  expired: boolean;
  onOpened: (link: LinkView) => void;
}

const AskFirst = ({
  email,
  busy,
  fault,
  onAsk,
}: {
  email: string;
  busy: boolean;
  fault: string;
  onAsk: () => void;
}) => (
  <>
    <p className="narrow">
      Pour protéger vos échanges, nous vous envoyons un code à <strong>{email}</strong>.
    </p>
    {fault ? (
      <p className="fr-message fr-message--error" role="alert">
        {fault}
      </p>
    ) : null}
    <Button onClick={onAsk} busy={busy ? "Envoi en cours…" : false}>
      Recevoir un code par e-mail
    </Button>
  </>
);

const NothingComes = ({ phone, onAccessCode }: { phone: string | undefined; onAccessCode: () => void }) => (
  <section className="section narrow">
    <h2 className="fr-h6">Vous ne recevez rien ?</h2>
    <ul>
      <li>Regardez dans les courriers indésirables.</li>
      <li>
        Vous avez un code d’accès papier ?{" "}
        <button type="button" className="fr-link" onClick={onAccessCode}>
          Utiliser mon code d’accès
        </button>
      </li>
      {phone ? (
        <li>
          Cette adresse n’est plus la vôtre ? Appelez le <PhoneLink phone={phone} />.
        </li>
      ) : null}
    </ul>
  </section>
);

const EnterCode = (props: {
  link: LinkView;
  sentTo: string;
  again: ReactNode;
  onOpened: CodeStepProps["onOpened"];
}) => {
  const { link, sentTo, again, onOpened } = props;
  return (
    <>
      <p className="narrow">
        Pour protéger vos échanges, nous avons envoyé un code à <strong>{sentTo}</strong>. Il est valable 10
        minutes.
      </p>
      <SixDigitsForm
        check={checkCode}
        onOpened={onOpened}
        faultOf={(error) => codeFailure(error, link.organisation.phone)}
        action="Ouvrir mon dossier"
        working="Ouverture…"
      >
        {again}
      </SixDigitsForm>
    </>
  );
};

/** Left the code, right what the link alone may show. */
export const CodeStep = ({ link, expired, onOpened }: CodeStepProps) => {
  const [sent, setSent] = useState<{ to: string; againAt: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [byAccessCode, setByAccessCode] = useState(link.maskedEmail === null);
  const wait = useSecondsUntil(sent?.againAt ?? 0);
  const ask = () => {
    if (busy) return;
    setBusy(true);
    setFault("");
    askCode()
      .then(
        ({ sentTo, retryAfterSeconds }) =>
          setSent({ to: sentTo, againAt: Date.now() + retryAfterSeconds * 1000 }),
        (error: unknown) => setFault(failureWords(error)),
      )
      .finally(() => setBusy(false));
  };
  const again =
    wait > 0 ? (
      <p className="mention">Nouveau code possible dans {wait} secondes</p>
    ) : (
      <button type="button" className="fr-link" onClick={ask}>
        Envoyer un nouveau code
      </button>
    );
  return (
    <div className="fr-grid-row fr-grid-row--gutters">
      <div className="fr-col-12 fr-col-md-7">
        <h1>Suivre votre dossier</h1>
        {expired ? (
          <div className="narrow fr-mb-3w">
            <Notice>
              Votre page s’est fermée pour protéger vos échanges. Votre réponse en cours est gardée sur cet
              appareil.
            </Notice>
          </div>
        ) : null}
        {byAccessCode ? (
          <AccessCodeForm number={link.number} phone={link.organisation.phone} onOpened={onOpened} />
        ) : sent ? (
          <EnterCode key={sent.againAt} link={link} sentTo={sent.to} again={again} onOpened={onOpened} />
        ) : (
          <AskFirst email={link.maskedEmail ?? ""} busy={busy} fault={fault} onAsk={ask} />
        )}
        {byAccessCode ? null : (
          <NothingComes phone={link.organisation.phone} onAccessCode={() => setByAccessCode(true)} />
        )}
      </div>
      <aside className="fr-col-12 fr-col-md-4 fr-col-offset-md-1 side" aria-label="Votre dossier">
        <LinkSummary link={link} />
      </aside>
    </div>
  );
};
