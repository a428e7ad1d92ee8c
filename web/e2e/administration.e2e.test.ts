import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createAccount, declareIndependence, follow, heading, linkIn } from "./account-acts.ts";
import { openCase } from "./acts.ts";
import { dialog, enter, enterWithCode, rowOf, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt, mailTo, newAddress, order } from "./journey.ts";

const { newPage, look } = journeys();
const space = "/espace/valbrune";
/** Journeys that look at many states, each four times. */
const slow = { timeout: 240_000 };

describe("an organisation's administrator", () => {
  it("arrives on the members, and sees what to know of each", async () => {
    const page = await enter(await newPage(), "m.drouhin@valbrune.example");
    await heading(page, "Membres").waitFor();
    await rowOf(page, /Samira Benali/)
      .getByText(/il ne peut pas être retiré/)
      .waitFor();
    await rowOf(page, /Inès Rocher/)
      .getByText(/Sans connexion depuis 4/)
      .waitFor();
    await rowOf(page, /c\.lhermite@valbrun\.example/)
      .getByText("n’existe pas")
      .waitFor();
    await lookAt(page, "membres");

    await page.getByRole("link", { name: /Anciens membres/ }).click();
    await rowOf(page, /Régis Montbrial/).waitFor();
    await lookAt(page, "membres-anciens");
    await page.getByRole("link", { name: /^Invitations/ }).click();
    await rowOf(page, /t\.bourdois/)
      .getByText("Expirée")
      .waitFor();
    await lookAt(page, "membres-invitations");
    await page.goto(`${space}/membres?silence=3-mois`);
    await rowOf(page, /Inès Rocher/).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(1);
    await page.goto(`${space}/membres?q=personne-de-ce-nom`);
    await page.getByText("Aucun membre ne correspond").waitFor();
  });

  it(
    "invites a mediator, then takes the role away: the open page ends and the case waits again",
    slow,
    async () => {
      const administrator = await enter(await newPage(), "m.drouhin@valbrune.example");
      await administrator.getByRole("button", { name: "Inviter un membre" }).click();
      await administrator.getByRole("button", { name: "Envoyer l’invitation", exact: true }).click();
      await administrator.getByText("Choisissez au moins un rôle.").waitFor();
      await lookAt(administrator, "membres-inviter-erreurs");
      const email = newAddress("invitee");
      await administrator.getByLabel("Adresse e-mail professionnelle").fill(email);
      await dialog(administrator).getByText("Médiateur", { exact: true }).click();
      await administrator.getByRole("button", { name: "Envoyer l’invitation", exact: true }).click();
      await said(administrator, `Invitation envoyée à ${email}.`);

      const agent = await newPage();
      await follow(agent, linkIn(await mailTo(email, /Invitation/)));
      await createAccount(agent, "Odile", "Ferrandis");
      await declareIndependence(agent);
      await heading(agent, /^Bonjour/).waitFor();
      await agent.goto(`${space}/mediation/a-prendre`);
      await agent.locator("tbody tr").first().waitFor();
      const number = (await agent.locator("tbody .case-table__number").first().innerText()).trim();
      await openCase(agent, number);
      await agent.getByRole("button", { name: "Prendre le dossier" }).click();
      await said(agent, `${number} est à vous.`);

      await administrator.reload();
      await administrator.getByRole("button", { name: "Actions pour Odile Ferrandis" }).click();
      await lookAt(administrator, "membres-menu");
      await administrator.getByRole("button", { name: "Changer les rôles…" }).click();
      await dialog(administrator).getByText("Médiateur", { exact: true }).click();
      await dialog(administrator).getByText("Lecture seule", { exact: true }).click();
      await dialog(administrator)
        .getByText(/Son dossier ouvert passe dans/)
        .waitFor();
      await lookAt(administrator, "membres-roles");
      await administrator.getByRole("button", { name: "Changer les rôles", exact: true }).click();
      await said(administrator, /Rôles de Odile Ferrandis changés/);
      const assignee = async () => {
        const [year, seq] = number.split("-").map(Number);
        const [row] = await look()`
        select c.assignee_id from cases c join organisation o on o.id = c.organisation_id
        where o.slug = 'valbrune' and c.year = ${year ?? 0} and c.seq = ${seq ?? 0}`;
        return row?.assignee_id;
      };
      expect(await assignee()).toBeNull();
      expect((await agent.request.post(`/api/mediation/cases/none/take`, { data: {} })).ok()).toBe(false);

      await administrator.getByRole("button", { name: "Actions pour Odile Ferrandis" }).click();
      await administrator.getByRole("button", { name: "Retirer de l’organisation…" }).click();
      await lookAt(administrator, "membres-retirer");
      await administrator.getByRole("button", { name: "Retirer de l’organisation", exact: true }).click();
      await said(administrator, "Odile Ferrandis est parmi les anciens membres.");
      await eventually(async () =>
        expect(await administrator.getByRole("row", { name: /Odile Ferrandis/ }).count()).toBe(0),
      );
      expect((await agent.request.get("/api/access/me")).ok()).toBe(false);
      await agent.getByRole("link", { name: "Mes dossiers" }).first().click();
      await agent.getByRole("dialog", { name: /session/ }).waitFor();
    },
  );

  it(
    "changes settings one block at a time, and loses nothing when somebody else was faster",
    slow,
    async () => {
      const manager = "o.tessandier@trois-rives.example";
      const page = await enter(await newPage(), manager);
      const other = await enter(await newPage(), manager);
      for (const one of [page, other]) {
        await one.goto("/espace/trois-rives/organisation");
        await one.getByRole("button", { name: "Modifier : Coordonnées" }).click();
      }
      await lookAt(page, "organisation-coordonnees");
      await page.getByRole("textbox", { name: /^Téléphone/ }).fill("02 61 91 02 11");
      await other.getByRole("textbox", { name: /^Téléphone/ }).fill("02 61 91 02 12");
      await other.getByLabel(/^Horaires/).fill("le matin");
      await other.getByRole("button", { name: "Enregistrer", exact: true }).click();
      await said(other, "Enregistré.");
      await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
      await page.getByText("Rien n’est perdu").waitFor();
      await lookAt(page, "organisation-conflit");
      expect(await page.getByLabel(/^Horaires/).inputValue()).toBe("le matin");
      await page.getByText("La valeur enregistrée").click();
      expect(await page.getByRole("textbox", { name: /^Téléphone/ }).inputValue()).toBe("02 61 91 02 12");
      await page.getByText("Votre valeur").click();
      await page.getByRole("button", { name: "Enregistrer mes choix" }).click();
      await said(page, "Enregistré.");
      await page.getByText("02 61 91 02 11").waitFor();

      await page.getByRole("button", { name: "Modifier : Identité" }).click();
      await page.getByText("Violet glycine").click();
      await lookAt(page, "organisation-identite");
      await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
      await page.locator('.agent-space[data-accent="purple-glycine"]').waitFor();
      await page.getByRole("button", { name: "Modifier : Sessions" }).click();
      await page.getByLabel(/^Minutes sans activité/).fill("5");
      await page.getByText("Exiger la vérification en deux étapes").click();
      await page.getByText(/sans vérification en deux étapes/).waitFor();
      await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
      await page.getByText("Au moins 10 minutes.").first().waitFor();
      await lookAt(page, "organisation-sessions-erreur");
      await page.getByRole("link", { name: "Journal" }).first().click();
      await page.getByRole("button", { name: "Quitter sans enregistrer" }).click();

      await heading(page, "Journal").waitFor();
      await page.getByText("Violet glycine").waitFor();
      await lookAt(page, "journal");
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: "Exporter le journal" }).click();
      expect((await download).suggestedFilename()).toMatch(/\.csv$/);
      await page.getByRole("link", { name: "Messages" }).click();
      await page.getByText("a envoyé un message").first().waitFor();
      expect(await page.getByText("Violet glycine").count()).toBe(0);
    },
  );

  it("a manager writes the public texts of the mediation", async () => {
    const page = await enter(await newPage(), "o.tessandier@trois-rives.example");
    await page.goto("/espace/trois-rives/organisation");
    await page.getByRole("button", { name: "Modifier : Textes de la médiation" }).click();
    await page.getByRole("button", { name: "Ajouter un renvoi" }).click();
    await page.getByLabel("Sujet").last().fill("un litige entre voisins");
    await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await page.getByText("Dites à qui s’adresser.").first().waitFor();
    // The sticky bar hides whatever it happens to lie over: looked at from the top.
    await page.evaluate(() => window.scrollTo(0, 0));
    await lookAt(page, "organisation-textes-erreur");
    await page.getByLabel("À qui s’adresser").last().fill("le conciliateur de justice");
    await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await said(page, "Enregistré. La page publique se met à jour.");
    await eventually(async () => {
      const answer = await page.request.get("/mediation/trois-rives");
      expect(await answer.text()).toContain("un litige entre voisins");
    });
  });

  it("of a company sees where its SIRET stands", async () => {
    const page = await enter(await newPage(), "g.nolleau@tricycle.example");
    await heading(page, /^Bonjour/).waitFor();
    await page.getByRole("link", { name: "Organisation" }).first().click();
    await heading(page, "Organisation").waitFor();
    await page.getByRole("heading", { name: "SIRET" }).waitFor();
    await lookAt(page, "organisation-siret");
  });
});

