import { Fragment } from "react";
import { matchedParts } from "./matched-parts.ts";

/** A text with the searched words marked. */
export function Highlight({ text, search }: { text: string; search: string }) {
  return matchedParts(text, search).map((part) => (
    <Fragment key={part.from}>{part.matched ? <mark>{part.text}</mark> : part.text}</Fragment>
  ));
}
