import { Fragment } from "react";
import { parseWritten, type Words } from "../../../../../shared/mail/written-words.ts";

/** What somebody wrote with the little layout a letter may have, drawn as elements: nothing of it is ever HTML. */
export function WrittenText({ source }: { source: string }) {
  return (
    <div className="written-blocks">
      {parseWritten(source).map((block, at) => {
        const key = `${block.is}${at}`;
        if (block.is === "heading")
          return (
            <p key={key} className="strong">
              <InLine words={block.words} />
            </p>
          );
        if (block.is === "paragraph")
          return (
            <p key={key} className="written">
              <InLine words={block.words} />
            </p>
          );
        const items = block.items.map((words, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is written never changes its order.
          <li key={index}>
            <InLine words={words} />
          </li>
        ));
        return block.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
      })}
    </div>
  );
}

const InLine = ({ words }: { words: readonly Words[] }) =>
  words.map(({ text, strong, emphasis, href }, at) => {
    const inner = strong ? <strong>{text}</strong> : emphasis ? <em>{text}</em> : text;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: what is written never changes its order.
      <Fragment key={at}>
        {href ? (
          <a href={href} target="_blank" rel="noopener noreferrer">
            {inner}
          </a>
        ) : (
          inner
        )}
      </Fragment>
    );
  });
