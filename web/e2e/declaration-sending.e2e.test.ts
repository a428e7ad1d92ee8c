import type { Page } from "playwright-core";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { DeclarationForm } from "../../shared/declarations/declaration.ts";
import type { DeclarationView } from "../../shared/declarations/declaring.ts";
import type { Body } from "../../shared/declarations/enums.ts";
import type { ShowView } from "../../shared/declarations/shows.ts";
import { callAs, heading } from "./account-acts.ts";
import { dialog, enter } from "./administration-acts.ts";
import { eventually, journeys, lookAt, mailsTo, mailTo, order, replyAddressOf } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 300_000 };
const sending = { timeout: 90_000 };
const nora = "n.delmas@lanterne.example";
const delegation = "delegation.val@sacem.example";
const space = "/espace/theatre-de-la-lanterne/declarations";
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const amount = (text: string) => new RegExp(text.replaceAll(" ", "\\s"));
const api = "/api/declarations";

const amounts = (gross: number, net: number) => ({ gross, net, vat: 550 });
const complete = (form: DeclarationForm, bodies: Body[]): DeclarationForm => ({
  ...form,
  bodies,
  performanceType: "THEATRE_AND_STORYTELLING_AND_MIME",
  producer: { name: "Compagnie Les Passe-Murailles", siren: "988678900", country: null },
  capacity: 180,
  expenses: amounts(211_000, 200_000),
  introductionFees: amounts(21_100, 20_000),
  circusExpenses: amounts(0, 0),
});

/** A show of two performances that are over, typed by hand, and its draft with nothing missing; on its preview. */
const aReadyDraft = async (
  page: Page,
  name: string,
  bodies: Body[],
  also = (form: DeclarationForm): DeclarationForm => form,
) => {
  const [theatre] = await look()`select organisation.id, place.id as place from organisation
    join place on place.organisation_id = organisation.id where slug = 'theatre-de-la-lanterne' and place.postal_code = '18990' limit 1`;
  const evening = (startAt: string, paid: number) => ({
    startAt,
    lines: [{ category: "Plein", unitPrice: 1_000, vat: 550, paid, free: 4 }],
  });
  // What callAs answers is what the route says it answers.
  const show = (await callAs(page, `${api}/shows`, {
    organisation: theatre?.id,
    name,
    placeId: theatre?.place,
    capacity: 180,
    performances: [evening("2026-09-11T20:30", 61), evening("2026-09-12T20:30", 74)],
  })) as ShowView;
  const opened = (await callAs(page, `${api}/declarations`, { showId: show.id })) as DeclarationView;
  await saveForm(page, opened, also(complete(opened.current.form, bodies)));
  await page.goto(`${space}/declarations/${opened.id}/apercu?organisme=${bodies[0]}`);
  await heading(page, "Vérifier avant d’envoyer").waitFor();
  return { show, id: opened.id };
};

