const hidden = "[masqué]";
const address = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/**
 * A way to hide other people in texts given to somebody: every e-mail address but `own`, then each of `words`, whatever
 * its case, where it stands as a word of its own.
 */
export const hideWords = (words: readonly string[], own: readonly string[]) => {
  const kept = new Set(own.map((email) => email.toLowerCase()));
  const longestFirst = words.filter((word) => word.trim() !== "").toSorted((a, b) => b.length - a.length);
  const pattern =
    longestFirst.length > 0
      ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu")
      : undefined;
  return (text: string): string => {
    const said = text.replaceAll(address, (found) => (kept.has(found.toLowerCase()) ? found : hidden));
    return pattern ? said.replaceAll(pattern, hidden) : said;
  };
};

/** A word as a pattern of itself; any white space stands for any other. */
const escaped = (word: string) =>
  word
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    .replaceAll(/\s+/g, "\\s+");
