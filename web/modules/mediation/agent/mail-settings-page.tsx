import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  afterCloseChoices,
  intakeModes,
  type MailSettingsView,
  newMailNotices,
} from "../../../../shared/mail/mail-settings.ts";
import { mailSettingsLimits } from "../../../../shared/mail/settings.ts";
import { EmailAddress } from "../../../ui/agent/email-address.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { mayHere } from "../../access/organisation/rights.ts";
import { SettingsSection } from "../../access/organisation/settings-section.tsx";
import { BlockedSenders } from "./blocked-senders.tsx";
import { MailPreviewsSection } from "./mail-previews.tsx";
import { mailSection } from "./mail-settings-input.ts";
import { mailSettingsQuery } from "./settings-queries.ts";
import "../../../ui/agent/forms.css";
import "../../access/organisation/settings.css";
import "./mail-settings.css";

/** How mail works for the mediation: its address, its words, its delays; each block is saved alone. */
export function MailSettingsPage({ space }: { space: AgentSpace }) {
  useTitle("Réglages des courriels");
  const query = useQuery(mailSettingsQuery(space.organisation.id));
  const view = query.data;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Réglages des courriels</PageTitle>
        <p className="mention">
          Pour la médiation de {space.organisation.name}. Chaque changement est noté au journal.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement des réglages…" />}
      {query.isError && !view && (
        <LoadFailed what="les réglages" error={query.error} retry={() => void query.refetch()} />
      )}
      {view && (
        <div className="settings">
          <IntakeSection view={view} />
          <WordsSection view={view} space={space} />
          <SendingSection view={view} />
          <ClosedSection view={view} />
          <KeepingSection view={view} />
          <BlockedSenders space={space} />
          <MailPreviewsSection space={space} />
        </div>
      )}
    </div>
  );
}

const choices = <Code extends string>(words: Readonly<Record<Code, { label: string; does: string }>>) =>
  (Object.entries(words) as [Code, { label: string; does: string }][]).map(([value, { label, does }]) => ({
    value,
    label,
    hint: does,
  }));

const said = ({ label, does }: { label: string; does: string }) => (
  <>
    {label}
    <span className="mention small mail-settings__does">{does}</span>
  </>
);

const range = ([least, most]: readonly [number, number], unit: string) =>
  `De ${least} à ${most}\u00a0${unit}.`;

const intake = mailSection("mode", "acknowledge");

/** Where people write, and what becomes of their mails. */
function IntakeSection({ view }: { view: MailSettingsView }) {
  if (!view.intake) {
    return (
      <section className="box settings-section" aria-labelledby="intake">
        <header className="settings-section__head">
          <h2 id="intake">Adresse de contact</h2>
        </header>
        <p>La médiation n’a pas encore d’adresse. L’administration de la plateforme l’ouvre.</p>
      </section>
    );
  }
  return (
    <SettingsSection
      title="Adresse de contact"
      note="Les réponses aux messages d’un dossier arrivent toujours sur ce dossier, quel que soit ce réglage."
      view={view}
      spec={intake}
      may
      values={[
        { key: "mode", label: "Qui peut écrire", words: ({ mode }) => said(intakeModes[mode]) },
        {
          key: "acknowledge",
          label: "Récépissé",
          words: ({ acknowledge }) =>
            acknowledge ? "Envoyé pour chaque demande reçue par e-mail" : "Pas de récépissé par e-mail",
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <RadioButtons
            legend="Qui peut ouvrir un dossier par e-mail ?"
            name={`${id}-mode`}
            inline={false}
            options={choices(intakeModes)}
            value={draft.mode}
            error={faults["intake.mode"]}
            onChange={(mode) => set({ mode })}
          />
          <Checkbox
            id={`${id}-acknowledge`}
            label="Envoyer un récépissé daté"
            hint="Il donne le numéro du dossier et prouve la date de la demande. Une machine n’en reçoit jamais."
            checked={draft.acknowledge}
            onChange={(acknowledge) => set({ acknowledge })}
          />
        </>
      )}
    >
      <p className="mail-settings__address">
        <span className="mention small">Adresse</span>
        <span className="row row--wrap">
          <EmailAddress address={view.intake.address} />
          <CopyAddress address={view.intake.address} />
        </span>
      </p>
    </SettingsSection>
  );
}

function CopyAddress({ address }: { address: string }) {
  const { notify } = useNotices();
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => notify("Adresse copiée."),
      // Without the right to the clipboard, the address can be selected by hand.
      () => notify("La copie n’est pas permise ici\u00a0: sélectionnez l’adresse."),
    );
  return (
    <button type="button" className="text-button small" onClick={() => void copy()}>
      Copier<span className="fr-sr-only"> l’adresse</span>
    </button>
  );
}

