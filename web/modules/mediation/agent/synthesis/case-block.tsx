import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { BlockName } from "../../../../../shared/mediation/case-blocks.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { saysSame } from "../../../../../shared/platform/stable-json.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { LeaveGuard } from "../../../../ui/agent/leave-guard.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { dayOf } from "../../../../ui/agent/relative-dates.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { type Conflict, useSection } from "../../../access/organisation/use-section.ts";
import { caseQuery, keepCase } from "../case-queries.ts";
import { type BlockDrafts, changesOf, drafts } from "./block-drafts.ts";
import { usePending } from "./pending-edits.tsx";
import { saveBlock } from "./synthesis-queries.ts";

/** One value of a block: its label and how it reads, from the case or from what is being typed. */
export interface BlockLine<Draft> {
  key: keyof Draft & string;
  label: string;
  words: (draft: Draft) => ReactNode;
}

/** What the form of a block receives. */
export interface BlockForm<Name extends BlockName> {
  draft: BlockDrafts[Name];
  faults: Readonly<Record<string, string>>;
  /** Before each field's own name: `${id}-phone`. */
  id: string;
  set: (part: Partial<BlockDrafts[Name]>) => void;
}

/** A block of « Synthèse »: read, then changed in place and saved alone (agent screens, §4). */
export function CaseBlock<Name extends BlockName>({
  name,
  title,
  found,
  may,
  lines,
  form,
  asksReason,
  warning,
  children,
}: {
  name: Name;
  title: string;
  found: CaseView;
  may: boolean;
  lines: readonly BlockLine<BlockDrafts[Name]>[];
  form: (form: BlockForm<Name>) => ReactNode;
  /** Whether what is typed corrects something that must be explained. */
  asksReason?: (draft: BlockDrafts[Name]) => boolean;
  /** What saving takes away. */
  warning?: (draft: BlockDrafts[Name]) => ReactNode;
  /** Under the values. */
  children?: ReactNode;
}) {
  const today = dayOf(new Date(), found.timeZone);
  const section = useSection(found, {
    pick: drafts[name],
    check: (draft: BlockDrafts[Name], view: CaseView) => {
      const read = changesOf(name, draft, view, today);
      return read.ok
        ? { ok: true, input: { version: view.version, changes: read.changes, reason: read.reason } }
        : read;
    },
    save: (view, input) => saveBlock(view.id, name, input),
    reread: (client, view) => client.fetchQuery({ ...caseQuery(view.id), staleTime: 0 }),
    keep: keepCase,
    saved: `${title}\u00a0: enregistré.`,
  });
  const pending = usePending();
  const { editing, changed } = section;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const wasEditing = useRef(false);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    if (wasEditing.current !== editing) {
      // The button that had the focus is gone: the block's own title takes it.
      heading.current?.focus({ preventScroll: true });
      pending.setEditing(editing ? name : undefined);
    }
    wasEditing.current = editing;
  }, [editing, name, pending.setEditing]);
  useEffect(() => {
    if (!editing) return;
    pending.hold(() => {
      if (!changed) return undefined;
      const from = section.base ?? found;
      const read = changesOf(name, section.draft, from, today);
      return read.ok
        ? { title, ok: true, version: from.version, edits: { [name]: read.changes }, reason: read.reason }
        : { title, ...read };
    });
    return () => pending.hold(undefined);
  }, [editing, changed, section.draft, section.base, found, name, title, today, pending.hold]);
  useEffect(() => {
    if (section.conflict || section.failure) summary.current?.focus();
  }, [section.conflict, section.failure]);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!section.submit()) requestAnimationFrame(() => summary.current?.focus());
  };
  const cancel = () => {
    if (changed && !leaving) setLeaving(true);
    else {
      setLeaving(false);
      section.cancel();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  };
  const wrong = Object.entries(section.faults);
  const shown = drafts[name](found);
  const offered = may && !editing && pending.editing === undefined;
  return (
    <section
      className={`box case-block ${editing ? "case-block--editing" : ""}`}
      aria-labelledby={`${id}-title`}
    >
      <header className="case-block__head">
        <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {offered && (
          <button type="button" className="text-button small" onClick={section.edit}>
            Modifier<span className="fr-sr-only">&nbsp;: {title}</span>
          </button>
        )}
      </header>
      {editing ? (
        <form className="dialog-form case-block__form" onSubmit={submit} onKeyDown={onKeyDown} noValidate>
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
                  <li key={path}>
                    <a href={`#${id}-${path}`}>{message}</a>
                  </li>
                ))}
              </ul>
            </Alert>
          )}
          {section.conflict && (
            <ConflictPanel
              ref={summary}
              id={id}
              conflict={section.conflict}
              lines={lines}
              draft={section.draft}
              set={section.set}
            />
          )}
          {form({ draft: section.draft, faults: section.faults, id, set: section.set })}
          {(found.status === "CLOSED" || asksReason?.(section.draft)) && (
            <TextArea
              id={`${id}-reason`}
              label="Pourquoi cette correction ?"
              hint={
                found.status === "CLOSED"
                  ? "Ce dossier est clos. Le motif reste à l’historique."
                  : "Le motif reste à l’historique. La date corrigée est envoyée au requérant."
              }
              rows={3}
              value={section.draft.reason}
              error={section.faults.reason}
              onChange={(reason) => section.set({ reason } as Partial<BlockDrafts[Name]>)}
            />
          )}
          <div role="status">
            {warning?.(section.draft) && (
              <p className="banner banner--warning">
                <Icon name="fr-icon-alert-fill" tone="warning" />
                <span>{warning(section.draft)}</span>
              </p>
            )}
          </div>
          {leaving ? (
            <div className="modal__leaving" role="alert">
              <p>Abandonner votre saisie&nbsp;? Ce que vous avez changé ici sera perdu.</p>
              <Button size="sm" look="secondary" onClick={cancel}>
                Abandonner ma saisie
              </Button>
              <Button size="sm" onClick={() => setLeaving(false)}>
                Continuer
              </Button>
            </div>
          ) : (
            <div className="case-block__bar">
              <Button type="submit" size="sm" busy={section.saving && "Enregistrement…"}>
                {savingWords(section.conflict, section.draft)}
              </Button>
              <Button look="secondary" size="sm" onClick={cancel}>
                {section.conflict ? "Abandonner ma saisie" : "Annuler"}
              </Button>
              <span className="key-hints" aria-hidden="true">
                <kbd>Ctrl</kbd> <kbd>↵</kbd> enregistrer
              </span>
            </div>
          )}
          {changed && <LeaveGuard />}
        </form>
      ) : (
        <dl className="facts case-block__facts">
          {lines.map(({ key, label, words }) => {
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
      {!editing && children}
    </section>
  );
}

/** The button says whose value stays. */
function savingWords<Draft extends object>(conflict: Conflict<Draft> | undefined, draft: Draft): string {
  if (!conflict) return "Enregistrer";
  const [only, ...more] = conflict.asked;
  if (only === undefined || more.length > 0) return "Enregistrer mes choix";
  return saysSame(draft[only], conflict.theirs[only])
    ? "Enregistrer avec sa valeur"
    : "Enregistrer avec ma valeur";
}

/** « Rien n’est perdu »: only the fields both changed, mine preselected; what the other changed alone is taken and listed. */
function ConflictPanel<Draft extends object>({
  ref,
  id,
  conflict,
  lines,
  draft,
  set,
}: {
  ref: Ref<HTMLDivElement>;
  id: string;
  conflict: Conflict<Draft>;
  lines: readonly BlockLine<Draft>[];
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}) {
  const mine = useRef(draft).current;
  const { by = "Quelqu’un", at } = conflict.facts;
  const asked = lines.filter(({ key }) => conflict.asked.includes(key));
  const taken = lines.filter(({ key }) => conflict.taken.includes(key));
  return (
    <div ref={ref} tabIndex={-1} className="banner banner--warning case-conflict">
      <Icon name="fr-icon-alert-fill" tone="warning" />
      <div className="grow">
        <p>
          <strong>Rien n’est perdu&nbsp;: {by} a modifié ce bloc pendant votre saisie</strong>{" "}
          {at && (
            <span className="mention">
              (<Moment at={at} />)
            </span>
          )}
          .
        </p>
        <p>
          {asked.length === 1 ? "Un champ diffère." : `${asked.length}\u00a0champs diffèrent.`} Choisissez la
          valeur à garder, puis enregistrez.
        </p>
        {asked.map(({ key, label, words }) => (
          <fieldset key={key} className="case-conflict__field">
            <legend>{label}</legend>
            <div className="case-conflict__cards">
              {(
                [
                  ["mine", mine, "Votre valeur, pas encore enregistrée"],
                  ["theirs", conflict.theirs, `Valeur de ${by}, enregistrée`],
                ] as const
              ).map(([side, from, legend]) => (
                <label key={side} className="case-conflict__card" htmlFor={`${id}-conflict-${key}-${side}`}>
                  <input
                    type="radio"
                    id={`${id}-conflict-${key}-${side}`}
                    name={`${id}-conflict-${key}`}
                    checked={saysSame(draft[key], from[key])}
                    onChange={() => set({ [key]: from[key] } as Partial<Draft>)}
                  />
                  <span>
                    <span className="small mention">{legend}</span>
                    <span className="case-conflict__value">{words(from) || "Vide"}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        {taken.length > 0 && (
          <p className="small mention">
            <Icon name="fr-icon-check-line" size="xs" tone="success" />{" "}
            {taken.length === 1 ? "Autre changement repris" : "Autres changements repris"} sans conflit&nbsp;:{" "}
            {taken.map(({ label }) => `«\u00a0${label}\u00a0»`).join(", ")}.
          </p>
        )}
      </div>
    </div>
  );
}
