import { type ComponentType, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { variableToFill } from "../../../../shared/mail/written-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";

export interface TextProps {
  /** As `writeWords` gives it; later changes come from the person only. */
  initial: string;
  onChange: (words: string) => void;
  label: string;
  invalid: boolean;
  describedBy: string | undefined;
  /** Takes the focus as soon as it is there. */
  focused?: boolean;
}

export interface TextHandle {
  focus: () => void;
  /** Puts words where the cursor stands. */
  insert: (words: string) => void;
  /** Brings the person to the first variable still to fill; false when there is none. */
  focusFirstToFill: () => boolean;
}

type Editing = ComponentType<TextProps & { ref: Ref<TextHandle> }>;
let loaded: Editing | undefined;

/**
 * The text of a message. The editor comes with the first composer opened; when it cannot be fetched, the same words are
 * written in a plain field, with their signs.
 */
export function MessageText({ ref, ...text }: TextProps & { ref: Ref<TextHandle> }) {
  const [Editor, setEditor] = useState<Editing | undefined>(() => loaded ?? undefined);
  useEffect(() => {
    let shown = true;
    import("./rich-text.tsx").then(
      ({ RichText }) => {
        loaded = RichText;
        if (shown) setEditor(() => RichText);
      },
      () => shown && setEditor(() => PlainText),
    );
    return () => {
      shown = false;
    };
  }, []);
  if (!Editor) return <Skeleton says="Ouverture de la zone de texte…" rows={2} />;
  return <Editor {...text} ref={ref} />;
}

function PlainText({
  initial,
  onChange,
  label,
  invalid,
  describedBy,
  focused,
  ref,
}: TextProps & { ref: Ref<TextHandle> }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  const [words, setWords] = useState(initial);
  const change = (next: string) => {
    setWords(next);
    onChange(next);
  };
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    insert: (added) => {
      const at = field.current?.selectionStart ?? words.length;
      change(words === "" ? added : `${words.slice(0, at)}${added}${words.slice(at)}`);
      field.current?.focus();
    },
    focusFirstToFill: () => {
      const found = variableToFill.exec(words);
      if (!found) return false;
      field.current?.focus();
      field.current?.setSelectionRange(found.index, found.index + found[0].length);
      return true;
    },
  }));
  return (
    <textarea
      ref={field}
      className="composer__text"
      rows={6}
      aria-label={label}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      value={words}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
