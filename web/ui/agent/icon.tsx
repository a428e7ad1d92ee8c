/** A DSFR icon beside words: always decorative, the words carry the meaning. `name` is the full class, so that only used icons are shipped. */
export function Icon({
  name,
  size = "sm",
  tone,
}: {
  name: `fr-icon-${string}`;
  size?: "xs" | "sm" | "md";
  tone?: Tone;
}) {
  return <span className={`${name} fr-icon--${size} ${tone ? `tone-${tone}` : ""}`} aria-hidden="true" />;
}

/** Meaning of a colour; words and shape say it first. */
export type Tone = "error" | "warning" | "info" | "success" | "mention";
