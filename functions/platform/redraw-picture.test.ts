import { PhotonImage } from "@cf-wasm/photon";
import { expect, test } from "vitest";
import { pictureSize } from "./picture-size.ts";
import { redrawPicture } from "./redraw-picture.ts";
import { aPng, withText } from "./test-kit/pictures.ts";

const limits = { longest: 800, bytes: 750 * 1024 };
const photo = (width: number, height: number) =>
  PhotonImage.new_from_byteslice(aPng(width, height)).get_bytes_jpeg(80);

test("a picture keeps its pixels and loses whatever else its file held", async () => {
  const drawn = await redrawPicture(
    withText(aPng(320, 200), "prise devant le 12 rue des Lavandières"),
    limits,
  );
  if (!drawn.ok) throw new Error(drawn.why);
  expect([drawn.type, pictureSize(drawn.content)]).toEqual(["image/png", { width: 320, height: 200 }]);
  expect(Buffer.from(drawn.content).toString("latin1")).not.toContain("prise devant");
});

test("a photo stays a photo, without what its camera wrote; what follows the picture goes", async () => {
  const jpeg = photo(300, 240);
  const told = Buffer.from("Exif\0\0GPS 48.1 4.2");
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, told.length + 2]), told]);
  const whole = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2), Buffer.from("<script>x()")]);
  const drawn = await redrawPicture(whole, limits);
  if (!drawn.ok) throw new Error(drawn.why);
  expect([drawn.type, pictureSize(drawn.content)]).toEqual(["image/jpeg", { width: 300, height: 240 }]);
  expect(Buffer.from(drawn.content).toString("latin1")).not.toMatch(/GPS|script/);
});

test("a WebP becomes a PNG; a large picture is made smaller, its shape kept", async () => {
  const webp = PhotonImage.new_from_byteslice(aPng(1600, 400)).get_bytes_webp();
  const drawn = await redrawPicture(webp, limits);
  if (!drawn.ok) throw new Error(drawn.why);
  expect([drawn.type, pictureSize(drawn.content)]).toEqual(["image/png", { width: 800, height: 200 }]);
});

test("one that promises more pixels than anybody needs is not opened, nor one that is broken", async () => {
  expect(await redrawPicture(aPng(200, 200, { said: 60_000 }), limits)).toEqual({
    ok: false,
    why: "too_large",
  });
  const broken = aPng(300, 300).subarray(0, 60);
  expect(await redrawPicture(broken, limits)).toEqual({ ok: false, why: "unreadable" });
  expect(await redrawPicture(Buffer.from("bonjour"), limits)).toEqual({ ok: false, why: "unreadable" });
  expect((await redrawPicture(aPng(300, 300), limits)).ok).toBe(true);
});
