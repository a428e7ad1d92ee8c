/** Class names joined, leaving out what does not apply. */
export const classes = (...names: Array<string | false | null | undefined>) =>
  names.filter(Boolean).join(" ");
