import { type PictureSize, pictureSize } from "./picture-size.ts";

/** Pixels of the longer side of a picture that is opened, at most: its head is read before anything is unpacked. */
export const mostPixels = 4000;

/** A picture drawn anew, or why it is not. */
export type Redrawn =
  | { ok: true; content: Uint8Array; type: "image/png" | "image/jpeg"; extension: "png" | "jpg" }
  | { ok: false; why: "unreadable" | "too_large" };

/**
 * Unpacks a PNG, JPEG or WebP and writes its pixels anew, at most `longest` on its longer side and `bytes` in all: what
 * else the file held (where a photo was taken, by whom, whatever follows the picture) is gone. JPEG stays JPEG; others
 * become PNG, which every document can hold. A head that promises more than {@link mostPixels} is not opened.
 */
export const redrawPicture = async (
  content: Uint8Array,
  { longest, bytes }: { longest: number; bytes: number },
): Promise<Redrawn> => {
  const size = pictureSize(content);
  if (!size) return { ok: false, why: "unreadable" };
  if (Math.max(size.width, size.height) > mostPixels) return { ok: false, why: "too_large" };
  const { PhotonImage, resize, SamplingFilter } = await import("@cf-wasm/photon");
  const isJpeg = content[0] === 0xff;
  /** Outside the language's own memory: each picture is given back by hand. */
  const opened: { free: () => void }[] = [];
  try {
    const picture = PhotonImage.new_from_byteslice(content);
    opened.push(picture);
    for (let side = longest; side > 16; side = Math.floor(side * 0.75)) {
      const { width, height } = within({ width: picture.get_width(), height: picture.get_height() }, side);
      const isSmall = width === picture.get_width() && height === picture.get_height();
      const drawn = isSmall ? picture : resize(picture, width, height, SamplingFilter.Lanczos3);
      if (!isSmall) opened.push(drawn);
      const made = isJpeg ? drawn.get_bytes_jpeg(90) : drawn.get_bytes();
      if (made.length <= bytes)
        return isJpeg
          ? { ok: true, content: made, type: "image/jpeg", extension: "jpg" }
          : { ok: true, content: made, type: "image/png", extension: "png" };
    }
    return { ok: false, why: "too_large" };
  } catch (error) {
    // The decoder stops this way at bytes that are no picture after all.
    if (error instanceof WebAssembly.RuntimeError) return { ok: false, why: "unreadable" };
    throw error;
  } finally {
    for (const one of opened) one.free();
  }
};

/** The same shape inside a square of `side`; never larger than it was. */
const within = ({ width, height }: PictureSize, side: number): PictureSize => {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};
