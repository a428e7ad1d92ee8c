import { expect, it } from "vitest";
import type { PublicOrganisation } from "../../../../shared/mediation/schema.ts";
import { organisationPage } from "./organisation-page.tsx";

const template = "<html><head><title><!--title--></title></head><body><!--page--></body></html>";
const valbrune: PublicOrganisation = {
  slug: "valbrune",
  name: "Ville de Valbrune",
  shortName: "Valbrune",
  kind: "Commune",
  timeZone: "Europe/Paris",
  intakeAddress: "valbrune.mediation@courrier.guichet.example",
  phone: "02 61 91 01 42",
  address: ["4 place du Marché", "18990 Valbrune"],
  title: "médiatrice",
  intro: "Vous êtes en désaccord avec un service de la ville ?",
  accepts: ["vous contestez une facture", "la ville n’a pas répondu"],
  refers: [{ text: "un conflit entre voisins", who: "le conciliateur de justice" }],
  form: { standard: {}, questions: [], version: 0, fileMegabytes: 20 },
  privacy: "Vos données…",
};
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, "");

it("the page is whole without JavaScript and leads to the form", () => {
  const html = organisationPage(template, valbrune);
  expect(html).toContain("<title>Demander une médiation – Médiation de la ville de Valbrune</title>");
  expect(html).toContain('href="/mediation/valbrune/demande"');
  expect(html).toContain('href="mailto:valbrune.mediation@courrier.guichet.example"');
  expect(textOf(html)).toContain("La médiatrice peut-elle vous aider ?");
  expect(textOf(html)).toContain("vous contestez une facture ;la ville n’a pas répondu.");
});

it("without a configured delay or legal text, none is stated", () => {
  const text = textOf(organisationPage(template, valbrune));
  expect(text).toContain("Elle vous écrit.");
  expect(text).not.toContain("tribunal");
});

it("a closed form shows until when, and the other ways stay", () => {
  const html = organisationPage(template, {
    ...valbrune,
    formClosed: { until: "2027-05-03", message: "Les urgences sont prises par téléphone." },
  });
  expect(textOf(html)).toContain("Les demandes en ligne sont fermées jusqu’au 3 mai 2027.");
  expect(html).not.toContain("/demande");
  expect(html).toContain("tel:+33261910142");
  expect(html).toContain('href="/suivi"');
});

it("what an organisation wrote is text, never markup", () => {
  const html = organisationPage(template, {
    ...valbrune,
    name: "Ville <b>$&</b>",
    intro: "<script>alert(1)</script>",
  });
  expect(html).not.toContain("<script>");
  expect(html).toContain("Médiation de la ville &lt;b&gt;$&amp;&lt;/b&gt;</title>");
});

it("a template without its markers is refused, so that no empty page is published", () => {
  expect(() => organisationPage("<html></html>", valbrune)).toThrow("<!--page-->");
});
