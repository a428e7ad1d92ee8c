import type { FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import { plainDay } from "../../../shared/mediation/date-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail, placeOf } from "../mail/index.ts";

/** Subject of the mail to an agency (declarations.md §6.1, §6.2), 255 characters at most. */
const agencySubject = (body: "SACEM" | "SACD", frozen: FrozenDeclaration, rectifies: boolean): string => {
  const what = rectifies ? "Déclaration rectificative" : "Nouvelle déclaration";
  const bare = [`${what} ${body}`, frozen.show.name, frozen.organisation.name, frozen.number]
    .map((part) => part.replaceAll(/[\r\n\t]+/g, " ").trim())
    .join(" - ");
  return bare.length <= 255 ? bare : `${bare.slice(0, 254).toWellFormed()}…`;
};

/** Name of the document, safe to save under. */
export const documentName = (frozen: FrozenDeclaration): string =>
  `Déclaration SACEM - ${slugOf(frozen.show.name)}.pdf`;
const slugOf = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 80) || "spectacle";

/** What the agency of a body reads: who declares what, and whom to answer. */
export const agencyMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  frozen: FrozenDeclaration,
  { body, rectifies }: { body: "SACEM" | "SACD"; rectifies: boolean },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> & { replyTo: string } => {
  const { declarant, show, performances } = frozen;
  const zone = performances[0]?.place.timeZone ?? organisation.timeZone;
  const [first, last] = [performances[0], performances.at(-1)];
  const dates =
    first && last
      ? first === last
        ? `le ${plainDay(new Date(first.startAt), zone)}`
        : `du ${plainDay(new Date(first.startAt), zone)} au ${plainDay(new Date(last.startAt), zone)}`
      : "";
  const title = `${rectifies ? "Déclaration rectificative" : "Déclaration"} de «\u00a0${show.name}\u00a0»`;
  const number =
    body === "SACEM" ? frozen.organisation.sacemClientNumber : frozen.organisation.sacdDeclarantId;
  return {
    ...layoutMail({
      title,
      preview: `${frozen.organisation.name}, ${frozen.number}`,
      ...identityOf(env, organisation),
      blocks: [
        { is: "heading", text: title },
        { is: "paragraph", content: ["Bonjour,"] },
        {
          is: "paragraph",
          content: [
            body === "SACEM"
              ? "Vous trouverez ci-joint l’état des recettes et dépenses de ce spectacle."
              : "La déclaration de ce spectacle est enregistrée par le service en ligne de la SACD. Voici ses pièces.",
          ],
        },
        {
          is: "facts",
          rows: [
            {
              label: "Organisateur",
              values: [frozen.organisation.name, `SIRET ${frozen.organisation.siret}`],
            },
            {
              label: body === "SACEM" ? "Numéro client SACEM" : "Identifiant SACD",
              values: [number ?? ""],
            },
            { label: "Spectacle", values: [show.name] },
            {
              label: "Représentations",
              values: [`${performances.length}, ${dates}`],
            },
            { label: "Déclaration", values: [`${frozen.number}, version ${frozen.versionNumber}`] },
            { label: "Déclarant", values: [declarant.name, declarant.email] },
          ],
        },
        { is: "paragraph", content: ["Pour toute question, répondez à cet e-mail."] },
      ],
      footer: [[placeOf(organisation)]],
    }),
    template: `declarations.${body.toLowerCase()}@1`,
    senderName: organisation.settings.senderName,
    subject: agencySubject(body, frozen, rectifies),
    replyTo: declarant.email,
  };
};

/** The mail as whoever declares keeps it, ten years: what it said, to whom, with which files. */
export const mailRecord = (
  letter: Pick<ComposedMessage, "subject" | "text" | "senderName"> & { replyTo: string },
  to: { email: string; label: string | null },
  files: readonly { name: string; sha256: string }[],
): string =>
  [
    `De\u00a0: ${letter.senderName}`,
    `À\u00a0: ${to.label ? `${to.label} <${to.email}>` : to.email}`,
    `Répondre à\u00a0: ${letter.replyTo}`,
    `Objet\u00a0: ${letter.subject}`,
    ...files.map(({ name, sha256 }) => `Pièce\u00a0: ${name} (SHA-256 ${sha256})`),
    "",
    letter.text,
  ].join("\r\n");
