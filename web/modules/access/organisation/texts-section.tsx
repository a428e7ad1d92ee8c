import type { OrganisationView } from "../../../../shared/access/organisation.ts";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { linesOf, type TextsDraft, textsSection } from "./organisation-input.ts";
import { type SectionForm, SettingsSection } from "./settings-section.tsx";

const inLines = (text: string) => text && <span className="settings-lines">{text}</span>;
const titles = [
  { value: "médiatrice", label: "Médiatrice" },
  { value: "médiateur", label: "Médiateur" },
  { value: "service de médiation", label: "Service de médiation" },
] as const;

/** What the public page of the mediation says, written by its managers. */
export function TextsSection({ view, may }: { view: OrganisationView; may: boolean }) {
  return (
    <SettingsSection
      title="Textes de la médiation"
      note={
        <>
          Ils font la page publique de votre médiation.{" "}
          <a href={`/mediation/${view.slug}`} target="_blank" rel="noreferrer">
            Voir la page publique<span className="fr-sr-only"> (nouvel onglet)</span>
          </a>
        </>
      }
      view={view}
      spec={textsSection}
      may={may}
      values={[
        {
          key: "title",
          label: "Titre",
          words: ({ title }) => titles.find(({ value }) => value === title)?.label,
        },
        { key: "intro", label: "Présentation", words: ({ intro }) => intro },
        { key: "accepts", label: "Vous pouvez saisir", words: ({ accepts }) => inLines(accepts) },
        {
          key: "refers",
          label: "Ailleurs",
          words: ({ refers }) =>
            inLines(
              refers.map(({ text, who, link }) => `${text}\u00a0: ${who}${link && ` (${link})`}`).join("\n"),
            ),
        },
        { key: "answerDelay", label: "Délai annoncé", words: ({ answerDelay }) => answerDelay },
        { key: "legalTitle", label: "Titre juridique", words: ({ legalTitle }) => legalTitle },
        { key: "legalText", label: "Paragraphe juridique", words: ({ legalText }) => inLines(legalText) },
        { key: "legalSource", label: "Source", words: ({ legalSource }) => legalSource },
        { key: "privacy", label: "Données", words: ({ privacy }) => inLines(privacy) },
        {
          key: "closedUntil",
          label: "Formulaire",
          words: ({ closedUntil }) => (closedUntil ? `Fermé jusqu’au ${shortDay(closedUntil)}` : "Ouvert"),
        },
        {
          key: "closedMessage",
          label: "Motif de fermeture",
          words: ({ closedMessage, closedUntil }) => (closedUntil ? closedMessage : null),
        },
        {
          key: "dueDays",
          label: "Échéance",
          words: ({ dueDays }) => (dueDays ? `${dueDays}\u00a0jours après la prise en charge` : "Aucune"),
        },
      ]}
      form={(form) => <TextFields {...form} />}
    />
  );
}

