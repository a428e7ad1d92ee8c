import { type QuarantineCause, quarantineCauses } from "../../../shared/mail/schema.ts";
import type { Organisation } from "../access/index.ts";
import { identityOf, placeOf } from "./brand.ts";
import { layoutMail } from "./layout.ts";
import type { ComposedMessage } from "./queue-mail.ts";

const mails = (number: number) => (number === 1 ? "1\u00a0courriel" : `${number}\u00a0courriels`);
const causeLabel = (cause: string) =>
  Object.hasOwn(quarantineCauses, cause) ? quarantineCauses[cause as QuarantineCause].label : cause;

/** Tells who keeps a quarantine how many mails wait there, by cause, and how many end soon; nothing of what they say. */
export const heldMail = (
  env: { appOrigin: string },
  organisation: Organisation,
  {
    service,
    causes,
    ending,
  }: { service: string; causes: ReadonlyArray<{ cause: string; waiting: number }>; ending: number },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const total = causes.reduce((sum, { waiting }) => sum + waiting, 0);
  const subject = `${mails(total)} en quarantaine ${total === 1 ? "attend" : "attendent"} une décision`;
  const end =
    ending === 0
      ? []
      : [
          {
            is: "note" as const,
            title: "Bientôt effacés",
            content: [
              ending === 1
                ? "1\u00a0courriel s’efface dans cinq jours ou moins."
                : `${ending}\u00a0courriels s’effacent dans cinq jours ou moins.`,
            ],
          },
        ];
  const laid = layoutMail({
    title: subject,
    preview: organisation.name,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [`${organisation.name}. Par cause\u00a0:`] },
      {
        is: "list",
        items: [...causes]
          .sort((a, b) => b.waiting - a.waiting || a.cause.localeCompare(b.cause))
          .map(({ cause, waiting }) => [`${causeLabel(cause)}\u00a0: ${waiting}`]),
      },
      ...end,
      {
        is: "button",
        label: "Ouvrir la quarantaine",
        href: `${env.appOrigin}/espace/${organisation.slug}/${service}/quarantaine`,
      },
    ],
    footer: [
      ["Vous recevez cet e-mail parce que vous décidez des courriels retenus de cette organisation."],
      [placeOf(organisation)],
    ],
  });
  return { ...laid, template: "mail.held@1", senderName: organisation.settings.senderName, subject };
};
