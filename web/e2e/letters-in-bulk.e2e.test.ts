import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const space = "/espace/valbrune/mediation";
const question = "Dans quel quartier habitez-vous ?";

/** The form the office publishes for this journey only: the others fill the form of the demo. */
const formId = randomUUID();

/** The published form of the office asks one question of its own, as its managers publish it. */
const askOwnQuestion = async (): Promise<void> => {
  const config = {
    standard: {},
    questions: [
      { id: randomUUID(), kind: "single", label: question, required: true, choices: ["Tanneries", "Gare"] },
    ],
  };
  await look()`
    insert into form_config (id, organisation_id, number, config, version, published_at, updated_at)
    select ${formId}, o.id, coalesce((select max(number) from form_config where organisation_id = o.id), 0) + 1,
      ${JSON.stringify(config)}::text::jsonb, 100, now(), now() from organisation o where o.slug = 'valbrune'`;
};

/** A case told by telephone, in the hands of the mediator, with the answer to the office's own question. */
const byPhone = async (
  page: Page,
  lastName: string,
  looks = false,
): Promise<{ id: string; number: string }> => {
  await page.goto(`${space}/nouveau`);
  await page.getByLabel("Mode de saisine").selectOption("PHONE");
  await page.getByLabel("Nom", { exact: true }).fill(lastName);
  await page
    .getByRole("textbox", { name: "Description", exact: true })
    .fill("La facture d’eau compte une fuite réparée depuis.");
  await page.getByText("Tanneries", { exact: true }).click();
  // From the top: what the bar half covers is no target.
  await page.evaluate(() => scrollTo(0, 0));
  if (looks) await lookAt(page, "agent-enregistrer-questions");
  await page.getByRole("button", { name: "Enregistrer le dossier" }).click();
  await page.getByRole("heading", { name: "Votre demande est enregistrée" }).waitFor();
  const [row] = await look()<
    { id: string; number: string; answers: { label: string; values: string[] }[] }[]
  >`
    select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number, c.custom_answers as answers from cases c
    join party p on p.case_id = c.id and p.role = 'REQUESTER' where p.last_name = ${lastName}`;
  expect(row?.answers).toMatchObject([{ label: question, values: ["Tanneries"] }]);
  const { id = "", number = "" } = row ?? {};
  await look()`update cases set assignee_id = (select id from user_account where email = ${mediator}) where id = ${id}`;
  return { id, number };
};

afterEach(async () => {
  await look()`delete from form_config where id = ${formId}`;
});

describe("letters to many", () => {
  it("cases registered with the office's own question get their letters in one file; one without address is said", async () => {
    await askOwnQuestion();
    const page = await newPage();
    await signIn(page, mediator);
    const posted = await byPhone(page, "Maréchaude", true);
    const homeless = await byPhone(page, "Maréchaude-Puy");
    await look()`update party set line1 = '12 rue des Lavandières', postal_code = '18990', city = 'Valbrune'
      where case_id = ${posted.id} and role = 'REQUESTER'`;
    await page.goto(`${space}/mes-dossiers?q=Mar%C3%A9chaude`);
    for (const { number } of [posted, homeless])
      await page.getByRole("checkbox", { name: `Sélectionner le dossier ${number}` }).check({ force: true });
    await page.getByRole("button", { name: "Autres actions" }).click();
    await page.getByRole("button", { name: "Imprimer des courriers…" }).click();
    const dialog = page.getByRole("dialog", { name: "Préparer les courriers de 2\u00a0dossiers" });
    await dialog.getByLabel("Modèle").selectOption({ label: "Accusé de réception complémentaire" });
    await lookAt(page, "agent-courriers-en-nombre");
    await dialog.getByRole("button", { name: "Préparer les courriers de 2\u00a0dossiers" }).click();
    const result = page.getByRole("region", { name: "Action sur plusieurs dossiers" });
    await result.getByText("1\u00a0courrier préparé sur 2").waitFor({ timeout: 30_000 });
    await result.getByRole("button", { name: /^Télécharger courriers-.*\.pdf/ }).waitFor();
    expect(await result.getByRole("listitem").textContent()).toMatch(
      new RegExp(`${homeless.number}.*adresse postale`),
    );
    await lookAt(page, "agent-courriers-resultat");

    // A, on a case, opens its transfer.
    await page.goto(`${space}/dossiers/${posted.id}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("a");
    await page.getByRole("dialog", { name: /Transférer/ }).waitFor();
  });
});
