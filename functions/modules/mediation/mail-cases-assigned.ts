import { mediationName } from "../../../shared/mediation/mediator-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail, placeOf } from "../mail/index.ts";

/** Tells somebody that many cases come to them at once: how many, without a name or a number. */
export const casesAssignedMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  count: number,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const subject = count === 1 ? "Un dossier vous est attribué" : `${count} dossiers vous sont attribués`;
  const laid = layoutMail({
    title: subject,
    preview: "Ils sont dans vos dossiers.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [`${organisation.name}, médiation.`] },
      { is: "paragraph", content: ["Vous les trouverez parmi vos dossiers."] },
      {
        is: "button",
        label: "Voir mes dossiers",
        href: `${env.appOrigin}/espace/${organisation.slug}/mediation/mes-dossiers`,
      },
    ],
    footer: [
      ["Vous recevez cet e-mail parce que vous êtes médiateur de cette organisation."],
      [placeOf(organisation, mediationName(organisation.name))],
    ],
  });
  return {
    ...laid,
    template: "mediation.cases_assigned@1",
    senderName: organisation.settings.senderName,
    subject,
  };
};
