const line = 24;
/** Letters that fit on one line of a message, about. */
const lineLetters = 80;
const imageHeight = 240;
const smallest = 120;
const tallest = 640;

/**
 * Height in pixels for the frame of a message: what its words and images take, about. The frame is of another origin
 * and runs no script, so it cannot be measured; it scrolls inside, and its corner can be dragged.
 */
export function frameHeight(text: string | null, images: number): number {
  const lines = (text ?? "")
    .split("\n")
    .reduce((sum, written) => sum + Math.max(1, Math.ceil(written.length / lineLetters)), 0);
  // Paragraphs of HTML stand further apart than the lines of its text version.
  return Math.min(
    tallest,
    Math.max(smallest, Math.round(lines * line * 1.25) + images * imageHeight + 2 * line),
  );
}
