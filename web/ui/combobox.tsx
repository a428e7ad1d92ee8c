import {
  type InputHTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { classes } from "./classes.ts";

export interface Suggestion {
  /** Tells it from the others. */
  key: string;
  label: string;
}

interface ComboboxProps<Item extends Suggestion>
  extends Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "onChange" | "value"> {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  width?: "full" | "medium";
  value: string;
  onChange: (value: string) => void;
  /** What to offer for a text; an empty list is no list. Never rejects for long: a failure offers nothing. */
  suggest: (typed: string, signal: AbortSignal) => Promise<readonly Item[]>;
  onPick: (item: Item) => void;
}

/** Between the last key and the question, in milliseconds. */
const pause = 200;

/** Asks for suggestions once the person stops typing; a newer text forgets the answer of an older one. */
const useSuggestions = <Item extends Suggestion>(suggest: ComboboxProps<Item>["suggest"]) => {
  const [items, setItems] = useState<readonly Item[]>([]);
  const asking = useRef<{ timer?: ReturnType<typeof setTimeout>; abort?: AbortController }>({});
  const latest = useRef(suggest);
  latest.current = suggest;
  const stop = useCallback(() => {
    clearTimeout(asking.current.timer);
    asking.current.abort?.abort();
  }, []);
  useEffect(() => stop, [stop]);
  return {
    items,
    close: () => {
      stop();
      setItems([]);
    },
    ask: (typed: string) => {
      stop();
      const abort = new AbortController();
      const timer = setTimeout(() => {
        latest.current(typed, abort.signal).then(
          (found) => abort.signal.aborted || setItems(found),
          // Help that does not come is no fault of the person's: the field stays a plain one.
          () => abort.signal.aborted || setItems([]),
        );
      }, pause);
      asking.current = { timer, abort };
    },
  };
};

const spoken = (count: number) =>
  count === 0
    ? ""
    : `${count}\u00a0proposition${count > 1 ? "s" : ""}. Flèches haut et bas pour choisir, Entrée pour prendre.`;

/**
 * A text field that offers completions (ARIA combobox with a list): arrows choose, Enter takes, Escape closes, and any
 * text may stay. Without answers it is a plain field.
 */
export const Combobox = <Item extends Suggestion>(props: ComboboxProps<Item>) => {
  const { id, label, hint, error, width = "full", value, onChange, suggest, onPick, onBlur, ...rest } = props;
  const list = useId();
  const { items, ask, close } = useSuggestions(suggest);
  const [active, setActive] = useState(-1);
  const shown = items.length > 0;
  const closeList = () => {
    close();
    setActive(-1);
  };
  const pick = (item: Item) => {
    closeList();
    onPick(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!shown) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      const from = active === -1 && move === -1 ? 0 : active;
      setActive((from + move + items.length) % items.length);
      return;
    }
    const item = items[active];
    if (event.key === "Enter" && item) {
      event.preventDefault();
      pick(item);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      closeList();
    }
  };
  return (
    <div className={classes("fr-input-group combobox", `field--${width}`, error && "fr-input-group--error")}>
      <label className="fr-label" htmlFor={id}>
        {label}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </label>
      <input
        type="text"
        {...rest}
        id={id}
        className={classes("fr-input", error && "fr-input--error")}
        role="combobox"
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${list}-${active}` : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-messages`}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          setActive(-1);
          ask(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          closeList();
          onBlur?.(event);
        }}
      />
      <div id={list} role="listbox" aria-label="Propositions" className="combobox__list" hidden={!shown}>
        {items.map((item, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus.
          <div
            key={item.key}
            id={`${list}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            className="combobox__option"
            // The field keeps the focus, and its leaving does not close the list under the pointer.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(item)}
          >
            {item.label}
          </div>
        ))}
      </div>
      <span className="fr-sr-only" aria-live="polite">
        {spoken(items.length)}
      </span>
      <div className="fr-messages-group" id={`${id}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : null}
      </div>
    </div>
  );
};
