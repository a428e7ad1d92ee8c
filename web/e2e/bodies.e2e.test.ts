import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { heading } from "./account-acts.ts";
import { enterWithCode, said } from "./administration-acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 240_000 };

const box = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

describe("what bodies ask of everybody", () => {
  it("is read as sentences, changed with an example, and never over somebody else's rule", slow, async () => {
    // Other journeys count on the rules that hold by themselves.
    onTestFinished(async () => {
      await look()`delete from body_setting`;
    });
    const page = await enterWithCode(
      await newPage(),
      "b.ormerac@guichet.example",
      "/plateforme/declarations",
    );
    await page.getByRole("link", { name: "Organismes" }).click();
    await heading(page, "Organismes").waitFor();
    await page.getByLabel("Dernière séance de l’exemple").fill("2026-03-07");
    const cnm = box(page, "CNM");
    await cnm.getByText("le dernier jour du 3e mois qui suit la dernière séance").waitFor();
    await cnm.getByText("mardi 30 juin 2026").waitFor();
    await box(page, "SIBIL").getByText("jeudi 9 avril 2026").waitFor();
    await lookAt(page, "plateforme-organismes");

    await cnm.getByRole("button", { name: "Modifier" }).click();
    await cnm.getByLabel("Nombre de mois").fill("0");
    await cnm.getByRole("button", { name: "Enregistrer" }).click();
    await cnm.locator(".fr-message--error").getByText("Écrivez un nombre entier de 1 à 12.").waitFor();
    await lookAt(page, "plateforme-organismes-erreur");

    await cnm.getByLabel("Nombre de mois").fill("4");
    await cnm.getByText("vendredi 31 juillet 2026").waitFor();
    await look()`insert into body_setting (id, key, value, changed_at, changed_by)
      values (gen_random_uuid(), 'deadline:CNM', '{"kind": "days_after", "count": 90}', now(), gen_random_uuid())`;
    await cnm.getByRole("button", { name: "Enregistrer" }).click();
    await cnm.getByText("Rien n’est perdu").waitFor();
    await cnm.getByText("90 jours après la dernière séance").waitFor();
    await lookAt(page, "plateforme-organismes-conflit");
    await cnm.getByRole("button", { name: "Enregistrer mes choix" }).click();
    await said(page, "L’échéance CNM est enregistrée.");
    await cnm.getByText("le dernier jour du 4e mois qui suit la dernière séance").waitFor();
    const [kept] = await look()`select value, version from body_setting where key = 'deadline:CNM'`;
    expect(kept).toEqual({ value: { kind: "months_end", count: 4 }, version: 2 });

    const corsica = box(page, "Corse");
    await corsica.getByRole("button", { name: "Modifier" }).click();
    await corsica.getByLabel("Taux, en %").fill("0 ; cinq");
    await corsica.getByRole("button", { name: "Enregistrer" }).click();
    await corsica.locator(".fr-message--error").getByText("« cinq » n’est pas un taux").waitFor();
    await corsica.getByLabel("Taux, en %").fill("20 ; 5,5 ; 0");
    await corsica.getByRole("button", { name: "Enregistrer" }).click();
    await said(page, "Les taux usuels sont enregistrés.");
    await corsica.getByText("0 %, 5,5 %, 20 %").waitFor();
    const audited = await look()`
      select action from audit_event where action in ('body_settings.deadline', 'body_settings.rates')`;
    expect(audited).toHaveLength(2);
  });
});