describe("whose roles open few screens", () => {
  it("who reads statistics arrives on them", async () => {
    const page = await enter(await newPage(), "e.querolle@trois-rives.example");
    await heading(page, "Statistiques").waitFor();
  });

  it("is told what they are, and what is open, when they open none", async () => {
    const [person] = await look()`select id from user_account where email = 'g.nolleau@tricycle.example'`;
    const hold = async (service: string, role: string, administrationEnded: Date | null) => {
      await look()`update membership set service = ${service}, roles = ${[role]}
        where service in ('declarations', 'resources') and user_id = ${person?.id}`;
      await look()`update membership set ended_at = ${administrationEnded}
        where service = 'administration' and user_id = ${person?.id}`;
      // A role in a service that the organisation has not opened is none.
      await look()`update organisation set services = ${[service]} where slug = 'compagnie-du-tricycle'`;
    };
    await hold("resources", "library_admin", new Date());
    try {
      const page = await enter(await newPage(), "g.nolleau@tricycle.example");
      await heading(page, "Vos rôles").waitFor();
      await lookAt(page, "vos-roles");
    } finally {
      await hold("declarations", "manager", null);
    }
  });
});

describe("the history of a case", () => {
  it("tells who took it and who read it", async () => {
    const page = await enter(await newPage(), "s.benali@valbrune.example");
    await page.goto(`${space}/mediation/a-prendre`);
    await page.locator("tbody tr").last().waitFor();
    await page.locator("tbody tr a").last().click();
    await page.getByRole("button", { name: "Prendre le dossier" }).click();
    await page.getByRole("link", { name: "Historique" }).click();
    await page.getByText("a pris le dossier").first().waitFor();
    await lookAt(page, "dossier-historique");
    await page.getByRole("link", { name: "Consultations" }).click();
    await page.getByText("a consulté le dossier").first().waitFor();
    expect(await page.getByText("a pris le dossier").count()).toBe(0);
  });
});

