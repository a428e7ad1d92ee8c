import { useId, useRef } from "react";
import { type Side, sides as sideLabels } from "../../../../shared/mediation/enums.ts";
import { templateVariables } from "../../../../shared/mediation/template-variables.ts";
import {
  type CreateTemplate,
  templateCategories,
  templateLimits,
} from "../../../../shared/mediation/templates.ts";
import { Menu } from "../../../ui/agent/menu.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { Faults } from "../../access/organisation/use-section.ts";

export type TemplateDraft = CreateTemplate;

/** A text with a word put where the cursor is; the cursor goes after it. */
const inserted = (field: HTMLInputElement | HTMLTextAreaElement | null, text: string, word: string) => {
  const from = field?.selectionStart ?? text.length;
  const to = field?.selectionEnd ?? from;
  requestAnimationFrame(() => {
    field?.focus();
    field?.setSelectionRange(from + word.length, from + word.length);
  });
  return text.slice(0, from) + word + text.slice(to);
};

/** The fields of a template, with its variables to choose from. */
export function TemplateFields({
  draft,
  faults,
  mayShare,
  set,
}: {
  draft: TemplateDraft;
  faults: Faults;
  mayShare: boolean;
  set: (part: Partial<TemplateDraft>) => void;
}) {
  const id = useId();
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  return (
    <>
      {mayShare && (
        <RadioButtons
          legend="Qui peut l’utiliser ?"
          name={`${id}-shared`}
          options={[
            { value: "shared", label: "Toute la médiation" },
            { value: "own", label: "Moi seulement" },
          ]}
          value={draft.shared ? "shared" : "own"}
          onChange={(choice) => set({ shared: choice === "shared" })}
        />
      )}
      <Input
        label="Titre"
        hint="Ce que l’on cherche dans la liste. Le destinataire ne le voit pas."
        maxLength={templateLimits.title}
        value={draft.title}
        error={faults.title}
        onChange={(title) => set({ title })}
      />
      <Input
        label="Catégorie"
        list={`${id}-categories`}
        maxLength={templateLimits.category}
        autoComplete="off"
        value={draft.category}
        error={faults.category}
        onChange={(category) => set({ category })}
      />
      <datalist id={`${id}-categories`}>
        {templateCategories.map((category) => (
          <option key={category} value={category} />
        ))}
      </datalist>
      <fieldset className="fr-fieldset" aria-labelledby={`${id}-sides`}>
        <legend className="fr-fieldset__legend fr-fieldset__legend--regular" id={`${id}-sides`}>
          À qui peut-on l’envoyer&nbsp;?
          <span className="fr-hint-text">Rien de coché&nbsp;: à tous.</span>
        </legend>
        {(Object.keys(sideLabels) as Side[]).map((side) => (
          <div key={side} className="fr-fieldset__element fr-fieldset__element--inline">
            <Checkbox
              id={`${id}-${side}`}
              label={sideLabels[side]}
              checked={draft.sides.includes(side)}
              onChange={(on) =>
                set({ sides: on ? [...draft.sides, side] : draft.sides.filter((one) => one !== side) })
              }
            />
          </div>
        ))}
      </fieldset>
      <div>
        <Input
          ref={subject}
          label="Objet"
          hint="Le numéro du dossier s’ajoute de lui-même."
          maxLength={templateLimits.subject}
          value={draft.subject}
          error={faults.subject}
          onChange={(typed) => set({ subject: typed })}
        />
        <VariableMenu
          where="l’objet"
          onChoose={(word) => set({ subject: inserted(subject.current, draft.subject, word) })}
        />
      </div>
      <div>
        <TextArea
          ref={body}
          id={`${id}-body`}
          label="Texte"
          rows={9}
          limit={{ min: 1, max: templateLimits.body }}
          value={draft.body}
          error={faults.body}
          onChange={(typed) => set({ body: typed })}
        />
        <VariableMenu
          where="le texte"
          onChoose={(word) => set({ body: inserted(body.current, draft.body, word) })}
        />
      </div>
    </>
  );
}

/** Every variable by its French name; choosing one writes it where the cursor was. */
function VariableMenu({ where, onChoose }: { where: string; onChoose: (word: string) => void }) {
  return (
    <Menu
      className="variable-menu"
      button={
        <>
          Ajouter une variable<span className="fr-sr-only"> dans {where}</span>
        </>
      }
    >
      <ul>
        {Object.entries(templateVariables).map(([name, { label, example }]) => (
          <li key={name}>
            <button type="button" onClick={() => onChoose(`{{${name}}}`)}>
              <span className="grow">
                {label}
                <span className="mention small second-line">{example.split("\n")[0]}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Menu>
  );
}
