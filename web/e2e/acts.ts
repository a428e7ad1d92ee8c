import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { demoPassword } from "../../infra/local/demo/organisations.ts";

/** Moves with Tab until the element has the focus, as someone without a mouse does. */
export const tabTo = async (page: Page, target: Locator): Promise<void> => {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${target}`);
};

const typeInto = async (page: Page, name: RegExp, text: string) => {
  await tabTo(page, page.getByRole("textbox", { name }));
  await page.keyboard.type(text);
};

/** The step's heading has the focus once its page is there. */
const atStep = (page: Page, title: RegExp) =>
  page.getByRole("heading", { level: 1, name: title }).waitFor({ state: "visible" });

const next = async (page: Page, name: string | RegExp) => {
  await tabTo(page, page.getByRole("button", { name }));
  await page.keyboard.press("Enter");
};

export interface Filing {
  email?: string;
  phone?: string;
  lastName: string;
  text: string;
  file?: { name: string; mimeType: string; buffer: Buffer };
  /** Whose form; Valbrune's unless said. */
  organisation?: string;
  /** Answers the organisation's own questions, on the step of the dispute. */
  answer?: () => Promise<void>;
  /** Looked at on each step, under its number. */
  onStep?: (step: number) => Promise<void>;
}

/** Fills the request form up to its last step, by keyboard alone. */
export const fillRequest = async (page: Page, filing: Filing): Promise<void> => {
  const seen = filing.onStep ?? (async () => {});
  await page.goto(`/mediation/${filing.organisation ?? "valbrune"}/demande`);
  await atStep(page, /Pour qui/);
  await tabTo(page, page.getByRole("radio", { name: "Pour moi" }));
  await page.keyboard.press("Space");
  await seen(1);
  await next(page, "Continuer");

  await atStep(page, /Vos coordonnées/);
  await typeInto(page, /^Nom$/, filing.lastName);
  if (filing.email) await typeInto(page, /Adresse.e-mail/, filing.email);
  if (filing.phone) await typeInto(page, /^Téléphone/, filing.phone);
  await seen(2);
  await next(page, "Continuer");

  await atStep(page, /Votre différend/);
  await typeInto(page, /Que s’est-il passé/, filing.text);
  await filing.answer?.();
  await seen(3);
  await next(page, "Continuer");

  await atStep(page, /Pièces/);
  if (filing.file) {
    const chooser = page.waitForEvent("filechooser");
    await next(page, /Choisir des fichiers/);
    await (await chooser).setFiles(filing.file);
    await page.getByText(/^Ajouté/).waitFor();
  }
  await seen(4);
  await next(page, "Continuer");
  await atStep(page, /Vérification/);
  // Nobody fills a form in less than three seconds: a faster one is taken for a robot's.
  await page.waitForFunction(() => performance.now() > 3_500);
  await seen(5);
};

/** Sends the filled form and gives the number of the receipt. */
export const sendRequest = async (page: Page): Promise<string> => {
  await next(page, "Envoyer ma demande");
  return receiptNumber(page);
};

/** The number on the receipt. */
export const receiptNumber = async (page: Page): Promise<string> => {
  await page.getByRole("heading", { level: 1, name: "Votre demande est enregistrée" }).waitFor();
  const number = (await page.locator(".receipt__number").innerText()).trim();
  expect(number).toMatch(/^\d{4}-\d{5}$/);
  return number;
};

/** Signs an agent of the demo in, from the sign-in page to their home in that organisation. */
export const signIn = async (page: Page, email: string, organisation = "valbrune"): Promise<void> => {
  await page.goto("/connexion");
  await page.getByLabel("Adresse e-mail professionnelle").fill(email);
  await page.getByRole("textbox", { name: "Mot de passe" }).fill(demoPassword);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.getByRole("heading", { level: 1, name: /^Bonjour/ }).waitFor();
  await page.goto(`/espace/${organisation}/mediation`);
  await page.getByRole("heading", { level: 1, name: /^Bonjour/ }).waitFor();
};

/** Opens a case by its number, through the search. */
export const openCase = async (page: Page, number: string): Promise<void> => {
  await page.keyboard.press("/");
  await page.keyboard.type(number);
  // Messages that name it may be found too.
  await page
    .getByRole("option", { name: new RegExp(number) })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".case-header").getByText(number).first().waitFor();
};

/** A small PDF that is really one. */
export const aPdf = (): Buffer =>
  Buffer.from(
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
  );
