import type { Locator, Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { accountCodes } from "../../infra/local/ticketing/accounts.ts";
import { heading } from "./account-acts.ts";
import { tabTo } from "./acts.ts";
import { enter, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt as lookAtOne } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 300_000 };
const manager = "g.nolleau@tricycle.example";
const space = "/espace/compagnie-du-tricycle/declarations";
const codesOf = (provider: (typeof accountCodes)[number]["provider"]) => {
  const found = accountCodes.find((codes) => codes.provider === provider);
  if (!found) throw new Error(`no codes for ${provider}`);
  return found;
};
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const amount = (text: string) => new RegExp(text.replaceAll(" ", "\\s"));

/** What is wrong with a state is told at the end of its journey, with that of the others. */
const wrong: unknown[] = [];
const lookAt = (page: Page, name: string, part?: string) =>
  lookAtOne(page, name, part).catch((fault) => wrong.push(fault));
afterEach(() => {
  const found = wrong.splice(0);
  if (found.length > 0) throw new AggregateError(found, found.map(String).join("\n"));
});
/** By keyboard alone. */
const press = async (page: Page, target: Locator) => {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
};
const typeIn = async (page: Page, field: Locator, text: string) => {
  await tabTo(page, field);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
};

/** From here on; gives what fails if a pointer was pressed since, or the page was left. */
const withoutPointer = async (page: Page) => {
  await page.evaluate(() => {
    document.documentElement.dataset.hands = "keyboard";
    document.addEventListener("pointerdown", () => delete document.documentElement.dataset.hands, true);
  });
  return async () =>
    expect(await page.evaluate(() => document.documentElement.dataset.hands)).toBe("keyboard");
};

/** Waits until no reading of the company is open, and says how the last ended. */
const readingEnds = () =>
  eventually(async () => {
    const [run] = await look()`select sync_run.state, sync_run.error_code from sync_run
      join organisation on organisation.id = sync_run.organisation_id
      where organisation.slug = 'compagnie-du-tricycle' order by sync_run.created_at desc limit 1`;
    expect(run?.state, String(run?.error_code)).toMatch(/succeeded|partial/);
    return run;
  }, 120_000);

