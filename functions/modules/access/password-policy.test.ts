import { expect, it } from "vitest";
import { checkNewPassword } from "./password-policy.ts";

const personal = ["Claire", "Vasseur", "c.vasseur@valbrune.example", "Ville de Valbrune"];
const sentence = async (password: string) => (await checkNewPassword(password, personal))?.fields?.[0];

it.each([
  "une phrase de passe assez longue",
  "girafe tambour citron parapluie",
  "Le 3e wagon sentait la menthe !",
  "kX9#vT2!pQ7m",
])("accepts %j", async (password) => {
  expect(await checkNewPassword(password, personal)).toBeUndefined();
});

it.each([
  "motdepasse123",
  "azertyuiop123",
  "aaaaaaaaaaaaaaaa",
  "123456789012",
  "Password1234!",
  "soleilsoleil",
])("refuses the common %j with a way on", async (password) => {
  expect(await sentence(password)).toEqual({
    path: "password",
    message: expect.stringContaining("trop facile à deviner"),
  });
});

it.each([
  "clairevasseur",
  "ClaireVasseur1",
  "valbrune-guichet",
  "c.vasseur@valbrune.example",
  "VilleDeValbrune!",
])("refuses %j, made of what is known of the person", async (password) => {
  expect(await sentence(password)).toMatchObject({ path: "password" });
});

it("tells a personal password from a common one, however it is written", async () => {
  expect(await checkNewPassword("wrzeszczykiewicz", [])).toBeUndefined();
  for (const written of ["wrzeszczykiewicz", "WRZESZCZYKIEWICZ2027", "Wrzészczykiéwicz-guichet"]) {
    const found = await checkNewPassword(written, ["Wrzeszczykiewicz"]);
    expect(found).toMatchObject({ code: "invalid", reason: "weak_password" });
    expect(found?.fields?.[0]?.message).toContain("ce que l’on sait de vous");
  }
});

it("accepts a long phrase in which a name appears", async () => {
  expect(await checkNewPassword("Claire mange du camembert le lundi", personal)).toBeUndefined();
});
