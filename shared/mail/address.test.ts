import { describe, expect, test } from "vitest";
import { canonicalAddress, foldToken, isIntakeName, readLocalPart, tokenFromBytes } from "./address.ts";

describe("canonicalAddress", () => {
  test.each([
    [" Anna.Martin@Exemple.EXAMPLE ", "anna.martin@exemple.example"],
    ["a+b@x.example", "a+b@x.example"],
    ["jo@mairie-évry.example", "jo@xn--mairie-vry-h7a.example"],
    ["plain", undefined],
    ["@x.example", undefined],
    ["a@b", undefined],
    ["a..b@x.example", undefined],
    ['"a b"@x.example', undefined],
    ["a b@x.example", undefined],
    ["é@x.example", undefined],
    ["=?utf-8?q?victim=40x?=@evil.example", undefined],
    [`${"a".repeat(65)}@x.example`, undefined],
    ["a@[127.0.0.1]", undefined],
    ["a@x.example\r\nBcc: b@x.example", undefined],
    ["a@x.example/../y", undefined],
  ])("%j becomes %j", (input, expected) => {
    expect(canonicalAddress(input)).toBe(expected);
  });
});

describe("readLocalPart", () => {
  const token = tokenFromBytes(Uint8Array.from({ length: 16 }, (_, i) => i * 16 + 1));

  test("a token has 26 characters and survives its own folding", () => {
    expect(token).toHaveLength(26);
    expect(foldToken(token)).toBe(token);
  });

  test.each([
    [`r-${token}`, { is: "participant", token }],
    [`R-${token.toUpperCase()}`, { is: "participant", token }],
    [`"r-${token}"`, { is: "participant", token }],
    [`r-${token}+suite`, { is: "participant", token }],
    [`r-${token.replaceAll("0", "O").replaceAll("1", "l")}`, { is: "participant", token }],
    [`a-${token}`, { is: "agent", token }],
    [`b-${token}`, { is: "return_path", token }],
    ["r-short", { is: "name", name: "r-short" }],
    ["NoReply", { is: "noreply" }],
    ["abuse", { is: "postmaster" }],
    ["valbrune.mediation", { is: "name", name: "valbrune.mediation" }],
    ["", { is: "name", name: "" }],
  ])("mail#15 %s means the same as its plain form", (local, expected) => {
    expect(readLocalPart(local)).toEqual(expected);
  });
});

test.each([
  ["valbrune", true],
  ["valbrune.mediation", true],
  ["postmaster", false],
  ["r-valbrune", false],
  ["Valbrune", false],
  ["", false],
])("%j as an intake name: %s", (name, expected) => {
  expect(isIntakeName(name)).toBe(expected);
});
