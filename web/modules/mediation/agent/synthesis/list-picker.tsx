import { useState } from "react";
import { type ListItemView, type ListName, placeWords } from "../../../../../shared/mediation/lists.ts";
import { Combobox } from "../../../../ui/combobox.tsx";
import "../../../../ui/combobox.css";
import { suggestedItems } from "./list-suggestions.ts";

/** Chooses an item of a two-level list by typing any word of it or of what it is under. */
export function ListPicker({
  id,
  label,
  hint,
  list,
  items,
  value,
  current,
  error,
  onChange,
}: {
  id: string;
  label: string;
  hint?: string;
  list: ListName;
  items: readonly ListItemView[];
  /** Id, empty for none. */
  value: string;
  /** What the case has now: its words, offered or not any more. */
  current: { id: string; label: string; parent: string | null } | null;
  error?: string | undefined;
  onChange: (id: string) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const chosen = items.find((item) => item.id === value);
  const parent = items.find((item) => item.id === chosen?.parentId);
  const shown = chosen
    ? placeWords(chosen, parent)
    : current?.id === value && current
      ? placeWords(current, current.parent ? { label: current.parent } : undefined)
      : "";
  return (
    <Combobox
      id={id}
      label={label}
      hint={hint}
      error={error}
      autoComplete="off"
      value={typed ?? shown}
      onChange={setTyped}
      suggest={async (text) => suggestedItems(items, list, text)}
      onPick={({ key }) => {
        setTyped(undefined);
        onChange(key);
      }}
      onBlur={() => {
        // What was typed and not chosen is nothing; an emptied field is an emptied choice.
        if (typed !== undefined && typed.trim() === "") onChange("");
        setTyped(undefined);
      }}
    />
  );
}
