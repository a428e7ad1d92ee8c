import { describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { eventually, journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const manager = "s.benali@valbrune.example";
const space = "/espace/valbrune/mediation";

/** The number of the case somebody with this name is the requester of. */
const caseOf = async (lastName: string): Promise<{ id: string; number: string }> => {
  const [row] = await look()<{ id: string; number: string }[]>`
    select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
    join party p on p.case_id = c.id and p.role = 'REQUESTER' where p.last_name = ${lastName}
    order by c.registered_at desc limit 1`;
  if (!row) throw new Error(`no case of ${lastName}`);
  return row;
};

describe("registering a case for somebody", () => {
  it("mediation#46 is done with the keyboard alone on a small phone, with the true date and a printed code", async () => {
    const page = await newPage({ width: 320 });
    await signIn(page, manager);
    await page.goto(`${space}/nouveau`);
    await page.getByRole("heading", { name: "Enregistrer un dossier" }).waitFor();
    await page.getByRole("button", { name: "Enregistrer le dossier" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("3 erreurs à corriger").waitFor();
    await lookAt(page, "agent-enregistrer-erreurs");

    await page.getByLabel("Mode de saisine").focus();
    await page.keyboard.type("Courrier");
    await page.getByLabel("Date réelle de la saisine").fill("2026-01-12");
    await page.getByLabel("Nom", { exact: true }).focus();
    await page.keyboard.type("Roumégous-Essai");
    await page.getByRole("textbox", { name: "Description", exact: true }).focus();
    await page.keyboard.type("La facture de cantine de janvier compte des repas qui n’ont pas été pris.");
    await page.getByText(/Brouillon enregistré à/).waitFor();
    await page.reload();
    await page.getByText("Brouillon repris.").waitFor();
    expect(await page.getByLabel("Nom", { exact: true }).inputValue()).toBe("Roumégous-Essai");
    await page.getByRole("button", { name: "Enregistrer le dossier" }).focus();
    await page.keyboard.press("Enter");
    const heading = page.getByRole("heading", { name: "Votre demande est enregistrée" });
    await heading.waitFor();
    const { id, number } = await caseOf("Roumégous-Essai");
    await page.getByText(number).first().waitFor();
    await page.getByText("lundi 12\u00a0janvier 2026").waitFor();
    await page.getByText("Enregistrée le").waitFor();
    await lookAt(page, "agent-ticket-papier");
    const [row] = await look()`select channel, received_precision from cases where id = ${id}`;
    expect(row).toEqual({ channel: "MAIL", received_precision: "DAY" });
  });

  it("shows possible doubles while a name is typed, then both side by side, and merges them", async () => {
    const page = await newPage();
    await signIn(page, manager);
    const [known] = await look()<{ first: string; last: string; email: string; number: string }[]>`
      select p.first_name as first, p.last_name as last, p.email,
        c.year || '-' || lpad(c.seq::text, 5, '0') as number
      from party p join cases c on c.id = p.case_id join organisation o on o.id = c.organisation_id and o.slug = 'valbrune'
      where p.role = 'REQUESTER' and p.kind = 'NATURAL' and p.email is not null and p.first_name is not null
        and c.status = 'TO_PROCESS' and not c.restricted and c.deleted_at is null
      order by c.received_at desc limit 1`;
    if (!known) throw new Error("no demo case to be doubled");
    await page.goto(`${space}/nouveau`);
    await page.getByLabel("Mode de saisine").selectOption("PHONE");
    await page.getByLabel("Prénom (facultatif)").fill(known.first);
    await page.getByLabel("Nom", { exact: true }).fill(known.last);
    await page.getByLabel("E-mail (facultatif)").fill(known.email);
    const panel = page.getByRole("region", { name: "Dossiers qui se ressemblent" });
    await panel.getByText(known.number).waitFor();
    await panel
      .getByText(/Même e-mail, même nom/)
      .first()
      .waitFor();
    await page
      .getByRole("textbox", { name: "Description", exact: true })
      .fill("Elle rappelle pour la même facture.");
    await lookAt(page, "agent-enregistrer-doublon");
    await page.getByRole("button", { name: "Ajouter un représentant" }).click();
    const dialog = page.getByRole("dialog", { name: "Ajouter un représentant" });
    await dialog.getByLabel("Qualité").selectOption("LAWYER");
    await dialog.getByLabel("Nom", { exact: true }).fill("Ardouin");
    await dialog.getByRole("button", { name: "Ajouter le représentant" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Enregistrer le dossier" }).click();
    await page.getByRole("heading", { name: "Votre demande est enregistrée" }).waitFor();

    await page.goto(`${space}/a-prendre`);
    await page.getByText("Peut-être un doublon").first().waitFor();
    await lookAt(page, "agent-a-prendre-doublon");
    await page
      .getByRole("button", { name: /^Comparer avec le dossier/ })
      .first()
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Fusionner…" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Inverser/ })
      .waitFor();
    await page.keyboard.press("Escape");

    await page.goto(`${space}/nouveau`);
    const { id, number } = await caseOf(known.last);
    await page.goto(`${space}/dossiers/${id}/liens`);
    await page.getByRole("heading", { name: "Dossiers qui se ressemblent" }).waitFor();
    await lookAt(page, "agent-liens");
    await page.getByRole("button", { name: `Comparer avec le dossier ${known.number}` }).click();
    const compare = page.getByRole("dialog");
    await compare.getByRole("region", { name: `Dossier ${known.number}` }).waitFor();
    await lookAt(page, "agent-comparer");
    await compare.getByRole("button", { name: "Fusionner…" }).click();
    await compare.getByRole("button", { name: `Inverser : garder ${known.number}` }).click();
    await compare.getByRole("button", { name: "Fusionner…" }).click();
    await lookAt(page, "agent-fusionner");
    await compare.getByRole("button", { name: `Fusionner dans ${known.number}` }).click();
    await page.getByText(`${number} est fusionné dans ${known.number}.`).waitFor();
    await page.getByText("Ce dossier a été fusionné dans").waitFor();
    await lookAt(page, "agent-dossier-fusionne");
    await page
      .getByRole("button", { name: /Annuler la fusion…/ })
      .first()
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Annuler la fusion" }).click();
    await page.getByText(`${number} est de nouveau un dossier à part.`).waitFor();
    await eventually(async () => {
      const [row] = await look()`select status from cases where id = ${id}`;
      expect(row?.status).toBe("TO_PROCESS");
    });
  });

  it("keeps an address book, whose contacts take part in a case", async () => {
    const page = await newPage();
    await signIn(page, manager);
    await page.goto(`${space}/contacts`);
    await page.getByRole("button", { name: "Ajouter un contact" }).click();
    const dialog = page.getByRole("dialog", { name: "Ajouter un contact" });
    await dialog.getByLabel("Nom du service ou de la personne").fill("Régie de la restauration");
    await dialog.getByLabel("E-mail (facultatif)").fill("regie.restauration@valbrune.example");
    await lookAt(page, "agent-contact");
    await dialog.getByRole("button", { name: "Ajouter le contact" }).click();
    await page.getByText("Contact ajouté au carnet d’adresses.").waitFor();
    await page.getByText("Régie de la restauration").first().waitFor();
    await lookAt(page, "agent-carnet-d-adresses");
  });
});
