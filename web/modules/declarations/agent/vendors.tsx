import type { ReactNode } from "react";
import type { Provider, RemoteProvider } from "../../../../shared/declarations/enums.ts";

interface AskedField {
  label: string;
  /** The vendor's own name of the field, or what it looks like. */
  hint: ReactNode;
}

interface Vendor {
  name: string;
  /** Stands for a logo: none is shown until the right to is clear. */
  initials: string;
  /** On the tile: what will be asked, and how long it takes. */
  asks: string;
  /** Under the title of the page. */
  intro: string;
  /** « Où trouver ces deux codes ? » */
  where: string;
  /** Their page, when there is one. */
  link?: string;
  accessKey?: AskedField;
  secret: AskedField;
  steps: readonly ReactNode[];
  /** A shop of the vendor's at its own address, which may have to let ours in. */
  shop?: true;
  /** « la clé », « le jeton » in sentences. */
  code: string;
}

const shop = (name: string, initials: string): Vendor => ({
  name,
  initials,
  asks: `Jeton à demander à ${name}`,
  intro: `L’adresse de votre boutique, et un jeton à demander à ${name}.`,
  where: "Comment obtenir ce jeton\u00a0?",
  accessKey: {
    label: "Adresse de votre boutique",
    hint: "Le nom de domaine seul, par exemple billetterie.theatre.fr",
  },
  secret: {
    label: "Jeton",
    hint: "Il commence souvent par «\u00a0ey\u00a0». Guichet ne l’affichera plus jamais",
  },
  steps: [
    <>
      Écrivez à l’assistance de {name}
      {"\u00a0"}: le courriel est <strong>prêt ci-dessous</strong>.
    </>,
    <>
      Demandez un jeton <strong>en lecture</strong> pour les bordereaux de recette.
    </>,
    <>Donnez-leur notre adresse, s’ils filtrent les visiteurs.</>,
    <>Collez ici le jeton reçu.</>,
  ],
  shop: true,
  code: "le jeton",
});

/** The vendors Guichet reads, in the words of their own screens (declarations.md §4.2). */
export const vendors: Readonly<Record<RemoteProvider, Vendor>> = {
  BILLETWEB: {
    name: "Billetweb",
    initials: "Bw",
    asks: "Clé à créer, 3\u00a0minutes",
    intro: "Deux codes à copier depuis Billetweb. Suivez les quatre étapes du guide.",
    where: "Où trouver ces deux codes\u00a0?",
    link: "https://www.billetweb.fr/bo/api.php",
    accessKey: { label: "Utilisateur", hint: "Le champ «\u00a0User\u00a0» de Billetweb" },
    secret: { label: "Clé", hint: "Le champ «\u00a0Key\u00a0». Guichet ne l’affichera plus jamais" },
    steps: [
      <>
        Connectez-vous à Billetweb avec le compte <strong>administrateur</strong>.
      </>,
      <>
        Ouvrez la page <strong>billetweb.fr/bo/api.php</strong>, puis «&nbsp;créer une clé&nbsp;».
        <span className="vendor-guide__shot">
          API Billetweb
          <br />
          User <b>182044</b> → à copier dans «&nbsp;Utilisateur&nbsp;»
          <br />
          Key <b>9c1f…e07a</b> → à copier dans «&nbsp;Clé&nbsp;»
        </span>
      </>,
      <>
        Choisissez <strong>lecture seule</strong> et cochez <strong>tous les événements</strong>, même futurs.
      </>,
      <>Copiez les deux codes ici.</>,
    ],
    code: "la clé",
  },
  HELLOASSO: {
    name: "HelloAsso",
    initials: "HA",
    asks: "Deux codes à copier, 2\u00a0minutes",
    intro: "Deux codes à copier depuis HelloAsso.",
    where: "Où trouver ces deux codes\u00a0?",
    link: "https://admin.helloasso.com",
    accessKey: { label: "Identifiant", hint: "Le champ «\u00a0clientId\u00a0» de HelloAsso" },
    secret: {
      label: "Code secret",
      hint: "Le champ «\u00a0clientSecret\u00a0». Guichet ne l’affichera plus jamais",
    },
    steps: [
      <>
        Connectez-vous à HelloAsso comme <strong>administrateur</strong> de l’association.
      </>,
      <>
        Ouvrez <strong>Mon compte</strong>, puis <strong>Intégrations et API</strong>.
        <span className="vendor-guide__shot">
          API HelloAsso
          <br />
          clientId <b>4d1e…77</b> → «&nbsp;Identifiant&nbsp;»
          <br />
          clientSecret <b>Qz8…</b> → «&nbsp;Code secret&nbsp;»
        </span>
      </>,
      <>Copiez les deux codes ici.</>,
    ],
    code: "la clé",
  },
  MAPADO: {
    name: "Mapado",
    initials: "Ma",
    asks: "Jeton à créer, 5\u00a0minutes",
    intro: "Un jeton à créer chez Mapado, pour un collaborateur en lecture seule.",
    where: "Où trouver ce jeton\u00a0?",
    link: "https://accounts.mapado.com/applications",
    secret: { label: "Jeton", hint: "accounts.mapado.com, Applications. Guichet ne l’affichera plus jamais" },
    steps: [
      <>
        Chez Mapado, ajoutez un collaborateur <strong>en lecture seule</strong>, réservé à Guichet.
      </>,
      <>
        Avec ce collaborateur, ouvrez <strong>accounts.mapado.com/applications</strong> et créez une
        application.
      </>,
      <>Copiez son jeton ici.</>,
    ],
    code: "le jeton",
  },
  SHOTGUN: {
    name: "Shotgun",
    initials: "Sh",
    asks: "Jeton à créer, 3\u00a0minutes",
    intro: "Un numéro et un jeton à copier depuis Shotgun.",
    where: "Où trouver ces deux codes\u00a0?",
    accessKey: { label: "Numéro d’organisateur", hint: "Un nombre, affiché à côté du jeton" },
    secret: { label: "Jeton", hint: "Un long texte. Guichet ne l’affichera plus jamais" },
    steps: [
      <>Connectez-vous à Shotgun pour organisateurs.</>,
      <>
        Ouvrez <strong>Paramètres</strong>, <strong>Intégrations</strong>, puis <strong>Shotgun APIs</strong>.
      </>,
      <>Créez un jeton, puis copiez ici le numéro d’organisateur et le jeton.</>,
    ],
    code: "le jeton",
  },
  SOTICKET: shop("SoTicket", "So"),
  SUPERSONIKS: shop("Supersoniks", "Su"),
};

export const isRemote = (provider: string): provider is RemoteProvider => Object.hasOwn(vendors, provider);

/** Letters or a drawing in a grey square, in place of a vendor's logo. */
export function VendorMark({ provider, size = "md" }: { provider: Provider; size?: "sm" | "md" }) {
  const icons = { MANUAL: "fr-icon-edit-line", FILE: "fr-icon-upload-line" } as const;
  return (
    <span className={`vendor-mark vendor-mark--${size}`} aria-hidden="true">
      {provider === "MANUAL" || provider === "FILE" ? (
        <span className={`${icons[provider]} fr-icon--sm`} />
      ) : (
        vendors[provider].initials
      )}
    </span>
  );
}