describe("a small company and its ticketing account", () => {
  let page: Page;
  beforeAll(async () => {
    const [company] = await look()`select id from organisation where slug = 'compagnie-du-tricycle'`;
    expect(company).toBeDefined();
  });

  it("is led from nothing to its first figures, keeps what was typed through a refusal", slow, async () => {
    // On a small phone, without a mouse.
    page = await enter(await newPage({ width: 320 }), manager);
    await heading(page, /^Bonjour/).waitFor();
    await page.getByRole("heading", { name: "De rien à votre première déclaration" }).waitFor();
    await lookAt(page, "declarations-premiers-pas");

    const byKeyboard = await withoutPointer(page);
    await press(page, page.getByRole("main").getByRole("link", { name: "Connecter une billetterie" }));
    await heading(page, "Connectez votre billetterie").waitFor();
    await tabTo(page, page.getByRole("radio", { name: /Billetweb/ }));
    await page.keyboard.press("ArrowDown");
    await button(page, "Continuer avec HelloAsso").waitFor();
    await page.keyboard.press("ArrowUp");
    await lookAt(page, "declarations-connexion-choix");
    await press(page, button(page, "Continuer avec Billetweb"));

    await heading(page, "Connecter Billetweb").waitFor();
    await lookAt(page, "declarations-connexion-cles");
    const { accessKey, secret } = codesOf("BILLETWEB");
    const user = page.getByLabel(/^Utilisateur/);
    await typeIn(page, user, accessKey);
    const key = page.getByRole("textbox", { name: /^Clé/ });
    await typeIn(page, key, "faux");
    await page.keyboard.press("Enter");
    await page.getByText("Billetweb refuse ces codes").waitFor();
    await eventually(async () =>
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(
        "Rien n’a été enregistré",
      ),
    );
    expect(await user.inputValue()).toBe(accessKey);
    expect(await key.inputValue()).toBe("faux");
    await lookAt(page, "declarations-connexion-echec");

    await typeIn(page, key, secret);
    await typeIn(page, page.getByLabel(/^Nom dans Guichet/), "Billetterie principale");
    await press(page, button(page, "Tester à nouveau"));
    await page.getByText("Connexion réussie").waitFor();
    await lookAt(page, "declarations-connexion-reussie");
    await readingEnds();
    await press(page, link(page, "Aller à l’accueil"));

    await page.getByRole("heading", { name: "À déclarer", exact: true }).waitFor();
    await byKeyboard();
    await page.getByRole("row", { name: /Nuit des contes/ }).waitFor();
    await page.getByText("Les dates sont des rappels").waitFor();
    await page.getByRole("heading", { name: /^À régler/ }).waitFor();
    await lookAt(page, "declarations-accueil");
  });

  it("has an account read again, renamed, refused twice, and mended where it broke", slow, async () => {
    page = await enter(await newPage(), manager);
    await page.goto(`${space}/connexions`);
    await page.getByRole("row", { name: /Billetweb/ }).waitFor();
    await button(page, /^Synchroniser/).click();
    await readingEnds();
    await button(page, /^Synchroniser/).waitFor();
    await lookAt(page, "declarations-connexions");

    await page.goto(`${space}/connexions/nouvelle/billetweb`);
    const { accessKey, secret } = codesOf("BILLETWEB");
    await page.getByLabel(/^Utilisateur/).fill(accessKey);
    await page.getByRole("textbox", { name: /^Clé/ }).fill(secret);
    await button(page, "Tester et connecter").click();
    await page.getByText("Ce compte est déjà connecté, sous «\u00a0Billetterie principale\u00a0»").waitFor();

    await look()`update ticketing_connection set status = 'needs_attention', last_error_code = 'invalid_credentials',
      last_error_at = now(), consecutive_failures = 5 where status = 'active'
      and organisation_id = (select id from organisation where slug = 'compagnie-du-tricycle')`;
    await link(page, "Voir ce compte").click();
    const mend = page.getByRole("region", { name: /Billetweb, Billetterie principale/ });
    await mend.waitFor();
    await lookAt(page, "declarations-connexion-a-verifier");
    await mend.getByLabel(/^Utilisateur/).fill(accessKey);
    await mend.getByRole("textbox", { name: /^Clé/ }).fill(secret);
    await mend.getByRole("button", { name: "Tester et reconnecter" }).click();
    await said(page, /est de nouveau lu/);
    await mend.waitFor({ state: "detached" });
  });

  it(
    "lists its shows by what waits, with the keyboard alone and its filters in the address",
    slow,
    async () => {
      page = await enter(await newPage(), manager);
      await page.goto(`${space}/spectacles`);
      await heading(page, "Spectacles").waitFor();
      await page.getByRole("row", { name: /Nuit des contes/ }).waitFor();
      await lookAt(page, "declarations-spectacles");
      await page.getByLabel("Chercher un spectacle").fill("cabret");
      await page.getByText("Aucun spectacle ne correspond à «\u00a0cabret\u00a0»").waitFor();
      expect(page.url()).toContain("q=cabret");
      await lookAt(page, "declarations-spectacles-vide");
      await link(page, "Effacer la recherche").click();
      await page.getByRole("row", { name: /Nuit des contes/ }).waitFor();

      await button(page, "Exporter").click();
      await lookAt(page, "declarations-spectacles-exporter", ".head-menu");
      const arrived = page.waitForEvent("download", { timeout: 60_000 });
      await button(page, /tableur/).click();
      expect((await arrived).suggestedFilename()).toMatch(/\.xlsx$/);

      await heading(page, "Spectacles").focus();
      await page.keyboard.press("j");
      await page.keyboard.press("m");
      await said(page, /^Masqué\./);
      await page.getByText("Aucun spectacle terminé à déclarer.").waitFor();
      await page.locator(".notices").getByRole("button", { name: "Annuler" }).click();
      await page.getByRole("row", { name: /Nuit des contes/ }).waitFor();
      await heading(page, "Spectacles").focus();
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await heading(page, "Nuit des contes").waitFor();
    },
  );

  it(
    "corrects a figure in place, sees the source's beside it, restores it, and takes that back",
    slow,
    async () => {
      page = await enter(await newPage({ width: 320 }), manager);
      await page.goto(`${space}/spectacles`);
      const byKeyboard = await withoutPointer(page);
      await press(page, link(page, "Nuit des contes"));
      await heading(page, "Nuit des contes").waitFor();
      await page.getByRole("heading", { name: /mise de côté/ }).waitFor();
      await lookAt(page, "declarations-spectacle");

      await press(page, button(page, /^Corriger la séance/));
      const form = page.getByRole("form", { name: /^Corriger la séance/ });
      const full = form.getByRole("group", { name: /^Plein/ });
      const paid = full.getByLabel("Payantes", { exact: true });
      expect(await paid.evaluate((field) => field === document.activeElement)).toBe(true);
      const before = Number(await paid.inputValue());
      await typeIn(page, paid, String(before + 6));
      // Six more at 18,00 € and the same amount would be a wrong figure: it is proposed, never written by itself.
      await full.getByText(amount("6 de plus à 18,00 € : ce serait 143,51 €.")).waitFor();
      await press(page, full.getByRole("button", { name: /^Reprendre/ }));
      const gross = full.getByLabel(/^TTC/);
      expect(await gross.inputValue()).toBe("143,51");
      expect(await gross.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.keyboard.press("Enter");
      await form.getByText("Écrivez la raison de la correction.").waitFor();
      await lookAt(page, "declarations-correction");
      await typeIn(page, form.getByLabel(/^Raison/), "6 places vendues à l’entrée, souches 101 à 106.");
      await page.keyboard.press("Enter");
      await page.getByText("Corrigé par vous").waitFor();
      await page.getByRole("complementary", { name: /^Correction du/ }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.className)).toBe("performance__toggle");
      await lookAt(page, "declarations-spectacle-corrige");

      await press(page, button(page, "Rétablir Billetweb").first());
      await said(page, /^Rétabli\./);
      await byKeyboard();
      await page.getByText("Corrigé par vous").waitFor({ state: "detached" });
      await page.locator(".notices").getByRole("button", { name: "Annuler" }).click();
      await page.getByText("Corrigé par vous").waitFor();

      await link(page, /^Pièces jointes/).click();
      await page.getByText("Aucune pièce jointe.").waitFor();
      await page.locator("input[type=file]").setInputFiles({
        name: "contrat de cession.pdf",
        mimeType: "application/pdf",
        buffer: Buffer.from("%PDF-1.4\n%%EOF\n"),
      });
      await page.getByText("Sans virus").waitFor({ timeout: 60_000 });
      await page.getByLabel("Type de contrat de cession.pdf").selectOption("ARTISTIC_CONTRACT");
      await page.getByText("pour SACEM et SACD").waitFor();
      await lookAt(page, "declarations-spectacle-pieces");

      await link(page, "Historique").click();
      await page
        .getByText(/corrig/i)
        .first()
        .waitFor();
      await lookAt(page, "declarations-spectacle-historique");
    },
  );

  it("decides what was set aside, knowing the total before anything is written", slow, async () => {
    page = await enter(await newPage(), manager);
    await page.goto(`${space}/a-decider`);
    await heading(page, "À décider").waitFor();
    await page.getByText(/Total TTC après décision/).waitFor();
    await lookAt(page, "declarations-a-decider");
    await button(page, /^Appliquer c/)
      .first()
      .click();
    await said(page, /choix enregistré/);
    await page.getByText("Rien à décider.").waitFor();
    await page.getByText("Décisions prises").click();
    await lookAt(page, "declarations-decisions-prises");
    await button(page, /^Changer/)
      .first()
      .click();
    await said(page, /de nouveau posée/);
    await page.getByText(/Total TTC après décision/).waitFor();
  });

  it("says what does not load, keeps the rest, and loads it when asked again", slow, async () => {
    page = await enter(await newPage(), manager);
    const down = /\/api\/declarations\/(shows|connections|asides)/;
    await page.route(down, (route) => route.abort());
    await page.goto(space);
    await page.getByText("Vos données ne sont pas touchées.").waitFor({ timeout: 60_000 });
    await lookAt(page, "declarations-accueil-en-panne");
    await page.goto(`${space}/spectacles`);
    await button(page, "Réessayer").first().waitFor({ timeout: 60_000 });
    await lookAt(page, "declarations-spectacles-en-panne");
    await page.goto(`${space}/a-decider`);
    await button(page, "Réessayer").waitFor({ timeout: 60_000 });
    await page.unroute(down);
    await button(page, "Réessayer").click();
    await button(page, /^Appliquer c/).waitFor();
    await page.goto(`${space}/spectacles/00000000-0000-7000-8000-000000000000`);
    await heading(page, "Ce spectacle n’existe pas").waitFor();
    await lookAt(page, "declarations-spectacle-inconnu");
  });

  it("types a show nobody sells on line, to the cent", slow, async () => {
    page = await enter(await newPage(), manager);
    await page.goto(`${space}/spectacles/nouveau`);
    await heading(page, "Saisir un spectacle").waitFor();
    await button(page, "Enregistrer le spectacle").click();
    await page.getByText("Écrivez le nom du spectacle.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid"))).toBe("true");
    await lookAt(page, "declarations-saisie-erreurs");
    await page.getByLabel("Nom du spectacle").fill("Contes d’avril");
    await page.getByLabel(/^Lieu/).selectOption("new");
    await page.getByLabel("Nom du lieu").fill("Petite salle");
    await page.getByLabel("Adresse", { exact: true }).fill("2 rue des Lampions");
    await page.getByLabel("Code postal").fill("48990");
    await page.getByLabel("Ville").fill("Valbrune");
    await page.getByLabel(/^Jauge/).fill("80");
    await page.getByLabel("Date").fill("2026-04-18");
    await page.getByLabel("Heure de début").fill("15:00");
    const tariff = (number: number) => page.getByRole("group", { name: `Tarif ${number}` });
    for (const [index, [name, price, paid, free]] of [
      ["Plein", "8,00", "12", ""],
      ["Enfant", "5", "9", ""],
      ["Invitation", "0", "", "3"],
    ].entries()) {
      if (index > 0) await button(page, "Ajouter un tarif").click();
      const line = tariff(index + 1);
      await line.getByLabel("Tarif", { exact: true }).fill(name ?? "");
      await line.getByLabel("Prix TTC").fill(price ?? "");
      await line.getByLabel("Payants").fill(paid ?? "");
      await line.getByLabel("Gratuits").fill(free ?? "");
    }
    await page.getByText(amount("141,00 € TTC")).waitFor();
    await lookAt(page, "declarations-saisie");
    await button(page, "Enregistrer le spectacle").click();
    await heading(page, "Contes d’avril").waitFor();
    await page
      .getByRole("cell", { name: /141,00/ })
      .first()
      .waitFor();
    await page
      .getByRole("cell", { name: /133,65/ })
      .first()
      .waitFor();
    await lookAt(page, "declarations-spectacle-saisi");

    await button(page, /^Lieu, jauge/).click();
    const own = page.getByRole("dialog", { name: /^Séance du/ });
    await own.getByLabel(/^Jauge/).fill("60");
    const bar = own.getByRole("group", { name: "Consommations" });
    await bar.getByLabel("TTC").fill("120");
    await own.getByRole("button", { name: "Enregistrer" }).click();
    await own.getByText("Il manque le HT.").waitFor();
    await lookAt(page, "declarations-seance-propre");
    await bar.getByRole("button", { name: /^Reprendre/ }).click();
    await own.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Propre à cette séance\u00a0: jauge").waitFor();

    await button(page, /^Renseigner/).click();
    const costs = page.getByRole("dialog", { name: /dépenses/ });
    await costs.getByLabel(/^Genre/).selectOption("THEATRE_AND_STORYTELLING_AND_MIME");
    await costs.getByRole("button", { name: "Ajouter une dépense" }).click();
    const contract = costs.getByRole("group", { name: "Contrat d’engagement" });
    await contract.getByLabel("TTC").fill("500");
    await contract.getByLabel("HT").fill("473,93");
    await costs.getByRole("button", { name: "Reprendre comme total" }).click();
    await lookAt(page, "declarations-spectacle-depenses");
    await costs.getByRole("button", { name: "Enregistrer" }).click();
    await costs.waitFor({ state: "detached" });
    await page.getByRole("complementary", { name: "Dépenses" }).getByText("Contrat d’engagement").waitFor();
  });

  it("lists its places, and puts one right for all its shows", slow, async () => {
    page = await enter(await newPage(), manager);
    await page.goto(`${space}/lieux`);
    await heading(page, "Lieux").waitFor();
    await page.getByRole("row", { name: /Petite salle/ }).waitFor();
    await lookAt(page, "declarations-lieux");
    await button(page, "Corriger Petite salle").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Adresse", { exact: true }).fill("4 rue des Lampions");
    await lookAt(page, "declarations-lieu");
    await dialog.getByRole("button", { name: "Enregistrer" }).click();
    await said(page, /est corrigé pour tous ses spectacles/);
    await page.getByRole("cell", { name: /4 rue des Lampions/ }).waitFor();
    await page
      .getByRole("row", { name: /Petite salle/ })
      .getByRole("link")
      .click();
    await page.getByRole("row", { name: /Contes d’avril/ }).waitFor();
  });

  it("brings evenings that are sold apart under one show, and takes one out again", slow, async () => {
    page = await enter(await newPage(), manager);
    await page.goto(`${space}/connexions/nouvelle/soticket`);
    const { accessKey, secret } = codesOf("SOTICKET");
    await page.getByLabel(/^Adresse de votre boutique/).fill(accessKey);
    await page.getByRole("textbox", { name: /^Jeton/ }).fill(secret);
    await button(page, "Tester et connecter").click();
    await page.getByText("Connexion réussie").waitFor();
    await readingEnds();

    await page.goto(`${space}/spectacles?vue=all`);
    await page.getByRole("row", { name: /Bal folk \(samedi\)/ }).waitFor();
    await page.getByRole("link", { name: "Bal folk", exact: true }).click();
    await heading(page, "Bal folk").waitFor();
    await button(page, "Autres actions").click();
    await button(page, "Regrouper avec d’autres…").click();
    const together = page.getByRole("dialog", { name: /^Regrouper sous/ });
    await together.getByText("Bal folk (samedi)").waitFor();
    await together.getByRole("button", { name: "Regrouper", exact: true }).click();
    await together.getByText("Cochez au moins un spectacle.").waitFor();
    await together.getByText("Bal folk (samedi)").click();
    await lookAt(page, "declarations-regrouper");
    await together.getByRole("button", { name: "Regrouper ce spectacle" }).click();
    await said(page, /^Leurs séances sont maintenant dans/);
    await page.getByRole("row", { name: /^2\sséances/ }).waitFor();
    await page.getByRole("row", { name: amount("708,00") }).waitFor();
    await lookAt(page, "declarations-spectacle-regroupe");

    await page.goto(`${space}/spectacles?vue=all`);
    await page.getByRole("row", { name: /Bal folk/ }).waitFor();
    expect(await page.getByRole("row", { name: /Bal folk \(samedi\)/ }).count()).toBe(0);
    await page.getByRole("link", { name: "Bal folk", exact: true }).click();
    await button(page, "Séparer Bal folk (samedi)").click();
    await said(page, /est de nouveau à part/);
    await page.getByRole("row", { name: /^1\sséance/ }).waitFor();
  });
});
