import { useId, useState } from "react";
import { classes } from "../../../../ui/classes.ts";
import { lineCount, type TextBlock, textBlocks } from "./text-blocks.ts";

const foldedAt = 20;

const Block = ({ block }: { block: TextBlock }) =>
  block.kind === "list" ? (
    <ul>
      {block.items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  ) : (
    <p>{block.lines.join("\n")}</p>
  );

/** A message as it was written; a long one stops after about twenty lines until asked for. */
export const MessageText = ({ text }: { text: string }) => {
  const [whole, setWhole] = useState(lineCount(text) <= foldedAt);
  const id = useId();
  return (
    <>
      <div id={id} className={classes("message__text", !whole && "message__text--folded")}>
        {textBlocks(text).map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a text never move.
          <Block key={index} block={block} />
        ))}
      </div>
      {whole ? null : (
        <button
          type="button"
          className="fr-link fr-mt-1w"
          aria-expanded={false}
          aria-controls={id}
          onClick={() => setWhole(true)}
        >
          Lire la suite
        </button>
      )}
    </>
  );
};
