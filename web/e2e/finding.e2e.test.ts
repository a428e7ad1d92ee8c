import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openCase, signIn, tabTo } from "./acts.ts";
import { eventually, journeys, lookAt, mailTo, newAddress, sendMail, shared } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const manager = "s.benali@valbrune.example";
const space = "/espace/valbrune/mediation";

const filtersOf = (page: Page) => page.getByRole("search", { name: /^Filtrer/ });
const rows = (page: Page) => page.locator("tbody tr");

describe("finding cases", () => {
  it("filters, order and columns live in the address and in a view that is kept", {
    timeout: 240_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, manager);
    await page.goto(`${space}/dossiers`);
    await rows(page).first().waitFor();
    const filters = filtersOf(page);
    await filters.getByLabel("Statut", { exact: true }).selectOption("ouverts");
    await page.waitForURL(/statut=ouverts/);
    await filters.getByRole("button", { name: "+ Filtre" }).click();
    await lookAt(page, "liste-plus-de-filtres", ".filters");
    await filters.getByRole("button", { name: "Étiquette", exact: true }).click();
    await filters.getByLabel("Étiquette", { exact: true }).selectOption({ label: "Conseil municipal" });
    await page.waitForURL(/etiquette=/);
    await filters.getByRole("button", { name: "+ Filtre" }).click();
    await filters.getByRole("button", { name: "Réception", exact: true }).click();
    await filters.getByRole("button", { name: "Réception", exact: true }).click();
    await filters.getByLabel("Du", { exact: true }).fill("2020-01-01");
    await page.waitForURL(/recu_du=2020-01-01/);
    expect(await filters.getByLabel("Du", { exact: true }).isVisible()).toBe(true);
    await lookAt(page, "liste-filtre-periode", ".filters");
    await page.keyboard.press("Escape");
    const words = filters.getByRole("searchbox");
    await words.fill("rue");
    await page.waitForURL(/q=rue/);
    expect(await words.evaluate((field) => field === document.activeElement)).toBe(true);
    await words.fill("");
    await eventually(() => expect(new URL(page.url()).searchParams.get("q")).toBeNull());

    await page.getByRole("button", { name: "Colonnes" }).click();
    await page.getByRole("checkbox", { name: "Étiquettes" }).check();
    await lookAt(page, "liste-colonnes", ".agent-head");
    await page.keyboard.press("Escape");
    await page.getByRole("columnheader", { name: "Étiquettes" }).waitFor();
    await page.getByRole("columnheader", { name: "Échéance" }).getByRole("link").click();
    await page.waitForURL(/tri=echeance/);
    await page.locator("th[aria-sort=ascending]", { hasText: "Échéance" }).waitFor();

    // What the address says comes back with it.
    await page.reload();
    await rows(page).first().waitFor();
    const tagged = await rows(page).count();
    expect(await rows(page).locator(".case-tag", { hasText: "Conseil municipal" }).count()).toBe(tagged);
    await lookAt(page, "liste-filtree");

    await page.getByRole("button", { name: "Enregistrer cette vue" }).click();
    const dialog = page.getByRole("dialog", { name: "Enregistrer cette vue" });
    await dialog.getByLabel("Nom de la vue").fill("À dire au conseil");
    await lookAt(page, "liste-enregistrer-vue");
    await dialog.getByRole("button", { name: "Enregistrer la vue" }).click();
    await page.getByText("Vue «\u00a0À dire au conseil\u00a0» enregistrée.").waitFor();
    await filters.getByRole("button", { name: "Effacer les filtres" }).click();
    await eventually(() => expect(new URL(page.url()).searchParams.get("statut")).toBeNull());
    await page
      .getByRole("link", { name: /À dire au conseil/ })
      .first()
      .click();
    await page.waitForURL(/etiquette=.*vue=|vue=.*etiquette=/);
    await eventually(async () => expect(await rows(page).count()).toBe(tagged));
    await lookAt(page, "liste-vue");
  });

  it("the one box finds by name, by phone, by word, and G goes to a number", async () => {
    const page = await newPage();
    await signIn(page, manager);
    const [known] = await look()<{ name: string; phone: string; number: string; id: string }[]>`
      select p.last_name as name, p.phone, c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number
      from party p join cases c on c.id = p.case_id join organisation o on o.id = c.organisation_id
      where o.slug = 'valbrune' and p.role = 'REQUESTER' and p.kind = 'NATURAL' and p.phone is not null
        and not c.restricted and c.deleted_at is null and c.status <> 'MERGED'
      order by c.seq desc limit 1`;
    if (!known) throw new Error("no demo case with a phone");
    const box = page.getByRole("dialog", { name: "Rechercher un dossier" });
    for (const [typed, picture] of [
      [known.name, "recherche-nom"],
      [known.phone.replaceAll(/\s/g, ""), "recherche-telephone"],
      [known.phone, undefined],
    ] as const) {
      await page.keyboard.press("/");
      await page.keyboard.type(typed);
      await box
        .getByRole("option", { name: new RegExp(known.name) })
        .first()
        .waitFor();
      if (picture) await lookAt(page, picture);
      await page.keyboard.press("Escape");
      await box.waitFor({ state: "detached" });
    }
    await page.keyboard.press("/");
    await page.keyboard.type("xyzzyx introuvable");
    await box.getByText(/^Aucun résultat/).waitFor();
    await lookAt(page, "recherche-rien");
    await page.keyboard.press("Escape");

    await page.keyboard.press("g");
    await page.keyboard.type(known.number);
    await box
      .getByRole("option", { name: new RegExp(known.number) })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(known.id));
    await page.locator(".case-header").getByText(known.number).first().waitFor();
  });

  it("what is put in the bin waits there, and comes back", async () => {
    const page = await newPage();
    await signIn(page, manager);
    const [row] = await look()`
      select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number
      from cases c join organisation o on o.id = c.organisation_id
      where o.slug = 'valbrune' and c.status = 'WAITING_FOR_REQUESTER' and not c.restricted
        and c.deleted_at is null and c.legal_hold_at is null order by c.seq desc limit 1`;
    await page.goto(`${space}/dossiers/${row?.id}`);
    await page.getByRole("button", { name: "Autres actions" }).click();
    await page.getByRole("button", { name: "Mettre à la corbeille…" }).click();
    const dialog = page.getByRole("dialog", { name: /corbeille/ });
    await dialog.getByLabel("Pourquoi").fill("Un essai du service, à ne pas compter.");
    await lookAt(page, "dossier-corbeille");
    await dialog.getByRole("button", { name: "Mettre à la corbeille" }).click();
    await page.getByText("Le dossier est à la corbeille pour 30 jours.").first().waitFor();
    await page.goto(`${space}/corbeille`);
    const restore = page.getByRole("button", { name: new RegExp(`^Restaurer le dossier ${row?.number}`) });
    await restore.waitFor();
    await lookAt(page, "liste-corbeille");
    await restore.click();
    await page.getByText(`${row?.number} est sorti de la corbeille.`).waitFor();
    const [after] = await look()`select deleted_at from cases where id = ${String(row?.id)}`;
    expect(after).toEqual({ deleted_at: null });
  });

  it("mediation#46 by keyboard alone at 320 px an agent takes, answers and closes a case", {
    timeout: 240_000,
  }, async () => {
    const email = newAddress("mireille.clavier");
    await sendMail({
      from: `Mireille Aubertin <${email}>`,
      to: `valbrune.mediation@${shared.mailDomain}`,
      subject: "Inscription refusée à la cantine",
      text: "Bonjour,\n\nMon fils n’a pas de place à la cantine.\n\nMireille Aubertin",
    });
    const number = await eventually(async () => {
      const [found] = await look()<{ number: string }[]>`
        select c.year || '-' || lpad(c.seq::text, 5, '0') as number
        from cases c join party p on p.case_id = c.id where p.email_canonical = ${email}`;
      if (!found) throw new Error("the mail opened no case yet");
      return found.number;
    });
    const page = await newPage({ width: 320 });
    await signIn(page, mediator);
    await openCase(page, number);

    await tabTo(page, page.getByRole("button", { name: "Prendre le dossier" }));
    await page.keyboard.press("Enter");
    await page.getByText(`${number} est à vous.`).waitFor();

    await tabTo(page, page.getByRole("button", { name: /^Répondre à/ }));
    await page.keyboard.press("Enter");
    const composer = page.getByRole("region", { name: "Répondre" });
    await tabTo(page, composer.getByRole("textbox", { name: "Votre message", exact: true }));
    await page.keyboard.type("Madame, une place vient de se libérer.");
    await tabTo(page, composer.getByRole("button", { name: "Envoyer" }));
    await page.keyboard.press("Enter");
    expect((await mailTo(email, /^\[Dossier .*cantine/)).text).toContain("une place vient de se libérer");

    await tabTo(page, page.getByRole("button", { name: "Clore le dossier…" }));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: /^Clore le dossier/ });
    await tabTo(page, dialog.getByLabel("Type de clôture"));
    await page.keyboard.type("Droit à l’u");
    await tabTo(page, dialog.getByRole("radio", { name: "Oui" }).first());
    await page.keyboard.press("Space");
    await lookAt(page, "clavier-clore");
    await tabTo(page, dialog.getByRole("button", { name: /^Clore et envoyer/ }));
    await page.keyboard.press("Enter");
    await page.getByText(`Dossier ${number} clos.`).waitFor();
    const [row] = await look()`select c.status, c.outcome, c.competent from cases c
      join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    expect(row).toEqual({ status: "CLOSED", outcome: "FAVORABLE_TO_CITIZEN", competent: true });
  });
});