function TextFields({ draft, faults, id, set }: SectionForm<TextsDraft>) {
  return (
    <>
      <RadioButtons
        legend="Titre"
        name={`${id}-title`}
        options={titles}
        value={draft.title}
        error={faults.title}
        onChange={(title) => set({ title })}
      />
      <TextArea
        id={`${id}-intro`}
        label="Présentation"
        hint="Une ou deux phrases, en haut de la page."
        rows={3}
        limit={{ min: 20, max: 1000 }}
        value={draft.intro}
        error={faults.intro}
        onChange={(intro) => set({ intro })}
      />
      <TextArea
        id={`${id}-accepts`}
        label="Vous pouvez saisir la médiation si…"
        hint="Un exemple par ligne, cinq au plus."
        rows={3}
        value={draft.accepts}
        error={faults.accepts ?? firstOf(faults, "accepts.", linesOf(draft.accepts))}
        onChange={(accepts) => set({ accepts })}
      />
      <Refers draft={draft} faults={faults} id={id} set={set} />
      <Input
        label="Délai de réponse annoncé"
        hint="Facultatif. Par exemple : en général sous 10 jours"
        value={draft.answerDelay}
        error={faults.answerDelay}
        onChange={(answerDelay) => set({ answerDelay })}
      />
      <Input
        label="Titre du paragraphe juridique"
        hint="Facultatif. Par exemple : Et le tribunal ?"
        value={draft.legalTitle}
        error={faults["legalParagraph.title"]}
        onChange={(legalTitle) => set({ legalTitle })}
      />
      <TextArea
        id={`${id}-legal`}
        label="Paragraphe juridique"
        hint="Facultatif"
        rows={3}
        value={draft.legalText}
        error={faults["legalParagraph.text"]}
        onChange={(legalText) => set({ legalText })}
      />
      <Input
        label="Source du paragraphe juridique"
        hint="Facultatif. Les articles cités."
        value={draft.legalSource}
        error={faults["legalParagraph.source"]}
        onChange={(legalSource) => set({ legalSource })}
      />
      <TextArea
        id={`${id}-privacy`}
        label="Données personnelles"
        hint="À quoi servent les données, qui les lit, combien de temps elles sont gardées."
        rows={3}
        limit={{ min: 20, max: 3000 }}
        value={draft.privacy}
        error={faults.privacy}
        onChange={(privacy) => set({ privacy })}
      />
      <Input
        label="Fermer le formulaire jusqu’au"
        hint="Facultatif. Laissez vide pour qu’il reste ouvert."
        type="date"
        width="medium"
        value={draft.closedUntil}
        error={faults["formClosed.until"]}
        onChange={(closedUntil) => set({ closedUntil })}
      />
      <Input
        label="Pourquoi le formulaire est fermé"
        hint="Affiché au public avec un autre moyen de vous écrire."
        value={draft.closedMessage}
        error={faults["formClosed.message"]}
        onChange={(closedMessage) => set({ closedMessage })}
      />
      <Input
        label="Échéance d’un dossier, en jours"
        hint="Facultatif. Comptée depuis la prise en charge."
        inputMode="numeric"
        width="medium"
        value={draft.dueDays}
        error={faults.dueDays}
        onChange={(dueDays) => set({ dueDays })}
      />
    </>
  );
}

/** The first fault of a list, with the item it is about. */
const firstOf = (faults: SectionForm<TextsDraft>["faults"], prefix: string, items: readonly string[]) => {
  const found = Object.entries(faults).find(([path]) => path.startsWith(prefix));
  if (!found) return undefined;
  const item = items[Number(found[0].slice(prefix.length))];
  return item === undefined ? found[1] : `«\u00a0${item}\u00a0»\u00a0: ${found[1]}`;
};

/** What the mediation does not do, and who does; each with the link that leads there. */
function Refers({ draft, faults, id, set }: SectionForm<TextsDraft>) {
  const change = (at: number, part: Partial<TextsDraft["refers"][number]>) =>
    set({ refers: draft.refers.map((refer, index) => (index === at ? { ...refer, ...part } : refer)) });
  return (
    <fieldset className="settings-refers">
      <legend>Ce que la médiation ne traite pas</legend>
      {faults.refers && <p className="fr-message fr-message--error">{faults.refers}</p>}
      <ul>
        {draft.refers.map((refer, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
          <li key={at} className="settings-refers__line">
            <Input
              label="Sujet"
              value={refer.text}
              error={faults[`refers.${at}.text`]}
              onChange={(text) => change(at, { text })}
            />
            <Input
              label="À qui s’adresser"
              value={refer.who}
              error={faults[`refers.${at}.who`]}
              onChange={(who) => change(at, { who })}
            />
            <Input
              label="Lien"
              hint="Facultatif, commence par https://"
              type="url"
              value={refer.link}
              error={faults[`refers.${at}.link`]}
              onChange={(link) => change(at, { link })}
            />
            <button
              type="button"
              className="text-button small"
              onClick={() => {
                set({ refers: draft.refers.filter((_, index) => index !== at) });
                document.getElementById(`${id}-add-refer`)?.focus();
              }}
            >
              Retirer<span className="fr-sr-only"> « {refer.text} »</span>
            </button>
          </li>
        ))}
      </ul>
      {draft.refers.length < 8 && (
        <Button
          id={`${id}-add-refer`}
          size="sm"
          look="tertiary"
          icon="fr-icon-add-line"
          onClick={() => set({ refers: [...draft.refers, { text: "", who: "", link: "" }] })}
        >
          Ajouter un renvoi
        </Button>
      )}
    </fieldset>
  );
}