describe("an administrator of the platform", () => {
  it("creates an organisation, opens and closes a service, and reads no case", slow, async () => {
    const page = await enterWithCode(
      await newPage(),
      "a.vernois@guichet.example",
      "/plateforme/organisations",
    );
    await rowOf(page, /Ville de Valbrune/).waitFor();
    await lookAt(page, "plateforme-organisations");
    await page.getByRole("button", { name: "Créer une organisation" }).click();
    await dialog(page).getByLabel(/^Nom/).fill("Ville de Brumeval");
    expect(await page.getByLabel(/^Adresse de ses pages/).inputValue()).toBe("ville-brumeval");
    await page.getByRole("button", { name: "Créer et envoyer l’invitation" }).click();
    await page.getByText("Choisissez un type d’organisation.").waitFor();
    await lookAt(page, "plateforme-creer-erreurs");
    await dialog(page).getByLabel("Type").selectOption("commune");
    await dialog(page).getByText("Médiation", { exact: true }).click();
    const email = newAddress("brumeval");
    await dialog(page)
      .getByLabel(/^Adresse e-mail/)
      .fill(email);
    await page.getByRole("button", { name: "Créer et envoyer l’invitation" }).click();
    await said(page, /Ville de Brumeval est créée/);
    await mailTo(email, /Invitation/);
    await rowOf(page, /Ville de Brumeval/).waitFor();

    await page.getByRole("button", { name: "Actions pour Ville de Brumeval" }).click();
    await page.getByRole("button", { name: /^Modifier/ }).click();
    await dialog(page).getByText("Médiation", { exact: true }).click();
    await dialog(page).getByText("Rendez-vous", { exact: true }).click();
    await lookAt(page, "plateforme-services");
    await page.getByRole("button", { name: "Enregistrer et fermer Médiation" }).click();
    await said(page, "Ville de Brumeval est modifiée.");
    await rowOf(page, /Ville de Brumeval/)
      .getByText("Rendez-vous")
      .waitFor();

    await page.getByRole("button", { name: "Actions pour Ville de Brumeval" }).click();
    await page.getByRole("button", { name: "Fermer l’organisation…" }).click();
    await page.getByRole("button", { name: "Fermer l’organisation", exact: true }).click();
    await page.getByText("Écrivez exactement ville-brumeval.").waitFor();
    await lookAt(page, "plateforme-fermer");
    await page.getByLabel(/Pour confirmer/).fill("ville-brumeval");
    await page.getByRole("button", { name: "Fermer l’organisation", exact: true }).click();
    await said(page, "Ville de Brumeval est fermée.");
    await rowOf(page, /Ville de Brumeval/)
      .getByText("Fermée")
      .waitFor();

    const cases = await page.request.get(
      "/api/mediation/cases?organisation=00000000-0000-7000-8000-000000000000",
    );
    expect(cases.ok()).toBe(false);
  });

  it(
    "sees what failed and has it done again; accounts, administrators and companies are listed",
    slow,
    async () => {
      const [organisation] = await look()`select id from organisation where slug = 'valbrune'`;
      const body = JSON.stringify({ organisationId: organisation?.id });
      const letters = await look()`
      insert into dead_letter (id, queue, message_id, body, at)
      select gen_random_uuid(), 'publish-pages', 'e2e-' || n, ${body}, now() from generate_series(1, 3) n
      returning id`;
      const page = await enterWithCode(await newPage(), "b.ormerac@guichet.example", "/plateforme/travaux");
      await page.getByRole("link", { name: /3.messages.*publish-pages/ }).click();
      await eventually(async () => expect(await page.locator(".dead-letters tbody tr").count()).toBe(3));
      await lookAt(page, "plateforme-travaux");
      expect(await page.content()).not.toContain(String(organisation?.id));
      await page.getByLabel("Pages publiques à mettre à jour").first().check();
      await page.getByRole("button", { name: /Rejouer 1.message/ }).click();
      await said(page, /1.message est remis dans sa file/);
      await page.getByLabel("Choisir tous les messages affichés").check();
      await page.getByRole("button", { name: /Rejouer 2.messages/ }).click();
      await said(page, /2.messages sont remis dans leur file/);
      await order("run-schedule/sweep-outbox");
      await eventually(async () => {
        const [left] = await look()`
        select count(*)::int as n from dead_letter where id = any(${letters.map(({ id }) => id)}) and requeued_at is null`;
        expect(left?.n).toBe(0);
      });
      await lookAt(page, "plateforme-travaux-rejoues");

      await page.getByRole("link", { name: "Comptes" }).click();
      await rowOf(page, /Claire Vasseur/).waitFor();
      await lookAt(page, "plateforme-comptes");
      await page.getByRole("link", { name: "Administrateurs" }).click();
      await rowOf(page, /Basile Ormerac/).waitFor();
      await lookAt(page, "plateforme-administrateurs");
      await page.getByRole("link", { name: "Entreprises" }).click();
      await heading(page, "Entreprises").waitFor();
      await rowOf(page, /Compagnie du Tricycle/).waitFor();
      await lookAt(page, "plateforme-entreprises");
      await page.getByRole("link", { name: "Adresses bloquées" }).click();
      await heading(page, "Adresses bloquées").waitFor();
      await lookAt(page, "plateforme-adresses-bloquees");
    },
  );
});

