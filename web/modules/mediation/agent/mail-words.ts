import type { EntryFlag } from "../../../../shared/mail/schema.ts";

/** Addresses of ours lead to the case and say nothing to a reader. */
const ours = /^[rab]-[0-9a-z]{26}@/;
const mostShown = 10;

/** « à ce dossier et quelquun@courriel.example »; undefined when the mail was sent to the case alone. */
export function recipientsWords(recipients: readonly string[]): string | undefined {
  const addressOf = (line: string) => /<([^<>]+)>$/.exec(line)?.[1] ?? line;
  const others = recipients.filter((line) => !ours.test(addressOf(line)));
  if (others.length === 0) return undefined;
  const shown = others.slice(0, mostShown);
  const more = others.length - shown.length;
  const all = [
    ...(others.length < recipients.length ? ["ce dossier"] : []),
    ...shown,
    ...(more > 0 ? [`${more} ${more > 1 ? "autres" : "autre"}`] : []),
  ];
  return `Envoyé à ${new Intl.ListFormat("fr").format(all)}`;
}

/** Where the sender asks to be answered: shown, never used by itself. */
export const replyToWords = (addresses: readonly string[]): string | undefined =>
  addresses.length === 0
    ? undefined
    : `Demande une réponse à ${new Intl.ListFormat("fr").format(addresses)}, qui n’est pas son adresse\u00a0: vos réponses partent à l’adresse connue`;

export const claimedWords = (instant: string): string => `Daté par l’expéditeur du ${instant}`;

type Warned = Extract<EntryFlag, "encrypted" | "unreadable" | "too_large">;
const warnings: Readonly<Record<Warned, string>> = {
  encrypted:
    "Ce message est chiffré\u00a0: Guichet ne peut pas le lire. L’original s’ouvre avec la clé ou le mot de passe de son destinataire.",
  unreadable: "Ce courriel n’a pas pu être lu en entier. L’original contient tout ce qui est arrivé.",
  too_large: "Ce courriel est trop volumineux pour être affiché. L’original contient tout ce qui est arrivé.",
};

/** What must be read before the words: that they are not all there. */
export const warningOf = (flags: readonly string[]): string | undefined => {
  const found = (Object.keys(warnings) as Warned[]).find((flag) => flags.includes(flag));
  return found && warnings[found];
};
