import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { colleaguesQuery } from "./day-queries.ts";
import { colleaguesFor, mentionAt, withMention } from "./mentions.ts";
import "../../../../ui/combobox.css";

/**
 * A note's text, where `@` offers the colleagues who may read the case: arrows choose, Entrée or Tab takes, Échap closes,
 * and any text may stay. The field keeps the focus; what is offered is announced.
 */
export function MentionText({
  caseId,
  field,
  value,
  onChange,
  id,
  faultId,
  look = "composer__text",
}: {
  caseId: string;
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (text: string) => void;
  id: string;
  /** Of the words that say what is wrong, when something is. */
  faultId?: string | undefined;
  look?: "composer__text" | "fr-input";
}) {
  const list = useId();
  const people = useQuery(colleaguesQuery(caseId)).data?.colleagues ?? [];
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const typed = caret === undefined ? undefined : mentionAt(value, caret);
  const offered = typed
    ? colleaguesFor(
        typed.letters,
        people.filter(({ reads }) => reads),
      ).slice(0, 8)
    : [];
  const shown = offered.length > 0;
  const current = offered[active] ?? offered[0];
  const close = () => setCaret(undefined);
  const pick = (name: string) => {
    const element = field.current;
    if (!typed || caret === undefined || !element) return;
    const next = withMention(value, caret, typed, name);
    onChange(next.text);
    close();
    // Once the field holds the name.
    requestAnimationFrame(() => element.setSelectionRange(next.caret, next.caret));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!shown || event.ctrlKey || event.metaKey) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      setActive((active + move + offered.length) % offered.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && current) {
      event.preventDefault();
      pick(current.name);
    } else if (event.key === "Escape") {
      // The note itself stays open.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  return (
    <div className="combobox">
      <textarea
        ref={field}
        id={id}
        className={look}
        rows={5}
        value={value}
        aria-autocomplete="list"
        aria-controls={list}
        aria-activedescendant={shown && current ? `${list}-${current.id}` : undefined}
        aria-invalid={faultId !== undefined}
        aria-describedby={faultId}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onClick={close}
        onBlur={close}
      />
      <div id={list} role="listbox" aria-label="Collègues à citer" className="combobox__list" hidden={!shown}>
        {offered.map((one) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus.
          <div
            key={one.id}
            id={`${list}-${one.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={one === current}
            className="combobox__option"
            // The field keeps the focus, and its leaving does not close the list under the pointer.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(one.name)}
          >
            {one.name}
          </div>
        ))}
      </div>
      <span className="fr-sr-only" aria-live="polite">
        {shown &&
          `${offered.length}\u00a0${offered.length > 1 ? "collègues" : "collègue"}. Flèches haut et bas pour choisir, Entrée pour citer ${current?.name ?? ""}.`}
      </span>
    </div>
  );
}
