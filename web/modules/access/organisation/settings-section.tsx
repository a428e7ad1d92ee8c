import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { saysSame } from "../../../../shared/platform/stable-json.ts";
import { LeaveGuard } from "../../../ui/agent/leave-guard.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { type Conflict, type Faults, type SectionSpec, useSection, type Versioned } from "./use-section.ts";

/** One value of a block: its label, and how a person reads it; null when it has nothing to say now. */
export interface SectionValue<Draft> {
  key: keyof Draft & string;
  label: string;
  words: (draft: Draft) => ReactNode;
}

/** What the form of a block receives. */
export interface SectionForm<Draft> {
  draft: Draft;
  faults: Faults;
  /** Before each field's own name: `${id}-phone`. */
  id: string;
  set: (part: Partial<Draft>) => void;
}

/** A block of settings: read, then changed in place and saved alone. */
export function SettingsSection<View extends Versioned, Draft extends object, Input>({
  title,
  note,
  view,
  spec,
  values,
  may,
  form,
  children,
}: {
  title: string;
  note?: ReactNode;
  view: View;
  spec: SectionSpec<View, Draft, Input>;
  values: readonly SectionValue<Draft>[];
  may: boolean;
  form: (form: SectionForm<Draft>) => ReactNode;
  /** Beside the values, whatever the form does. */
  children?: ReactNode;
}) {
  const section = useSection(view, spec);
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const { editing } = section;
  const wasEditing = useRef(false);
  useEffect(() => {
    // The button that had the focus is gone: the block's own title takes it.
    if (wasEditing.current !== editing) heading.current?.focus({ preventScroll: true });
    wasEditing.current = editing;
  }, [editing]);
  useEffect(() => {
    if (section.conflict || section.failure) summary.current?.focus();
  }, [section.conflict, section.failure]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!section.submit()) requestAnimationFrame(() => summary.current?.focus());
  };
  const shown = spec.pick(view);
  const wrong = Object.entries(section.faults);
  return (
    <section className="box settings-section" aria-labelledby={`${id}-title`}>
      <header className="settings-section__head">
        <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {may && !editing && (
          <button type="button" className="text-button" onClick={section.edit}>
            Modifier<span className="fr-sr-only">&nbsp;: {title}</span>
          </button>
        )}
      </header>
      {note && <p className="mention small">{note}</p>}
      {editing ? (
        <form className="dialog-form settings-form" onSubmit={submit} noValidate>
          {section.failure !== undefined && (
            <Alert ref={summary} severity="error" title={refusalWords(section.failure)} />
          )}
          {wrong.length > 0 && (
            <Alert
              ref={summary}
              severity="error"
              title={
                wrong.length === 1 ? "1\u00a0champ à corriger" : `${wrong.length}\u00a0champs à corriger`
              }
            >
              <ul>
                {wrong.map(([path, message]) => (
                  <li key={path}>{message}</li>
                ))}
              </ul>
            </Alert>
          )}
          {section.conflict && (
            <ConflictPanel
              ref={summary}
              id={id}
              conflict={section.conflict}
              values={values}
              draft={section.draft}
              set={section.set}
            />
          )}
          {form({ draft: section.draft, faults: section.faults, id, set: section.set })}
          <p className="row row--wrap">
            <Button type="submit" size="sm" busy={section.saving && "Enregistrement…"}>
              {section.conflict ? "Enregistrer mes choix" : "Enregistrer"}
            </Button>
            <Button look="secondary" size="sm" onClick={section.cancel}>
              Annuler
            </Button>
          </p>
          {section.changed && <LeaveGuard />}
        </form>
      ) : (
        <dl className="facts settings-facts">
          {values.map(({ key, label, words }) => {
            const said = words(shown);
            return said === null ? null : (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{said || <span className="mention">Non renseigné</span>}</dd>
              </div>
            );
          })}
        </dl>
      )}
      {children}
    </section>
  );
}

/** « Rien n’est perdu » : only the fields both changed, mine preselected; the form below holds what will be saved. */
function ConflictPanel<Draft extends object>({
  ref,
  id,
  conflict,
  values,
  draft,
  set,
}: {
  ref: React.Ref<HTMLDivElement>;
  id: string;
  conflict: Conflict<Draft>;
  values: readonly SectionValue<Draft>[];
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}) {
  const mine = useRef(draft).current;
  return (
    <div ref={ref} tabIndex={-1} className="banner banner--warning settings-conflict">
      <div className="grow">
        <p>
          <strong>Rien n’est perdu&nbsp;: quelqu’un a modifié ces réglages pendant votre saisie.</strong>{" "}
          Choisissez ce qui doit rester, puis enregistrez.
        </p>
        {values
          .filter(({ key }) => conflict.asked.includes(key))
          .map(({ key, label, words }) => (
            <RadioButtons
              key={key}
              name={`${id}-conflict-${key}`}
              legend={label}
              inline={false}
              value={saysSame(draft[key], conflict.theirs[key]) ? "theirs" : "mine"}
              options={[
                { value: "mine", label: "Votre valeur", hint: words(mine) || "Vide" },
                { value: "theirs", label: "La valeur enregistrée", hint: words(conflict.theirs) || "Vide" },
              ]}
              onChange={(choice) =>
                set({ [key]: (choice === "mine" ? mine : conflict.theirs)[key] } as Partial<Draft>)
              }
            />
          ))}
      </div>
    </div>
  );
}