const saveForm = (
  page: Page,
  { id, current }: Pick<DeclarationView, "id" | "current">,
  form: DeclarationForm,
) =>
  page.evaluate(
    async ([path, json]) => {
      const answer = await fetch(path, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: json,
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    [`${api}/declarations/${id}/form`, JSON.stringify({ version: current.version, form })] as const,
  );

const send = async (page: Page, to: string) => {
  await button(page, `Envoyer ${to}`).click();
  // Twice at once: one sending all the same.
  await dialog(page).getByRole("button", { name: "Envoyer" }).dblclick();
  await page.waitForURL(/\/envois$/);
};
const stateIs = (page: Page, body: Body, words: string) =>
  page.getByRole("region", { name: body }).getByText(words, { exact: true }).waitFor(sending);
const told = (id: string, body: Body) =>
  look()`select state, body_reference, deposited_on from transmission
    where declaration_id = ${id} and body = ${body} order by created_at`;

describe("a declaration that leaves", () => {
  afterEach(() => order("sacd/normal"));

  it(
    "reaches the delegation of SACEM with its document, and whoever declares with a copy",
    slow,
    async () => {
      const page = await enter(await newPage(), nora);
      const { id } = await aReadyDraft(page, "La Ronde des oies", ["SACEM", "SACD", "ASTP"]);
      await page.getByText("Envoi à la SACEM").waitFor();
      await send(page, "à la SACEM");
      // Leaving the page does not stop it.
      await page.goto(space);
      const mail = await mailTo(delegation, /^Nouvelle déclaration SACEM - La Ronde des oies - /);
      expect(mail.attachments.map(({ name }) => name)).toEqual(["Déclaration SACEM - la-ronde-des-oies.pdf"]);
      expect(replyAddressOf(mail)).toBe(nora);
      expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated/im);
      await mailTo(nora, /^Copie\s: Nouvelle déclaration SACEM - La Ronde des oies - /);
      expect(await told(id, "SACEM")).toHaveLength(1);
      const letters = (await mailsTo(delegation)).filter(({ subject }) =>
        subject.includes("La Ronde des oies"),
      );
      expect(letters).toHaveLength(1);
      await page.goto(`${space}/declarations/${id}/envois`);
      await stateIs(page, "SACEM", "Transmise");
      await lookAt(page, "envoi-sacem-transmise");
    },
  );

  it("is for two delegations: it says so, and is cut in one declaration per place", slow, async () => {
    const page = await enter(await newPage(), nora);
    await look()`with rives as (insert into rights_agency (id, body, directory_version, label, email)
      select gen_random_uuid(), body, directory_version, 'Délégation des Rives', 'delegation.rives@sacem.example'
      from agency_directory where body = 'SACEM' returning id, body, directory_version)
      insert into rights_agency_match (body, directory_version, match, agency_id)
      select body, directory_version, '28990', id from rives`;
    // Other journeys look at the list that the demo has.
    onTestFinished(async () => {
      await look()`delete from rights_agency_match where match = '28990'`;
      await look()`delete from rights_agency where email = 'delegation.rives@sacem.example'`;
    });
    const hall = {
      ...{ id: null, name: "Salle des Rives", street: "2 quai des Saules", postalCode: "28990" },
      ...{ city: "Rivebois", country: "FR", timeZone: "Europe/Paris" },
    };
    const { show } = await aReadyDraft(page, "Le Chant des rives", ["SACEM"], (form) => ({
      ...form,
      performances: form.performances.map((one, at) => (at === 1 ? { ...one, place: hall } : one)),
    }));
    await page.getByText(/relève d’une autre délégation, Délégation des Rives/).waitFor();
    await lookAt(page, "envoi-autre-delegation");
    await button(page, "Découper par lieu").click();
    await lookAt(page, "envoi-decouper");
    await dialog(page).getByRole("button", { name: "Découper par lieu" }).click();
    await heading(page, "Déclarations").waitFor();
    await eventually(async () =>
      expect(await page.getByRole("row", { name: /Le Chant des rives/ }).count()).toBe(2),
    );
    const told =
      await look()`select jsonb_array_length(form->'performances') as count from declaration_version
      join declaration on declaration.id = declaration_id where show_id = ${show.id}`;
    expect(told.map(({ count }) => count)).toEqual([1, 1]);
  });

  it(
    "is refused by SACD in its words, mended as version 2, and accepted without telling again what it took",
    slow,
    async () => {
      const page = await enter(await newPage(), nora);
      await order("sacd/refuses");
      const { id } = await aReadyDraft(page, "Le Moulin de Javel", ["SACD", "ASTP"]);
      await page.getByText("rep_nb_billets_pay").waitFor();
      await lookAt(page, "envoi-sacd-apercu");
      await send(page, "à la SACD");
      await stateIs(page, "SACD", "Rejetée");
      await page.getByText("Nombre de billets payants incohérent").waitFor();
      await page.getByText("Jauge inhabituelle pour cette salle").waitFor();
      await lookAt(page, "envoi-sacd-rejetee");

      await order("sacd/normal");
      await button(page, "Corriger et renvoyer à la SACD").click();
      await heading(page, /^Corriger «/).waitFor();
      await button(page, "Voir ce qui sera envoyé").click();
      await page.getByText("Envoi à la SACD").waitFor();
      // The performance that was accepted is not told again (settled.md §10).
      await page.getByText("1 séance", { exact: true }).first().waitFor();
      await send(page, "à la SACD");
      await stateIs(page, "SACD", "Acceptée");
      expect((await told(id, "SACD")).map(({ state }) => state)).toEqual(["rejected", "accepted"]);
    },
  );

  it("shows the refused field in its card, where it is mended", slow, async () => {
    const page = await enter(await newPage(), nora);
    await order("sacd/refuses-producer");
    const { id } = await aReadyDraft(page, "Le Fil d’encre", ["SACD"]);
    await send(page, "à la SACD");
    await stateIs(page, "SACD", "Rejetée");
    const siren = page.getByLabel("SIREN du producteur");
    expect(await siren.inputValue()).toBe("988678900");
    await lookAt(page, "envoi-sacd-champ-refuse");
    await siren.fill("123456789");
    await button(page, "Corriger et renvoyer à la SACD").click();
    await page.getByText("Ce SIREN n’est pas valide").waitFor();
    await order("sacd/normal");
    await siren.fill("009 875 121");
    await button(page, "Corriger et renvoyer à la SACD").click();
    await heading(page, "Vérifier avant d’envoyer").waitFor();
    await page.getByText("009875121", { exact: true }).first().waitFor();
    await send(page, "à la SACD");
    await stateIs(page, "SACD", "Acceptée");
    expect((await told(id, "SACD")).map(({ state }) => state)).toEqual(["rejected", "accepted"]);
  });

  it("is cut after it left: nothing goes again by itself, a declarant looks and says", slow, async () => {
    const page = await enter(await newPage(), nora);
    await order("sacd/cuts");
    const { id } = await aReadyDraft(page, "Trois Lanternes", ["SACD"]);
    await send(page, "à la SACD");
    await stateIs(page, "SACD", "Résultat inconnu");
    await page.getByText("Non, elle n’y est pas").click();
    await lookAt(page, "envoi-sacd-incertain");
    await order("sacd/normal");
    await button(page, /^Renvoyer à la SACD/).click();
    await dialog(page).getByRole("button", { name: "Renvoyer" }).click();
    await stateIs(page, "SACD", "Acceptée");
    expect(await told(id, "SACD")).toHaveLength(1);
  });

  it("did not leave: it says so, and leaves again as it was", slow, async () => {
    const page = await enter(await newPage(), nora);
    await order("sacd/fails");
    await aReadyDraft(page, "La Chambre claire", ["SACD"]);
    await send(page, "à la SACD");
    await stateIs(page, "SACD", "Envoi échoué");
    await page.getByText("Rien n’est parti.").waitFor();
    await lookAt(page, "envoi-sacd-echoue");
    await order("sacd/normal");
    await button(page, "Renvoyer").click();
    await stateIs(page, "SACD", "Acceptée");
  });

  it("shows figures that changed since, and is rectified by a version 2", slow, async () => {
    const page = await enter(await newPage(), nora);
    const { show, id } = await aReadyDraft(page, "Les Heures bleues", ["SACD"]);
    await send(page, "à la SACD");
    await stateIs(page, "SACD", "Acceptée");
    const [second] = await look()`select id, version from performance
      where show_id = ${show.id} order by start_at desc limit 1`;
    await callAs(page, `${api}/performances/${second?.id}/correct`, {
      version: second?.version,
      reason: "Deux places vendues à l’entrée.",
      paid: 76,
      gross: 76_000,
    });
    await page.reload();
    await heading(page, "Les chiffres ont changé depuis l’envoi").waitFor();
    await lookAt(page, "envoi-chiffres-changes");
    await button(page, "Préparer la rectification").click();
    await heading(page, /^Rectifier «/).waitFor();
    await button(page, "Voir ce qui sera envoyé").click();
    await page.getByText("Envoi à la SACD").waitFor();
    await send(page, "à la SACD");
    await stateIs(page, "SACD", "Acceptée");
    await eventually(async () =>
      expect((await told(id, "SACD")).map(({ state }) => state)).toEqual(["corrected", "accepted"]),
    );
    await lookAt(page, "envoi-rectifiee");
  });

  it("waits to be copied into a portal, whose deposit a person records", slow, async () => {
    const page = await enter(await newPage(), nora);
    const { id } = await aReadyDraft(page, "Petit Bestiaire", ["ASTP"]);
    await button(page, "Figer ces chiffres").click();
    await dialog(page).getByRole("button", { name: "Figer" }).click();
    await stateIs(page, "ASTP", "À déposer sur le portail");
    await page.getByText(amount("1 279,62")).first().waitFor();
    await lookAt(page, "envoi-astp-a-deposer");
    await button(page, "C’est déposé…").click();
    await page.getByLabel("Référence donnée par le portail").fill("ASTP-88-2041");
    await lookAt(page, "envoi-astp-deposer");
    await dialog(page).getByRole("button", { name: "Noter le dépôt" }).click();
    await stateIs(page, "ASTP", "Déposée");
    await page.getByText("ASTP-88-2041").waitFor();
    const [row] = await told(id, "ASTP");
    expect(row).toMatchObject({ state: "deposited", body_reference: "ASTP-88-2041" });
    await lookAt(page, "envoi-astp-deposee");
  });

  it(
    "declarations#19 is sent once by two declarants at once: the second sees what the first sent",
    slow,
    async () => {
      const page = await enter(await newPage(), nora);
      const other = await enter(await newPage(), nora);
      const { id } = await aReadyDraft(page, "Deux fois l’aube", ["SACD"]);
      await other.goto(`${space}/declarations/${id}/apercu?organisme=SACD`);
      for (const one of [page, other]) await button(one, "Envoyer à la SACD").click();
      await Promise.all(
        [page, other].map((one) => dialog(one).getByRole("button", { name: "Envoyer" }).click()),
      );
      for (const one of [page, other]) {
        await one.waitForURL(/\/envois$/);
        await stateIs(one, "SACD", "Acceptée");
      }
      expect(await told(id, "SACD")).toHaveLength(1);
    },
  );
});
