import { expect, test } from "vitest";
import {
  anchorId,
  guichetId,
  ourMessageId,
  recipientOfGuichetId,
  recipientOfMessageId,
} from "./message-ids.ts";

const env = { mailDomain: "courrier.example", hmacKeys: [{ version: 1, secret: Buffer.from("un") }] };
const rotated = { ...env, hmacKeys: [...env.hmacKeys, { version: 2, secret: Buffer.from("deux") }] };
const id = "01890a5d-ac96-774b-bcce-b302099a8057";

test("our ids are recognised, also with the key before the last", () => {
  expect(recipientOfMessageId(env, ourMessageId(env, id))).toBe(id);
  expect(recipientOfMessageId(rotated, ourMessageId(env, id))).toBe(id);
  expect(recipientOfGuichetId(rotated, guichetId(env, id))).toBe(id);
  expect(recipientOfGuichetId(env, guichetId(rotated, id))).toBeUndefined();
});

test.each(["", "x", `${id}.`, `${id}.0000000000000000`, `${id}.zz`, undefined])(
  "a made-up id %j is only text",
  (value) => {
    expect(recipientOfGuichetId(env, value)).toBeUndefined();
  },
);

test.each(["<k.x.y@courrier.example>", ourMessageId(env, id).replace("courrier", "autre"), "<a@b>"])(
  "a made-up Message-ID %s is only text",
  (value) => {
    expect(recipientOfMessageId(env, value)).toBeUndefined();
  },
);

test("an anchor is the same for one person on one case and another for anyone else", () => {
  expect(anchorId(env, "a", "x@y.example")).toBe(anchorId(env, "a", "x@y.example"));
  expect(anchorId(env, "a", "x@y.example")).not.toBe(anchorId(env, "b", "x@y.example"));
});
