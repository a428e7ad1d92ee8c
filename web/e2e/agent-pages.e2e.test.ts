import { describe, expect, it } from "vitest";
import { openCase, signIn } from "./acts.ts";
import { eventually, journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const manager = "s.benali@valbrune.example";
const space = "/espace/valbrune/mediation";

/** Number of some demo case of Valbrune that fulfils a condition. */
const caseWhere = async (condition: string): Promise<string> => {
  const [row] = await look().unsafe(`
    select c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
    join organisation o on o.id = c.organisation_id and o.slug = 'valbrune'
    where ${condition} order by c.received_at desc limit 1`);
  if (!row) throw new Error(`no demo case where ${condition}`);
  return String(row.number);
};

describe("an agent's pages", () => {
  it("a wrong password and an unknown address get the same answer", async () => {
    const page = await newPage();
    await page.goto("/connexion");
    for (const email of [manager, "inconnue@valbrune.example"]) {
      await page.getByLabel("Adresse e-mail professionnelle").fill(email);
      await page.getByRole("textbox", { name: "Mot de passe" }).fill("un mauvais mot de passe");
      await page.getByRole("button", { name: "Se connecter" }).click();
      await page.getByText("Adresse e-mail ou mot de passe incorrect.").waitFor();
    }
    await lookAt(page, "connexion-erreur");
  });

  it("lists show what the demo holds, in both themes and on a small phone", async () => {
    const page = await newPage();
    await signIn(page, manager);
    for (const [name, path] of [
      ["agent-a-prendre", "a-prendre"],
      ["agent-mes-dossiers", "mes-dossiers"],
      ["agent-tous-les-dossiers", "dossiers"],
      ["agent-clos", "clos"],
    ] as const) {
      await page.goto(`${space}/${path}`);
      await page.locator("tbody tr").first().waitFor();
      await lookAt(page, name);
    }
    await page.goto(`${space}/clos`);
    await page.locator("tbody tr").first().waitFor();
    expect(await page.locator("tbody tr").count()).toBe(50);
    await page.getByRole("button", { name: /Afficher 50 de plus/ }).click();
    await eventually(async () => expect(await page.locator("tbody tr").count()).toBeGreaterThan(50));
  });

  it("the search finds the words of a message, and opens the case at it", async () => {
    const [row] = await look()`
      select e.id from case_entry e join organisation o on o.id = e.organisation_id and o.slug = 'valbrune'
      where e.text like '%signé par onze voisins%' order by e.occurred_at desc limit 1`;
    const page = await newPage();
    await signIn(page, manager);
    await page.keyboard.press("/");
    await page.keyboard.type("signe onze voisin");
    await page.getByText("Messages et pièces").waitFor();
    await lookAt(page, "agent-recherche-messages");
    await page.keyboard.press("Enter");
    await page.locator(".case-header").waitFor();
    const entry = page.locator(`#echange-${row?.id}`);
    await eventually(async () =>
      expect(await entry.evaluate((one) => one === document.activeElement)).toBe(true),
    );
  });

  it("a case with a failed sending says which address, and why", async () => {
    const page = await newPage();
    await signIn(page, manager);
    await openCase(page, await caseWhere("c.failed_send"));
    await page
      .getByText(/Message non distribué/)
      .first()
      .waitFor();
    await lookAt(page, "agent-dossier-envoi-en-echec");
  });

  it("a case with a held mail shows it apart, with its cause", async () => {
    const page = await newPage();
    await signIn(page, manager);
    await openCase(page, await caseWhere("exists (select 1 from quarantine q where q.case_id = c.id)"));
    await page
      .getByText(/À vérifier/)
      .first()
      .waitFor();
    await lookAt(page, "agent-dossier-message-retenu");
  });

  it("a reader reads and is offered nothing else", async () => {
    const page = await newPage();
    await signIn(page, "i.rocher@valbrune.example");
    const number = await caseWhere("c.status = 'WAITING_FOR_ADMINISTRATION' and not c.restricted");
    await openCase(page, number);
    expect(await page.getByRole("button", { name: /Clore|Prendre|Répondre/ }).count()).toBe(0);
    await lookAt(page, "agent-dossier-lecture-seule");
  });

  it("an organisation's agent cannot open a case of another", async () => {
    const page = await newPage();
    await signIn(page, "b.oulmiere@haute-brenelle.example", "haute-brenelle");
    const [foreign] = await look()`
      select c.id from cases c join organisation o on o.id = c.organisation_id where o.slug = 'valbrune' limit 1`;
    const answer = await page.request.get(`/api/mediation/cases/${foreign?.id}`);
    expect(answer.status()).toBe(404);
    const unknown = await page.request.get("/api/mediation/cases/01900000-0000-7000-8000-000000000000");
    expect(await unknown.json()).toMatchObject({ reason: (await answer.json()).reason });
  });
});
