import type { ReactNode } from "react";
import type { ConnectionFault, RemoteProvider } from "../../../../shared/declarations/enums.ts";
import { vendors } from "./vendors.tsx";

/** What the screen says of a refusal: what happened, the field it is about, and the steps to mend it. */
interface FaultWords {
  title: string;
  /** A few words for a row: « codes refusés ». */
  short: string;
  field?: "accessKey" | "secret";
  /** Under that field. */
  atField?: string;
  steps: readonly ReactNode[];
}

const testAgain = "Revenez ici et relancez le test. Votre saisie est gardée.";

/** Why a ticketing account could not be read, for a person (screens §1). */
export const faultWords = (fault: ConnectionFault, provider: RemoteProvider): FaultWords => {
  const { name, code, link, shop } = vendors[provider];
  const page = link?.replace(/^https:\/\/(www\.)?/, "");
  const open = page ? (
    <>
      Rouvrez la page <strong>{page}</strong>.
    </>
  ) : (
    `Retournez chez ${name}.`
  );
  switch (fault) {
    case "invalid_credentials":
      return shop
        ? {
            title: "Jeton refusé, ou notre adresse n’est pas encore autorisée",
            short: "jeton refusé",
            field: "secret",
            atField: "Jeton refusé",
            steps: [
              "Recopiez le jeton en entier, sans espace.",
              `S’il est juste, demandez à ${name} d’autoriser notre adresse, donnée dans le guide.`,
              testAgain,
            ],
          }
        : {
            title: `${name} refuse ces codes`,
            short: "codes refusés",
            field: "secret",
            atField: "Code refusé",
            steps: [open, "Recopiez les codes en entier, sans espace.", testAgain],
          };
    case "insufficient_rights":
      return {
        title: `Ces codes sont bons, mais ${code} ne voit pas tous vos événements`,
        short: "droits limités",
        field: "secret",
        atField: "Limité à certains événements",
        steps: [
          open,
          <>
            Cochez <strong>tous les événements</strong>, en lecture.
          </>,
          "Revenez ici et relancez le test. Les codes n’ont pas changé.",
        ],
      };
    case "firewall":
    case "rate_limited":
      return {
        title: `${name} nous demande d’attendre`,
        short: "attente demandée",
        steps: ["Attendez 15\u00a0minutes.", "Puis testez à nouveau\u00a0: votre saisie est gardée."],
      };
    case "unreachable_host":
      return {
        title: shop ? "Cette adresse ne répond pas" : `${name} ne répond pas`,
        short: "ne répond pas",
        ...(shop ? { field: "accessKey" as const, atField: "Adresse introuvable" } : {}),
        steps: [shop ? "Vérifiez le nom de domaine de votre boutique." : "Réessayez dans quelques minutes."],
      };
    case "forbidden_host":
      return {
        title: "Cette adresse n’est pas acceptée",
        short: "adresse refusée",
        field: "accessKey",
        atField: "Adresse refusée",
        steps: [
          "Vérifiez le nom de domaine de votre boutique\u00a0: sans «\u00a0https\u00a0», ni barre, ni page.",
        ],
      };
    case "multiple_accounts":
      return {
        title: "Cette clé ouvre plusieurs organisations",
        short: "plusieurs organisations",
        field: "secret",
        atField: "Ouvre plusieurs organisations",
        steps: ["Créez une clé pour une seule organisation.", testAgain],
      };
    case "unexpected_answer":
      return {
        title: `${name} a répondu autre chose que prévu`,
        short: "réponse inattendue",
        steps: ["L’équipe Guichet est prévenue.", "En attendant, un fichier reste possible."],
      };
    case "too_much_data":
      return {
        title: "Ce compte a trop de ventes pour être lu d’un coup",
        short: "trop de ventes",
        steps: ["Importez un fichier de vos ventes, séance par séance."],
      };
  }
};
