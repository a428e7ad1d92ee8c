import { type ReactNode, useEffect, useRef, useState } from "react";
import { zoneName } from "../../../../../shared/mediation/date-words.ts";
import { mediationName, mediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { PublicOrganisation, Receipt } from "../../../../../shared/mediation/schema.ts";
import { readDevice, writeDevice } from "../../../../app/device-storage.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { saveBlob } from "../../../../ui/agent/csv.ts";
import { Button } from "../../../../ui/button.tsx";
import { fullDate } from "../../../../ui/dates.ts";
import { Input } from "../../../../ui/input.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { PhoneLink } from "../../../../ui/phone-link.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import { receiptPdf } from "./request-door.ts";

const storageKey = (slug: string) => `guichet:recu:${slug}`;

/** Keeps a receipt for a reload of this tab, without its access code, which is shown once. */
export const keepReceipt = (receipt: Receipt) =>
  writeDevice(
    storageKey(receipt.organisation.slug),
    // Nor what would show the code again.
    JSON.stringify({
      ...receipt,
      accessCode: null,
      draftId: receipt.accessCode ? undefined : receipt.draftId,
    }),
    "sessionStorage",
  );

/** The receipt of this tab, or null; only `keepReceipt` writes it. */
export const keptReceipt = (slug: string): Receipt | null => {
  const text = readDevice(storageKey(slug), "sessionStorage");
  return text ? (JSON.parse(text) as Receipt) : null;
};

/** « K7MP 4QXD 9TRW »: twelve characters in groups of four. */
const grouped = (code: string) => code.match(/.{1,4}/g)?.join(" ") ?? code;

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const CopyLink = ({ link, onCopied }: { link: string; onCopied: () => void }) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  const field = useRef<HTMLInputElement>(null);
  const copy = () => {
    onCopied();
    navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      // Without the right to the clipboard, the selected text can be copied by hand.
      () => field.current?.select(),
    );
  };
  return (
    <>
      <Input
        ref={field}
        label="Votre lien de suivi"
        readOnly
        value={link}
        onFocus={(event) => event.target.select()}
      />
      <p className="fr-mt-2w">
        <Button look="secondary" size="sm" icon="fr-icon-clipboard-line" onClick={copy}>
          Copier le lien
        </Button>
      </p>
      <p className="mention" role="status">
        {copied ? "Lien copié" : ""}
      </p>
    </>
  );
};

const AccessCode = ({ code }: { code: string }) => (
  <div className="panel fr-mt-3w">
    <h2>Votre code d’accès</h2>
    <p className="access-code">{grouped(code)}</p>
    <p>
      <strong>Notez-le maintenant : il ne sera plus affiché.</strong> Il remplace{" "}
      <Unbroken>l’e-mail</Unbroken> pour suivre votre dossier. Ne le donnez à personne.
    </p>
  </div>
);