describe("what is done seldom", () => {
  it("a logo is chosen, looked at, published, and taken away", async () => {
    const page = await enter(await newPage(), "j.marchelier@haute-brenelle.example");
    await page.goto("/espace/haute-brenelle/organisation");
    const file = page.locator("section[aria-labelledby=logo] input[type=file]");
    await file.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
    await page.getByText("Choisissez une image PNG, JPEG ou WebP.").waitFor();
    await file.setInputFiles({
      name: "logo.png",
      mimeType: "image/png",
      buffer: Buffer.from("MZ not an image"),
    });
    await page.getByRole("button", { name: "Enregistrer ce logo" }).click();
    await eventually(async () =>
      expect(await page.locator("section[aria-labelledby=logo] .fr-message--error").count()).toBe(1),
    );
    await lookAt(page, "organisation-logo-erreur");
    await file.setInputFiles(join(import.meta.dirname, "../../docs/images/request-form.png"));
    await page.getByRole("img", { name: /pas encore enregistré/ }).waitFor();
    await page.getByRole("button", { name: "Enregistrer ce logo" }).click();
    await said(page, /Logo enregistré/);
    await eventually(async () => {
      const html = await (await page.request.get("/mediation/haute-brenelle")).text();
      const logo = /src="(\/logos\/[^"]+)"/.exec(html)?.[1];
      expect(logo).toBeDefined();
      expect((await page.request.get(logo ?? "")).headers()["content-type"]).toBe("image/png");
    });
    await page.getByRole("button", { name: "Retirer le logo" }).click();
    await said(page, /Logo retiré/);
  });

  it("an administrator resets a lost telephone, a member leaves by themselves", async () => {
    const page = await enterWithCode(
      await newPage(),
      "i.castagnol@saint-aubrin.example",
      "/espace/saint-aubrin/membres",
    );
    await look()`insert into passkey (id, user_id, credential_id, public_key, counter, name)
      select gen_random_uuid(), id, 'e2e-lost', 'x', 0, 'Clé perdue' from user_account where email = 'l.fauvernier@saint-aubrin.example'`;
    await page.reload();
    await page.getByRole("button", { name: "Actions pour Loïc Fauvernier" }).click();
    await page.getByRole("button", { name: /^Réinitialiser la vérification/ }).click();
    await lookAt(page, "membres-reinitialiser");
    await dialog(page).getByRole("button", { name: "Réinitialiser la vérification en deux étapes" }).click();
    await said(page, /Loïc Fauvernier est effacée/);
    expect((await mailTo("l.fauvernier@saint-aubrin.example", /deux étapes/)).text.length).toBeGreaterThan(
      50,
    );

    await page.getByRole("button", { name: "Inviter un membre" }).click();
    const email = newAddress("depart");
    await page.getByLabel("Adresse e-mail professionnelle").fill(email);
    await dialog(page).getByText("Administrateur de l’organisation", { exact: true }).click();
    await page.getByRole("button", { name: "Envoyer l’invitation", exact: true }).click();
    const member = await newPage();
    await follow(member, linkIn(await mailTo(email, /Invitation/)));
    await createAccount(member, "Jeanne", "Partance");
    await member.waitForURL(/\/(compte|connexion|espace)/);
    // The organisation asks for a second factor: until then nothing of it opens, leaving included.
    await look()`update session set second_factor_at = now() where user_id = (select id from user_account where email = ${email})`;
    await member.goto("/espace/saint-aubrin/membres");
    await member.getByRole("button", { name: "Actions pour Jeanne Partance" }).click();
    await member.getByRole("button", { name: "Quitter l’organisation…" }).click();
    await lookAt(member, "membres-quitter");
    await member.getByRole("button", { name: "Quitter l’organisation", exact: true }).click();
    await eventually(async () => {
      const [row] =
        await look()`select count(*)::int as live from membership m join user_account u on u.id = m.user_id
        where u.email = ${email} and m.ended_at is null`;
      expect(row?.live).toBe(0);
    });
  });

  it("an administrator of the platform lifts a blocked address, typed in full", async () => {
    const blocked = newAddress("bloquee");
    await look()`insert into suppression (address_hash, reason, since)
      values (${createHash("sha256").update(blocked).digest("hex")}, 'hard_bounce', now())`;
    const page = await enterWithCode(
      await newPage(),
      "b.ormerac@guichet.example",
      "/plateforme/adresses-bloquees",
    );
    await page.getByRole("heading", { name: "Par cause" }).waitFor();
    expect(await page.content()).not.toContain(blocked);
    await page.getByRole("button", { name: "Débloquer une adresse" }).click();
    await page.getByLabel("Adresse e-mail en entier").fill(newAddress("inconnue"));
    await page.getByRole("button", { name: "Débloquer l’adresse" }).click();
    await dialog(page).locator(".fr-alert--error, .fr-error-text").first().waitFor();
    await lookAt(page, "plateforme-debloquer-erreur");
    await page.getByLabel("Adresse e-mail en entier").fill(` ${blocked.toUpperCase()}`);
    await page.getByRole("button", { name: "Débloquer l’adresse" }).click();
    await said(page, /est débloquée/);
    const [left] = await look()`select count(*)::int as n from suppression
      where address_hash = ${createHash("sha256").update(blocked).digest("hex")}`;
    expect(left?.n).toBe(0);
  });

  it("the journal keeps its filters in its address, and says when nothing corresponds", async () => {
    const page = await enter(await newPage(), "m.drouhin@valbrune.example");
    await page.goto(`${space}/journal?au=2020-01-01`);
    await page.getByText("Rien ne correspond").waitFor();
    await lookAt(page, "journal-vide");
  });
});
