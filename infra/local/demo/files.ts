import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import PDFDocument from "pdfkit";
import type { Paper } from "./stories.ts";

export interface DemoFile {
  name: string;
  type: string;
  content: Buffer;
  sha256: string;
}

interface Sheet {
  name: string;
  title: string;
  lines: readonly string[];
}

export type FileKind = Paper | "saisine" | "releve" | "sirene" | "licence";

const sheets: Partial<Record<FileKind, Sheet>> = {
  facture: {
    name: "Facture.pdf",
    title: "Facture",
    lines: [
      "Restauration, eau et services",
      "Période du 1er au 31 du mois",
      "Total à payer : voir l’avis joint",
    ],
  },
  decision: {
    name: "Décision.pdf",
    title: "Notification de décision",
    lines: [
      "Madame, Monsieur,",
      "Votre demande a été examinée. Elle ne peut recevoir une suite favorable.",
      "Voies et délais de recours au verso.",
    ],
  },
  courrier: {
    name: "Mon courrier au service.pdf",
    title: "Réclamation",
    lines: [
      "Madame, Monsieur,",
      "Je conteste votre décision pour les raisons suivantes.",
      "Je vous remercie de votre réponse.",
    ],
  },
  attestation: {
    name: "Attestation.pdf",
    title: "Attestation",
    lines: [
      "Je soussigné atteste l’exactitude des faits rapportés dans la demande.",
      "Fait pour servir et valoir ce que de droit.",
    ],
  },
  relance: {
    name: "Relance.pdf",
    title: "Relance avant majoration",
    lines: [
      "Sauf erreur de notre part, la somme due n’a pas été réglée.",
      "Une majoration de 10 % sera appliquée.",
    ],
  },
  saisine: {
    name: "Saisine du service.pdf",
    title: "Saisine du service",
    lines: [
      "Le médiateur demande au service ses observations.",
      "Une réponse est attendue sous trois semaines.",
    ],
  },
  releve: {
    name: "Réponse du service.pdf",
    title: "Observations du service",
    lines: ["En réponse à votre saisine, le service fait connaître les éléments suivants."],
  },
  sirene: {
    name: "Avis de situation Sirene.pdf",
    title: "Avis de situation au répertoire Sirene",
    lines: [
      "Compagnie du Tricycle, SIRET 009 879 230 00010",
      "8 place des Capucines, 18992 Saint-Aubrin",
      "Activité principale : arts du spectacle vivant. Établissement actif.",
    ],
  },
  licence: {
    name: "Récépissé de licence.pdf",
    title: "Entrepreneur de spectacles vivants",
    lines: [
      "Récépissé de déclaration valant licence de producteur de spectacles.",
      "Titulaire : Compagnie du Tricycle, SIRET 009 879 230 00010.",
    ],
  },
};

/** Drawings rendered once as JPEG, kept beside this file: they stand for photos taken with a telephone. */
const photos: Partial<Record<Paper, { name: string; file: string }>> = {
  compteur: { name: "Photo du compteur.jpg", file: "compteur.jpg" },
  trottoir: { name: "IMG_2041.jpg", file: "trottoir.jpg" },
  haie: { name: "Photo de la haie.jpg", file: "haie.jpg" },
  recommande: { name: "Avis de réception.jpg", file: "recommande.jpg" },
};

/** A file with its hash. */
export const asFile = (name: string, type: string, content: Buffer): DemoFile => ({
  name,
  type,
  content,
  sha256: createHash("sha256").update(content).digest("hex"),
});

/** A one-page tagged PDF; its date is fixed so that the same demo has the same bytes. */
const pdf = ({ name, title, lines }: Sheet): Promise<DemoFile> =>
  new Promise((resolve, reject) => {
    const document = new PDFDocument({
      size: "A4",
      margin: 72,
      lang: "fr-FR",
      tagged: true,
      pdfVersion: "1.5",
      info: { Title: title, Author: "Guichet, données de démonstration", CreationDate: new Date(0) },
    });
    const chunks: Buffer[] = [];
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("error", reject);
    document.on("end", () => resolve(asFile(name, "application/pdf", Buffer.concat(chunks))));
    document.addStructure(
      document.struct("Document", {}, [
        document.struct("H1", {}, () => {
          document.font("Helvetica-Bold").fontSize(20).text(title);
        }),
        ...lines.map((line) =>
          document.struct("P", {}, () => {
            document.moveDown().font("Helvetica").fontSize(12).text(line);
          }),
        ),
      ]),
    );
    document.end();
  });

/** Every file of the demo by kind: PDFs made now, photos read from this folder. */
export const demoFiles = async (): Promise<ReadonlyMap<string, DemoFile>> => {
  const made = Object.entries(sheets).map(async ([kind, sheet]) => [kind, await pdf(sheet)] as const);
  const read = Object.entries(photos).map(
    ([kind, { name, file }]) =>
      [kind, asFile(name, "image/jpeg", readFileSync(new URL(`photos/${file}`, import.meta.url)))] as const,
  );
  return new Map([...(await Promise.all(made)), ...read]);
};