const words = mailSection("signature", "acknowledgement");

/** What the organisation adds to what is written for it. */
function WordsSection({ view, space }: { view: MailSettingsView; space: AgentSpace }) {
  return (
    <SettingsSection
      title="Textes"
      note={
        <>
          Les e-mails sont signés «&nbsp;{view.senderName}&nbsp;».{" "}
          {mayHere(space, "organisation.change") ? (
            <Link to="/espace/$organisation/organisation" params={{ organisation: space.organisation.slug }}>
              Changer ce nom
            </Link>
          ) : (
            "Un administrateur de l’organisation peut changer ce nom."
          )}
        </>
      }
      view={view}
      spec={words}
      may
      values={[
        {
          key: "signature",
          label: "Signature",
          words: ({ signature }) => signature && <span className="settings-lines">{signature}</span>,
        },
        {
          key: "acknowledgement",
          label: "Texte du récépissé",
          words: ({ acknowledgement }) =>
            acknowledgement && <span className="settings-lines">{acknowledgement}</span>,
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <TextArea
            id={`${id}-signature`}
            label="Signature"
            hint="Facultatif. Sous chaque message, après le nom de l’agent."
            rows={3}
            limit={{ min: 0, max: 500 }}
            value={draft.signature}
            error={faults.signature}
            onChange={(signature) => set({ signature })}
          />
          <SignaturePreview space={space} signature={draft.signature} />
          <TextArea
            id={`${id}-acknowledgement`}
            label="Texte du récépissé"
            hint="Facultatif. Ajouté au récépissé d’une demande reçue par e-mail, après son numéro et sa date."
            rows={6}
            limit={{ min: 0, max: 2000 }}
            value={draft.acknowledgement}
            error={faults.acknowledgement}
            onChange={(acknowledgement) => set({ acknowledgement })}
          />
        </>
      )}
    />
  );
}

function SignaturePreview({ space, signature }: { space: AgentSpace; signature: string }) {
  return (
    <figure className="mail-settings__signature">
      <figcaption className="mention small">Sous vos messages</figcaption>
      <p>
        <strong>
          {space.me.firstName} {space.me.lastName}
        </strong>
      </p>
      {signature.trim() && <p className="settings-lines">{signature.trim()}</p>}
    </figure>
  );
}

const sending = mailSection("undoSeconds", "newMailNotice");

/** The time to think again, and how agents learn that somebody wrote. */
function SendingSection({ view }: { view: MailSettingsView }) {
  return (
    <SettingsSection
      title="Envoi et avis"
      view={view}
      spec={sending}
      may
      values={[
        {
          key: "undoSeconds",
          label: "Annuler un envoi",
          words: ({ undoSeconds }) =>
            undoSeconds === "0"
              ? "Les messages partent tout de suite"
              : `Pendant ${undoSeconds}\u00a0secondes`,
        },
        {
          key: "newMailNotice",
          label: "Nouveau message",
          words: ({ newMailNotice }) => said(newMailNotices[newMailNotice]),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            label="Secondes pour annuler un envoi"
            hint={`${range(mailSettingsLimits.undoSeconds, "secondes")} 0\u00a0: le message part tout de suite.`}
            inputMode="numeric"
            width="medium"
            value={draft.undoSeconds}
            error={faults.undoSeconds}
            onChange={(undoSeconds) => set({ undoSeconds })}
          />
          <RadioButtons
            legend="Quand prévenir l’intervenant d’un nouveau message ?"
            hint="Chacun peut aussi arrêter son résumé quotidien par le lien qu’il contient."
            name={`${id}-notice`}
            inline={false}
            options={choices(newMailNotices)}
            value={draft.newMailNotice}
            error={faults.newMailNotice}
            onChange={(newMailNotice) => set({ newMailNotice })}
          />
        </>
      )}
    />
  );
}

const closed = mailSection("closedReopenDays", "afterClose");

/** A closing date has legal weight: the usual setting never moves it by itself. */
function ClosedSection({ view }: { view: MailSettingsView }) {
  return (
    <SettingsSection
      title="Courriel sur un dossier clos"
      note="Par défaut, un dossier clos le reste : la date de fin de la médiation fait repartir les délais de recours. L’intervenant est prévenu et peut rouvrir le dossier."
      view={view}
      spec={closed}
      may
      values={[
        {
          key: "closedReopenDays",
          label: "Réouverture",
          words: ({ closedReopenDays }) =>
            closedReopenDays === "0"
              ? "Un courriel ne rouvre jamais un dossier"
              : `Un courriel rouvre le dossier pendant ${closedReopenDays}\u00a0jours`,
        },
        {
          key: "afterClose",
          label: "Ensuite",
          words: ({ afterClose }) => said(afterCloseChoices[afterClose]),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            label="Jours pendant lesquels un courriel rouvre le dossier"
            hint={`${range(mailSettingsLimits.closedReopenDays, "jours")} 0\u00a0: jamais.`}
            inputMode="numeric"
            width="medium"
            value={draft.closedReopenDays}
            error={faults.closedReopenDays}
            onChange={(closedReopenDays) => set({ closedReopenDays })}
          />
          <RadioButtons
            legend="Que devient un courriel reçu ensuite ?"
            name={`${id}-after`}
            inline={false}
            options={choices(afterCloseChoices)}
            value={draft.afterClose}
            error={faults.afterClose}
            onChange={(afterClose) => set({ afterClose })}
          />
        </>
      )}
    />
  );
}

const keeping = mailSection("rawRetentionDays", "quarantineDays");

function KeepingSection({ view }: { view: MailSettingsView }) {
  return (
    <SettingsSection
      title="Durées de conservation"
      view={view}
      spec={keeping}
      may
      values={[
        {
          key: "rawRetentionDays",
          label: "Originaux",
          words: ({ rawRetentionDays }) =>
            `Gardés ${rawRetentionDays}\u00a0jours\u00a0; le texte et les pièces jointes suivent le dossier`,
        },
        {
          key: "quarantineDays",
          label: "Quarantaine",
          words: ({ quarantineDays }) => `Effacée après ${quarantineDays}\u00a0jours sans décision`,
        },
      ]}
      form={({ draft, faults, set }) => (
        <>
          <Input
            label="Jours de garde des originaux"
            hint={range(mailSettingsLimits.rawRetentionDays, "jours")}
            inputMode="numeric"
            width="medium"
            value={draft.rawRetentionDays}
            error={faults.rawRetentionDays}
            onChange={(rawRetentionDays) => set({ rawRetentionDays })}
          />
          <Input
            label="Jours d’attente en quarantaine"
            hint={`${range(mailSettingsLimits.quarantineDays, "jours")} Les indésirables et les virus s’effacent plus tôt.`}
            inputMode="numeric"
            width="medium"
            value={draft.quarantineDays}
            error={faults.quarantineDays}
            onChange={(quarantineDays) => set({ quarantineDays })}
          />
        </>
      )}
    />
  );
}
