import type { Editor } from "@tiptap/core";
import { type FormEvent, useEffect, useId, useReducer, useRef, useState } from "react";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Button } from "../../../ui/button.tsx";

const looks = [
  {
    name: "bold",
    words: "Gras",
    icon: "fr-icon-bold",
    keys: "Control+B",
    set: (on: Editor) => on.chain().focus().toggleBold(),
  },
  {
    name: "italic",
    words: "Italique",
    icon: "fr-icon-italic",
    keys: "Control+I",
    set: (on: Editor) => on.chain().focus().toggleItalic(),
  },
  {
    name: "heading",
    words: "Titre",
    icon: "fr-icon-h-3",
    set: (on: Editor) => on.chain().focus().toggleHeading({ level: 3 }),
  },
  {
    name: "bulletList",
    words: "Liste à puces",
    icon: "fr-icon-list-unordered",
    set: (on: Editor) => on.chain().focus().toggleBulletList(),
  },
  {
    name: "orderedList",
    words: "Liste numérotée",
    icon: "fr-icon-list-ordered",
    set: (on: Editor) => on.chain().focus().toggleOrderedList(),
  },
] as const;

/** The few looks a letter may have, each a button that says whether it is on. */
export function FormatBar({ editor }: { editor: Editor }) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const [linking, setLinking] = useState(false);
  useEffect(() => {
    editor.on("transaction", again);
    return () => {
      editor.off("transaction", again);
    };
  }, [editor]);
  return (
    <>
      <div className="format-bar" role="toolbar" aria-label="Mise en forme">
        {looks.map((look) => (
          <button
            key={look.name}
            type="button"
            className="icon-button"
            aria-label={look.words}
            title={look.words}
            aria-pressed={editor.isActive(look.name)}
            aria-keyshortcuts={"keys" in look ? look.keys : undefined}
            onClick={() => look.set(editor).run()}
          >
            <Icon name={look.icon} size="sm" />
          </button>
        ))}
        <button
          type="button"
          className="icon-button"
          aria-label="Lien"
          title="Lien"
          aria-pressed={editor.isActive("link")}
          aria-expanded={linking}
          onClick={() => setLinking(!linking)}
        >
          <Icon name="fr-icon-link" size="sm" />
        </button>
      </div>
      {linking && <LinkForm editor={editor} onDone={() => setLinking(false)} />}
    </>
  );
}

/** Address of a link: on the selected words, or written out where the cursor stands. */
function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const known: unknown = editor.getAttributes("link").href;
  const [href, setHref] = useState(typeof known === "string" ? known : "");
  const [wrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  const leave = () => {
    onDone();
    editor.commands.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = href.trim();
    const address = /^[a-z]+:/i.test(typed) || typed === "" ? typed : `https://${typed}`;
    if (!/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(address)) {
      setWrong(true);
      field.current?.focus();
      return;
    }
    const on = editor.chain().focus().extendMarkRange("link");
    if (editor.state.selection.empty && !editor.isActive("link")) {
      on.insertContent({
        type: "text",
        text: typed,
        marks: [{ type: "link", attrs: { href: address } }],
      }).run();
    } else on.setLink({ href: address }).run();
    onDone();
  };
  return (
    <form
      className="format-bar__link"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        leave();
      }}
    >
      <label htmlFor={id} className="small">
        Adresse du lien
      </label>
      <input
        ref={field}
        id={id}
        className="fr-input"
        inputMode="url"
        autoComplete="off"
        value={href}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-error` : undefined}
        onChange={(event) => setHref(event.currentTarget.value)}
      />
      <Button type="submit" size="sm" look="secondary">
        Poser le lien
      </Button>
      {editor.isActive("link") && (
        <Button
          size="sm"
          look="quiet"
          onClick={() => {
            editor.chain().focus().extendMarkRange("link").unsetLink().run();
            onDone();
          }}
        >
          Retirer le lien
        </Button>
      )}
      <Button size="sm" look="quiet" onClick={leave}>
        Fermer
      </Button>
      {wrong && (
        <p id={`${id}-error`} className="composer__fault" role="alert">
          Écrivez une adresse complète, par exemple https://www.valbrune.example.
        </p>
      )}
    </form>
  );
}
