import { Secret, TOTP } from "otpauth";
import { expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forOwner, withProof } from "./account-owner.ts";
import { changeEmail } from "./email-change.ts";
import { confirmEmail } from "./email-change-confirm.ts";
import { previewLink } from "./link-preview.ts";
import { askPasswordReset, resetPassword } from "./password-reset.ts";
import { signIn } from "./sign-in.ts";
import { giveRecoveryCode, giveTotp } from "./sign-in-second-factor.ts";
import { browser, granted, mailTo, password, signedInAs, someoneIn } from "./test-kit.ts";
import { confirmTotp, startTotp } from "./totp-enrolment.ts";

const database = testDatabase();

it("no password, token, code or secret is in a log line, an audit row, a queued message or any column but its hash", async () => {
  const planted = new Set<string>();
  const plant = (secret: string | undefined) => {
    if (!secret) throw new Error("nothing to plant");
    planted.add(secret);
    return secret;
  };
  const wrong = plant("un mot de passe que personne n’a");
  plant(password);
  const { email, page, secret } = await someoneIn(database);
  plant(secret);
  await signIn(database.app(), { email, password: wrong });

  const started = granted(await withProof(page, { password }, startTotp));
  plant(started.secret);
  const codes = [0, 30_000, 60_000].map((later) =>
    TOTP.generate({ secret: Secret.fromBase32(started.secret), timestamp: Date.now() + later }),
  );
  const confirmed = granted(await forOwner(page, (owner) => confirmTotp(owner, codes[0] ?? "")));
  confirmed.recoveryCodes.map(plant);
  const half = await signedInAs(database, email);
  plant(half.secret);
  plant(granted(await giveTotp(half.page, codes[1] ?? "")).secret);
  const again = await signedInAs(database, email);
  await giveRecoveryCode(again.page, wrong);
  plant(granted(await giveRecoveryCode(again.page, confirmed.recoveryCodes[0] ?? "")).secret);

  const wanted = `neuve-${crypto.randomUUID()}@valbrune.example`;
  granted(await forOwner(page, (owner) => changeEmail(owner, { email: wanted, password })));
  for (const address of [email, wanted]) {
    const token = plant((await mailTo(database, address))?.token);
    granted(await previewLink(database.app(), { token, purpose: "email_change" }));
    granted(await confirmEmail(browser(database, secret), token));
  }
  granted(await askPasswordReset(database.app(), wanted));
  const token = plant((await mailTo(database, wanted))?.token);
  const next = plant("girafe tambour citron parapluie");
  granted(await resetPassword(database.app(), { token, password: next }));
  await resetPassword(database.app(), { token, password: next });

  const tables = await database.admin<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'outgoing_message'`;
  const places: [string, string][] = [["the log", JSON.stringify(database.logged)]];
  for (const { name } of tables)
    places.push([name, JSON.stringify(await database.admin`select * from ${database.admin(name)}`)]);
  const found = places.flatMap(([place, text]) =>
    [...planted].filter((one) => text.includes(one)).map((one) => `${place}: ${one.slice(0, 6)}`),
  );
  expect(found).toEqual([]);
  expect(database.logged.length).toBeGreaterThan(0);
  // Codes are short: they are looked for where values of their shape never stand by chance.
  const told = JSON.stringify(database.logged.map(({ event, cause, code }) => [event, cause, code]));
  for (const code of codes) expect(told).not.toContain(code);
});
