import { accentColour } from "../../../shared/access/organisation.ts";
import type { Organisation } from "../access/index.ts";
import type { Inline, MailLayout } from "./layout.ts";

/** What a mail shows of an organisation; the path of its logo is one of its front. */
type Branded = Pick<Organisation, "name" | "settings">;

/** A published logo as mails show it: programs draw bitmaps only, and the front keeps one beside each drawing. */
export const logoOf = (origin: string, logo: { path: string; alt: string }): MailLayout["logo"] => ({
  src: new URL(logo.path.replace(/\.svg$/, ".png"), origin).href,
  alt: logo.alt,
});

/** The logo and the colour of the organisation that writes; neither when it gave none. */
export const identityOf = (
  env: { appOrigin: string },
  { name, settings }: Branded,
): Pick<MailLayout, "logo" | "accent"> => ({
  ...(settings.logo ? { logo: logoOf(env.appOrigin, { path: settings.logo, alt: name }) } : {}),
  accent: accentColour(settings.accent),
});

/** Who writes and where they are, on one line of the foot. `name` when it is a service: « Médiation de … ». */
export const placeOf = ({ name, settings }: Branded, as: string = name): Inline => {
  const phone = settings.phone ? ` Téléphone\u00a0: ${settings.phone.replaceAll(" ", "\u00a0")}.` : "";
  return `${[as, ...settings.address].join(", ")}.${phone}`;
};