/** Asks once before the page that shows the only copy of the code is left. */
const useAskBeforeLeaving = (needed: boolean) => {
  useEffect(() => {
    if (!needed) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [needed]);
};

interface ReceiptViewProps {
  receipt: Receipt;
  organisation: PublicOrganisation | null;
}

/** The same words as a file, asked for at each click; what is kept on paper or on disk secures the access code. */
const DownloadPdf = ({ receipt, onKept }: { receipt: Receipt; onKept: () => void }) => {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  if (!receipt.draftId) return null;
  const { draftId, organisation, number } = receipt;
  const download = () => {
    if (busy) return;
    setBusy(true);
    setFault("");
    receiptPdf(organisation.slug, draftId)
      .then(
        (content) => {
          saveBlob(`recepisse-${number}.pdf`, content);
          onKept();
        },
        (error: unknown) => setFault(failureWords(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button icon="fr-icon-download-line" busy={busy ? "Préparation…" : false} onClick={download}>
        Télécharger en PDF
      </Button>
      {fault ? (
        <p className="fr-message fr-message--error" role="alert">
          {fault}
        </p>
      ) : null}
    </>
  );
};

const FollowUpPanels = (props: ReceiptViewProps & { onCopied: () => void }) => {
  const { receipt, organisation, onCopied } = props;
  return receipt.email ? (
    <>
      <Panel title="Suivre votre dossier">
        <p>Gardez ce lien pour lire les réponses et ajouter des documents. Ne le partagez pas.</p>
        <CopyLink link={`${location.origin}${receipt.followUpPath}`} onCopied={onCopied} />
        <p className="mention fr-mt-2w">
          Il est aussi dans <Unbroken>l’e-mail</Unbroken> que nous venons d’envoyer.
        </p>
      </Panel>
      <Panel
        lined
        title={
          <>
            Pas <Unbroken>d’e-mail</Unbroken> reçu ?
          </>
        }
      >
        <p className="mention">
          Regardez dans les courriers indésirables. Votre demande est enregistrée dans tous les cas.
        </p>
      </Panel>
    </>
  ) : (
    <>
      <Panel title="Suivre votre dossier">
        <p>Avec votre numéro de dossier et votre code d’accès, sur :</p>
        <p>
          <a href="/suivi">{location.host}/suivi</a>
        </p>
      </Panel>
      <Panel lined title="Code perdu ?">
        <p className="mention">
          {organisation?.phone ? (
            <>
              Appelez le <PhoneLink phone={organisation.phone} /> ou passez
            </>
          ) : (
            "Passez"
          )}{" "}
          nous voir avec votre numéro de dossier.
        </p>
      </Panel>
    </>
  );
};

/** The dated proof. What matters most is largest: the number. */
export const ReceiptView = ({ receipt, organisation }: ReceiptViewProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const [secured, setSecured] = useState(false);
  const words = mediatorWords(organisation?.title ?? "");
  const name = mediationName(receipt.organisation.name);
  useEffect(() => {
    document.title = `Votre demande est enregistrée – ${name}`;
    scrollTo({ top: 0 });
    heading.current?.focus();
  }, [name]);
  useEffect(() => {
    const onPrint = () => setSecured(true);
    addEventListener("afterprint", onPrint);
    return () => removeEventListener("afterprint", onPrint);
  }, []);
  useAskBeforeLeaving(receipt.accessCode !== null && !secured);
  const legal = organisation?.legalParagraph;
  return (
    <div className="fr-grid-row fr-grid-row--gutters">
      <div className="fr-col-12 fr-col-md-8 receipt-column">
        <div className="success-heading">
          <span className="fr-icon-checkbox-circle-fill" aria-hidden="true" />
          <div>
            <h1 tabIndex={-1} ref={heading}>
              Votre demande est enregistrée
            </h1>
            <p className="fr-mb-0 no-print">
              {receipt.email ? (
                <>
                  Nous venons d’envoyer ce récépissé à <strong>{receipt.email}</strong>.
                </>
              ) : (
                "Imprimez cette page ou notez le numéro et le code : ils vous serviront à suivre votre dossier."
              )}
            </p>
          </div>
        </div>
        <div className="receipt">
          <p className="mention">Numéro de votre dossier</p>
          <p className="receipt__number">{receipt.number}</p>
          <dl className="facts-table">
            <Line name="Reçue et enregistrée le">
              <time dateTime={receipt.receivedAt}>{fullDate(receipt.receivedAt, receipt.timeZone)}</time>{" "}
              <span className="mention">({zoneName(receipt.timeZone)})</span>
            </Line>
            <Line name="Auprès de">{name}</Line>
            <Line name="Envoyée par">formulaire internet</Line>
            {receipt.files.length > 0 ? (
              <Line name="Fichiers reçus">{receipt.files.map((file) => file.name).join(", ")}</Line>
            ) : null}
          </dl>
          {receipt.accessCode ? <AccessCode code={receipt.accessCode} /> : null}
          <div className="actions fr-mt-3w no-print">
            <DownloadPdf receipt={receipt} onKept={() => setSecured(true)} />
            <Button
              look={receipt.draftId ? "secondary" : "primary"}
              icon="fr-icon-printer-line"
              onClick={() => print()}
            >
              Imprimer
            </Button>
          </div>
        </div>
        <p className="print-only fr-mt-3w">
          Pour suivre votre dossier : {location.host}/suivi, avec votre numéro et{" "}
          {receipt.email ? "l’adresse e-mail donnée dans votre demande" : "votre code d’accès"}.
        </p>
        {organisation?.form.confirmation ? (
          <div className="section">
            {organisation.form.confirmation.split(/\n{2,}/).map((passage) => (
              <p key={passage}>{passage}</p>
            ))}
          </div>
        ) : null}
        <section className="section" aria-labelledby="next">
          <h2 id="next" className="fr-h4">
            Et maintenant ?
          </h2>
          <ol className="next-steps">
            <li>
              <p>
                <strong>{words.The} lit votre demande</strong> et vous écrit
                {organisation?.answerDelay ? `, ${organisation.answerDelay}` : ""}.
              </p>
            </li>
            <li>
              <p>
                <strong>{words.Pronoun} peut vous poser des questions.</strong>{" "}
                {receipt.email ? (
                  <>
                    Répondez à son <Unbroken>e-mail</Unbroken>, ou depuis votre page de suivi.
                  </>
                ) : (
                  `${words.Pronoun} vous appellera ou vous écrira.`
                )}
              </p>
            </li>
            <li>
              <p>
                <strong>{words.Pronoun} contacte le service concerné</strong> et vous donne sa conclusion par
                écrit.
              </p>
            </li>
          </ol>
        </section>
        {legal ? (
          <section className="section">
            <div className="aside-text">
              <h2>{legal.title}</h2>
              <p>{legal.text}</p>
              {legal.source ? <p className="mention">{legal.source}</p> : null}
            </div>
          </section>
        ) : null}
      </div>
      <aside className="fr-col-12 fr-col-md-4 side no-print" aria-label="Suivre votre dossier">
        <FollowUpPanels receipt={receipt} organisation={organisation} onCopied={() => setSecured(true)} />
      </aside>
    </div>
  );
};
