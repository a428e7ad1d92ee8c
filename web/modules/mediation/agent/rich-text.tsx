import { Editor, Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import StarterKit from "@tiptap/starter-kit";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { parseWritten, writeWords } from "../../../../shared/mail/written-words.ts";
import { FormatBar } from "./format-bar.tsx";
import type { TextHandle, TextProps } from "./message-text.tsx";
import { fromDocument, toDocument } from "./written-document.ts";

const toFill = /\{\{[^{}\n]{1,60}\}\}/g;

/** Where variables nobody filled stand in the text, first to last. */
function placesToFill(editor: Editor): { from: number; to: number }[] {
  const places: { from: number; to: number }[] = [];
  editor.state.doc.descendants((node, at) => {
    for (const found of node.text?.matchAll(toFill) ?? []) {
      places.push({ from: at + found.index, to: at + found.index + found[0].length });
    }
  });
  return places;
}

/** Shows what is still to fill; the words stay plain words. */
const ToFill = Extension.create({
  name: "toFill",
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          decorations: ({ doc }) =>
            DecorationSet.create(
              doc,
              placesToFill(editor).map(({ from, to }) => Decoration.inline(from, to, { class: "to-fill" })),
            ),
        },
      }),
    ];
  },
});

/** What a letter may hold: paragraphs, one kind of heading, lists of one level, strong, emphasis, links. */
const kit = StarterKit.configure({
  blockquote: false,
  code: false,
  codeBlock: false,
  dropcursor: false,
  gapcursor: false,
  horizontalRule: false,
  strike: false,
  underline: false,
  trailingNode: false,
  heading: { levels: [3] },
  link: {
    openOnClick: false,
    defaultProtocol: "https",
    protocols: ["http", "https", "mailto", "tel"],
    HTMLAttributes: { rel: null, target: null },
  },
});

/**
 * The text of a message, laid out as it will be read. What is pasted from elsewhere keeps only what a letter may hold.
 * Loaded when a composer opens: it is the heaviest part of the agents' application.
 */
export function RichText({
  initial,
  onChange,
  label,
  invalid,
  describedBy,
  focused,
  ref,
}: TextProps & { ref: Ref<TextHandle> }) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();
  const given = useRef({ initial, onChange, focused });
  given.current.onChange = onChange;

  useEffect(() => {
    if (!place.current) return;
    const made = new Editor({
      element: place.current,
      extensions: [kit, ToFill],
      content: toDocument(parseWritten(given.current.initial)),
      injectCSS: false,
      autofocus: given.current.focused ? "end" : false,
      editorProps: {
        attributes: { class: "composer__text rich-text", role: "textbox", "aria-multiline": "true" },
        // Ctrl + Entrée sends: the composer around hears it, the text must not change.
        handleKeyDown: (_view, event) => event.key === "Enter" && (event.ctrlKey || event.metaKey),
      },
      onUpdate: ({ editor: changed }) => given.current.onChange(writeWords(fromDocument(changed.getJSON()))),
    });
    setEditor(made);
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const element = editor?.view.dom;
    element?.setAttribute("aria-label", label);
    if (describedBy) element?.setAttribute("aria-describedby", describedBy);
    else element?.removeAttribute("aria-describedby");
    element?.setAttribute("aria-invalid", String(invalid));
  }, [editor, label, describedBy, invalid]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => editor?.commands.focus(),
      insert: (words) => {
        if (!editor) return;
        const { content = [] } = toDocument(parseWritten(words));
        if (editor.isEmpty) editor.commands.setContent({ type: "doc", content }, { emitUpdate: true });
        else editor.commands.insertContent(content);
        editor.commands.focus();
      },
      focusFirstToFill: () => {
        const [first] = editor ? placesToFill(editor) : [];
        if (!editor || !first) return false;
        editor.chain().focus().setTextSelection(first).scrollIntoView().run();
        return true;
      },
    }),
    [editor],
  );

  return (
    <>
      {editor && <FormatBar editor={editor} />}
      <div ref={place} />
    </>
  );
}
