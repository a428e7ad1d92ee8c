import { text } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { heading } from "./account-acts.ts";
import { dialog, enter, enterWithCode, rowOf, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt, order } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 240_000 };

const asPlatform = async (page: Page) =>
  enterWithCode(page, "b.ormerac@guichet.example", "/plateforme/courriel");

/** A state that the page reads again each minute: a person in a hurry reloads. */
const reloadUntil = (page: Page, words: string | RegExp) =>
  eventually(async () => {
    await page.reload();
    await page.getByText(words).first().waitFor({ timeout: 2000 });
  });

describe("an administrator of the platform", () => {
  beforeAll(async () => {
    await order("dns/reset");
    await look()`delete from mail_check where name in ('dns', 'canary')`;
  });

  it(
    "sees the test mail go out and come back, and every record of the domain as it should be",
    slow,
    async () => {
      await order("run-schedule/check-mail");
      const page = await asPlatform(await newPage());
      await heading(page, "Courriel").waitFor();
      await rowOf(page, /Essai d’aller et retour/)
        .getByText("Premier essai en cours")
        .waitFor();
      await eventually(async () => {
        const [row] = await look()`
        select count(*)::int as n from quarantine where cause = 'own_mail' and organisation_id is null`;
        expect(row?.n).toBe(1);
      });
      await order("run-schedule/check-mail");
      await reloadUntil(page, /^Revenu en/);
      await rowOf(page, /Réception du courriel/)
        .getByText("Comme attendu")
        .waitFor();
      expect(await page.getByText("Absent", { exact: true }).count()).toBe(0);
      await lookAt(page, "plateforme-courriel");
      // Nothing of a mail or of somebody is on the page.
      expect(await page.locator("main").innerText()).not.toMatch(/@(?!guichet\.example)/);

      // A record is missing: what it costs, and what to publish.
      await order("dns/ReceivingMx");
      await look()`update mail_check set at = now() - interval '2 hours' where name = 'dns'`;
      await order("run-schedule/check-mail");
      await page.reload();
      const row = rowOf(page, /Réception du courriel/);
      await row.getByText("Absent").waitFor();
      await row.getByText("Le courriel des citoyens n’arrive plus.").waitFor();
      await page.getByText("Un point à regarder").waitFor();
      await lookAt(page, "plateforme-courriel-a-regarder");
      await order("dns/reset");

      // One mail is read again by its technical id.
      await page.getByRole("button", { name: "Retraiter un courriel" }).click();
      const field = dialog(page).getByLabel("Identifiant technique");
      const submit = dialog(page).getByRole("button", { name: "Retraiter", exact: true });
      await submit.click();
      await dialog(page).getByText("Un identifiant technique a 36 caractères.").waitFor();
      await field.fill("01900000-0000-7000-8000-000000000000");
      await submit.click();
      await dialog(page).getByText("Aucun courriel reçu ne porte cet identifiant.").waitFor();
      await lookAt(page, "plateforme-courriel-retraiter");
      const [mail] = await look()<{ id: string }[]>`
      select m.id from inbound_mail m join inbound_target t on t.inbound_mail_id = m.id
      where m.state = 'done' and t.outcome = 'entry' limit 1`;
      await field.fill(mail?.id ?? "");
      await submit.click();
      await said(page, "Ce courriel sera relu dans la minute.");
    },
  );
});

describe("figures of mail", () => {
  const address = "/espace/valbrune/mediation/courriels-en-chiffres";

  it("are one step from where somebody arrives who reads statistics and sees no case", async () => {
    const page = await enter(await newPage(), "e.querolle@trois-rives.example");
    await heading(page, "Statistiques").waitFor();
    await page.getByRole("link", { name: "En chiffres" }).click();
    await heading(page, "Courriels en chiffres").waitFor();
    expect(await page.getByRole("link", { name: "Tous les dossiers" }).count()).toBe(0);
  });

  it("are bars with their tables and a file", slow, async () => {
    const page = await enter(await newPage(), "s.benali@valbrune.example");
    await page.getByRole("link", { name: "En chiffres" }).click();
    await page.getByRole("img", { name: /Courriels reçus par mois/ }).waitFor();
    await lookAt(page, "courriels-en-chiffres");
    const block = page.locator("section", { has: page.getByRole("heading", { name: "Envois par état" }) });
    await block.getByText("Tableau").click();
    await block.getByRole("rowheader", { name: "Distribué", exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      block.getByRole("button", { name: /Exporter/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^courriels-sent-\d{4}-\d{2}_\d{4}-\d{2}\.csv$/);
    expect(await text(await download.createReadStream())).toMatch(/^\uFEFF?État;Nombre\r\n/);

    await page.goto(`${address}?mois=3&fin=2020-03`);
    await page.getByText("Aucun courriel sur cette période").waitFor();
    await lookAt(page, "courriels-en-chiffres-vide");
  });

  it("are not offered to who treats cases only", slow, async () => {
    const page = await enter(await newPage(), "i.rocher@valbrune.example");
    await page.goto(address);
    await heading(page, "Cette page n’existe pas").waitFor();
  });
});
