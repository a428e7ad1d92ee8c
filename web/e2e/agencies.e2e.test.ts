import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { demoPassword } from "../../infra/local/demo/organisations.ts";
import { accountsWithCodes } from "../../infra/local/demo/other-people.ts";
import { heading } from "./account-acts.ts";
import { enterWithCode, said } from "./administration-acts.ts";
import { journeys, lookAt, shared } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 240_000 };

/** The list of the demo, so that other journeys find their delegation, and one more. */
const sacem = (last: string) =>
  [
    "LOCAL,CP,Mail",
    ...["18990", "18991", "18992", "18993", "18994", "18995", "18996"].map(
      (code) => `Délégation du Val,${code},delegation.val@sacem.example`,
    ),
    last,
  ].join("\r\n");

const choose = async (page: Page, button: string, name: string, text: string) => {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).click();
  await (await chooser).setFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
};

describe("directories of agencies", () => {
  it("are replaced by a list that was looked at; a list with errors never is", slow, async () => {
    const page = await enterWithCode(
      await newPage(),
      "b.ormerac@guichet.example",
      "/plateforme/declarations",
    );
    await heading(page, "Déclarations").waitFor();
    await page.getByRole("heading", { name: "Connexions" }).waitFor();
    await lookAt(page, "plateforme-declarations");

    await page.getByRole("link", { name: "Annuaires d’agences" }).click();
    await heading(page, "Annuaires d’agences").waitFor();
    await page.getByText("8 codes").waitFor();
    await lookAt(page, "plateforme-annuaires");

    await choose(
      page,
      "Comparer une liste SACEM",
      "sacem-erreurs.csv",
      sacem("Délégation des Monts,18990,delegation.monts@sacem.example\r\nSans adresse,18998,\r\n"),
    );
    await page.getByText("2 erreurs dans cette liste").waitFor();
    await page.getByText("Ligne 9 : 18990 est déjà à delegation.val@sacem.example.").waitFor();
    expect(await page.getByRole("button", { name: "Remplacer l’annuaire SACEM" }).count()).toBe(0);
    await lookAt(page, "plateforme-annuaires-erreurs");
    await page.getByRole("button", { name: "Fermer" }).click();

    await choose(
      page,
      "Comparer une liste SACEM",
      "sacem.csv",
      sacem("Délégation du Val,18997/48990,delegation.val@sacem.example"),
    );
    await page.getByText("1 code ajouté").waitFor();
    await page.getByText("48990", { exact: true }).waitFor();
    await page.getByText("8 codes ne changent pas").waitFor();
    await lookAt(page, "plateforme-annuaires-comparaison");
    await page.getByRole("button", { name: "Remplacer l’annuaire SACEM" }).click();
    await said(page, "L’annuaire de la SACEM est remplacé.");
    await page.getByText("9 codes").waitFor();
    const [loaded] = await look()`
      select a.email from rights_agency_match m join rights_agency a on a.id = m.agency_id
      join agency_directory d on d.body = m.body and d.directory_version = m.directory_version
      where m.body = 'SACEM' and m.match = '48990'`;
    expect(loaded?.email).toBe("delegation.val@sacem.example");
    const audited = await look()`select 1 from audit_event where action = 'agencies.load'`;
    expect(audited).toHaveLength(1);
  });

  it("are compared, then replaced, by a command too", slow, async () => {
    const folder = mkdtempSync(join(tmpdir(), "guichet-agencies-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const list = join(folder, "sacd.csv");
    const version = async () => {
      const [row] = await look()`select directory_version as v from agency_directory where body = 'SACD'`;
      return Number(row?.v);
    };
    const before = await version();
    let turn = 0;
    /** Each code is good once: the second command takes the next one. */
    const command = (...words: string[]) => {
      const account = accountsWithCodes.find(({ email }) => email === "a.vernois@guichet.example");
      const generator = new TOTP({ secret: Secret.fromBase32(account?.secret ?? "") });
      const timestamp = Date.now() + 30_000 * turn;
      turn += 1;
      return promisify(execFile)(
        "npx",
        ["--no-install", "tsx", "infra/operator/agencies.ts", "SACD", list, "--at", shared.app, ...words],
        {
          env: {
            ...process.env,
            GUICHET_EMAIL: account?.email,
            GUICHET_PASSWORD: demoPassword,
            GUICHET_CODE: generator.generate({ timestamp }),
          },
        },
      );
    };
    writeFileSync(list, "Département,mail\n18,centre@sacd.example\n2A/2B,corse@sacd.invalid\n");
    const { stdout } = await command();
    expect(stdout).toContain("1 code ajouté\n    20");
    expect(stdout).toContain("Rien n’est écrit.");
    expect(await version()).toBe(before);
    expect((await command("--apply")).stdout).toContain(`version ${before + 1}`);
    expect(await version()).toBe(before + 1);
  });
});
