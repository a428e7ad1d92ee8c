import { renderToStaticMarkup } from "react-dom/server";
import { mediationName } from "../../../../shared/mediation/mediator-words.ts";
import type { PublicOrganisation } from "../../../../shared/mediation/schema.ts";
import { OrganisationHome } from "./organisation-home.tsx";

/** Key, in the bucket of the site, of the page to fill; the front's build writes it. */
export const organisationTemplate = "_templates/organisation.html";

/** Key of an organisation's published home, which answers /mediation/<slug>. */
export const organisationPageKey = (slug: string) => `mediation/${slug}/index.html`;

const fill = (template: string, marker: string, text: string) => {
  if (!template.includes(marker)) throw new Error(`The template of organisations has no ${marker}.`);
  return template.replace(marker, () => text);
};

/** The whole HTML of an organisation's home: complete without JavaScript, its only script sets the theme. */
export const organisationPage = (template: string, organisation: PublicOrganisation): string => {
  const title = `Demander une médiation – ${mediationName(organisation.name)}`;
  const page = fill(
    template,
    "<!--page-->",
    renderToStaticMarkup(<OrganisationHome organisation={organisation} />),
  );
  return fill(page, "<!--title-->", renderToStaticMarkup(title));
};
