import { saveBlob } from "./csv.ts";

/** What the page's style sheets say of a drawing, written into it: alone, it has none. */
const drawn = ["fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight"] as const;

/**
 * Hands a drawing of the page to the browser as a picture (PNG, twice its size on screen), on a white ground, with its
 * title above it.
 */
export const savePicture = async (name: string, svg: SVGSVGElement, title: string): Promise<void> => {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>("*");
  for (const [index, element] of copy.querySelectorAll<SVGElement>("*").entries()) {
    const original = originals[index];
    if (!original) continue;
    const style = getComputedStyle(original);
    for (const property of drawn) {
      if (property !== "fill" || !element.style.fill)
        element.style.setProperty(property, style.getPropertyValue(property));
    }
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const [margin, head, scale] = [16, 32, 2];
  const canvas = document.createElement("canvas");
  canvas.width = (width + 2 * margin) * scale;
  canvas.height = (height + head + 2 * margin) * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the browser draws no picture");
  const style = getComputedStyle(document.body);
  const [ground, ink] = ["--background-default-grey", "--text-title-grey"].map((name) =>
    style.getPropertyValue(name),
  );
  context.scale(scale, scale);
  context.fillStyle = ground || "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink || "black";
  context.font = `700 16px ${style.fontFamily}`;
  context.fillText(title, margin, margin + 16);
  context.drawImage(image, margin, margin + head, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the browser made no picture");
  saveBlob(name, blob);
};
