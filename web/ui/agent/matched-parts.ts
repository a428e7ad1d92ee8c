export interface Part {
  from: number;
  text: string;
  matched: boolean;
}

/** One folded letter per letter of the text, so that positions stay those of the text. */
const fold = (text: string) =>
  [...text].map(
    (letter) => letter.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().charAt(0) || letter,
  );

/** Cuts a text where words of the search occur, without regard to accents and case. */
export function matchedParts(text: string, search: string): Part[] {
  const letters = [...text];
  const folded = fold(text).join("");
  const marked = letters.map(() => false);
  if (folded.length === letters.length) {
    for (const word of search.split(/\s+/).filter((one) => one.length > 1)) {
      const wanted = fold(word).join("");
      for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + wanted.length)) {
        marked.fill(true, at, at + wanted.length);
      }
    }
  }
  const parts: Part[] = [];
  letters.forEach((letter, at) => {
    const last = parts.at(-1);
    const matched = marked[at] ?? false;
    if (last && last.matched === matched) last.text += letter;
    else parts.push({ from: at, text: letter, matched });
  });
  return parts;
}
