import type { Page } from "playwright-core";
import { expect } from "vitest";
import { tabTo } from "./acts.ts";
import { mailTo, newAddress, type SentMail, shared } from "./journey.ts";

/** A password nobody else of the run has, and that the policy takes. */
export const goodPassword = "une péniche traverse le canal gelé";

/** The address of the page a mail leads to: its link on our own front, token included. */
export const linkIn = (mail: SentMail): string => {
  const found = mail.text.match(new RegExp(`${shared.app}/[^\\s>)]+#[\\w-]+`))?.[0];
  if (!found) throw new Error(`no link in ${mail.subject}:\n${mail.text}`);
  return found.slice(shared.app.length);
};

/** Opens a link as from a mail: a page that is not ours leads to it. */
export const follow = async (page: Page, path: string): Promise<void> => {
  await page.goto("about:blank");
  await page.goto(path);
};

/** Calls the API as the person signed in on this page, from this page. */
export const callAs = async (page: Page, path: string, body: object): Promise<unknown> =>
  page.evaluate(
    async ([address, json]) => {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: json,
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [path, JSON.stringify(body)] as const,
  );

/** A password field; its hint is part of its name. */
export const passwordAt = (page: Page, label: string) =>
  page.getByRole("textbox", { name: new RegExp(`^${label}`) });

/** Fills the sign-in form of the page at hand. */
export const giveCredentials = async (page: Page, email: string, password: string): Promise<void> => {
  await page.getByLabel("Adresse e-mail professionnelle").fill(email);
  await passwordAt(page, "Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
};

/** The single h1 of the screen. */
export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

/** Somebody invited by an administrator of the organisation, who has read the mail. Gives the mail's link. */
export const invite = async (
  administrator: Page,
  organisationId: string,
  name: string,
  roles: Array<{ service: string; roles: string[] }> = [{ service: "mediation", roles: ["mediator"] }],
): Promise<{ email: string; link: string }> => {
  const email = newAddress(name);
  expect(
    await callAs(administrator, `/api/access/organisations/${organisationId}/invitations`, { email, roles }),
  ).toEqual({ state: "sent" });
  return { email, link: linkIn(await mailTo(email, /Invitation/)) };
};

/** From the page of an invitation to the person's space, with a new account. */
export const createAccount = async (page: Page, firstName: string, lastName: string): Promise<void> => {
  await page.getByLabel("Prénom").fill(firstName);
  await page.getByLabel("Nom", { exact: true }).fill(lastName);
  await passwordAt(page, "Mot de passe").fill(goodPassword);
  await page.getByRole("button", { name: "Créer mon compte" }).click();
};

/** What a mediator says once, the first time they come to cases. */
export const declareIndependence = async (page: Page): Promise<void> => {
  await heading(page, "Avant de commencer").waitFor();
  await page.getByText(/^Je déclare n’être ni élu, ni agent/).click();
  await page.getByRole("button", { name: "Déclarer mon indépendance" }).click();
};

/** Leaves by the menu of the account. */
export const leave = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: /^Menu de / }).click();
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await heading(page, "Connexion des agents").waitFor();
};

/** Moves to a field by Tab and types. */
export const typeAt = async (page: Page, label: string, text: string): Promise<void> => {
  await tabTo(page, page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
};
