import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";

/** A piece of a message: shown, or folded behind a button that says what it hides. */
export type TextPart =
  | { from: number; fold: false; text: string }
  | { from: number; fold: true; kind: "quote" | "signature"; text: string; says: string };

const lines = (text: string) => text.trim().split("\n").length;

const says = (kind: "quote" | "signature", count: number) =>
  `${kind === "quote" ? "Afficher le texte cité" : "Afficher la signature"} (${count}\u00a0${count > 1 ? "lignes" : "ligne"})`;

/**
 * Cuts a text along its folds. Ranges out of order, out of the text or overlapping are brought back into it, so that
 * every character is shown exactly once; blank pieces between folds are dropped.
 */
export function foldedText(text: string, folds: CaseEntryView["folds"]): TextPart[] {
  const parts: TextPart[] = [];
  const show = (from: number, to: number) => {
    const piece = text.slice(from, to).replace(/^\n+/, "").trimEnd();
    if (piece.trim() !== "") parts.push({ from, fold: false, text: piece });
  };
  let at = 0;
  for (const fold of folds.toSorted((a, b) => a.from - b.from)) {
    const from = Math.max(at, fold.from);
    const to = Math.min(text.length, fold.to);
    if (to <= from) continue;
    show(at, from);
    const piece = text.slice(from, to).replace(/^\n+/, "").trimEnd();
    if (piece.trim() !== "") {
      parts.push({ from, fold: true, kind: fold.kind, text: piece, says: says(fold.kind, lines(piece)) });
    }
    at = to;
  }
  show(at, text.length);
  return parts;
}

/** A long message is cut after this many lines, with a button for the rest. */
const longest = 40;

/** Whether a text is longer than a screen wants, and its beginning if so. */
export function beginning(text: string): { shown: string; cut: boolean } {
  const all = text.split("\n");
  const cut = all.length > longest + 5 || text.length > 6000;
  return { shown: cut ? all.slice(0, longest).join("\n").slice(0, 5000) : text, cut };
}
