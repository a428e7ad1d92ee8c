import { labelKey } from "../../../shared/mediation/lists.ts";
import { uuidOf } from "../../platform/ids.ts";

/** The platform's reference lists, version 1 (mediation.md §3.1). The migration that fills them is written from here, and a test finds any difference. */

/** Code, label and children of each domain. */
const domains = [
  [
    "civil",
    "État civil, identité, élections",
    "Actes d’état civil · Carte d’identité, passeport · Listes électorales · Mariage, PACS",
  ],
  ["funeral", "Cimetières et funéraire", "Concessions · Opérations funéraires"],
  [
    "tax",
    "Fiscalité locale",
    "Taxe foncière · Taxe d’habitation (résidences secondaires) · Taxe ou redevance déchets · Taxe de séjour · Cotisation foncière",
  ],
  [
    "fees",
    "Tarifs et facturation",
    "Cantine, périscolaire · Facture contestée · Recouvrement, saisie · Délai de paiement",
  ],
  ["liability", "Responsabilité et assurance", "Dommage corporel · Dommage matériel · Travaux publics"],
  ["procurement", "Commande publique", "Attribution · Paiement fournisseur · Exécution du contrat"],
  ["staff", "Emploi public (hors agents en poste)", "Recrutement, concours · Ancien agent, retraite"],
  ["archives", "Accès aux documents et archives", "Communication de documents · Données personnelles"],
  ["associations", "Vie associative", "Subvention · Local, salle · Manifestation"],
  ["exclusion", "Précarité et exclusion", "Domiciliation · Hébergement d’urgence · Aide alimentaire"],
  ["social", "Action sociale", "Aide financière · Aide sociale facultative · Accompagnement"],
  ["rsa", "RSA et insertion", "Ouverture du droit · Indu · Sanction, radiation"],
  [
    "disability",
    "Handicap",
    "Allocation, prestation · Carte mobilité inclusion · Scolarisation · Accessibilité",
  ],
  ["elderly", "Personnes âgées", "APA · Hébergement, EHPAD · Aide à domicile · Obligation alimentaire"],
  ["child", "Petite enfance", "Place en crèche · Assistante maternelle · Protection maternelle et infantile"],
  ["childprotection", "Protection de l’enfance", "Placement · Suivi éducatif · Adoption, accès aux origines"],
  [
    "school",
    "Enseignement",
    "Inscription, affectation · Transport scolaire · Périscolaire · Collège, lycée\u00a0: bâtiments · Bourse",
  ],
  ["youth", "Jeunesse", "Aide aux jeunes · Séjours, loisirs"],
  ["training", "Formation et orientation", "Financement de formation · Apprentissage"],
  [
    "economy",
    "Emploi, entreprises, commerce",
    "Aide économique · Marchés et foires · Terrasse, enseigne · Artisanat, ESS",
  ],
  ["health", "Santé et hygiène", "Prévention, vaccination · Hygiène, nuisibles"],
  [
    "housing",
    "Logement et habitat",
    "Attribution de logement social · FSL et aides · Insalubrité, péril · Charges, gestion locative · Aide à la rénovation · Expulsion",
  ],
  [
    "planning",
    "Urbanisme",
    "Permis et déclaration · PLU, zonage · Infraction · Préemption · Certificat, numérotage",
  ],
  [
    "land",
    "Foncier et domaine public",
    "Bornage, alignement · Occupation du domaine · Cession, acquisition · Chemin rural",
  ],
  ["works", "Travaux et aménagements", "Gêne de chantier · Projet contesté · Éclairage public"],
  [
    "roads",
    "Voirie et circulation",
    "Entretien de la chaussée · Signalisation · Plan de circulation · Trottoirs, pistes",
  ],
  [
    "parking",
    "Stationnement",
    "Forfait post-stationnement · Abonnement résidentiel · Fourrière · Stationnement réservé",
  ],
  [
    "transport",
    "Transports et mobilité",
    "Amende de transport · Abonnement, tarif · Desserte, arrêt · Vélo, autopartage",
  ],
  ["waste", "Propreté et déchets", "Collecte · Déchèterie · Dépôt sauvage · Bac, tri"],
  [
    "water",
    "Eau et assainissement",
    "Facture, fuite · Raccordement · Assainissement non collectif · Inondation, ruissellement",
  ],
  [
    "environment",
    "Environnement et nature",
    "Arbres, espaces verts · Animaux · Qualité de l’air · Biodiversité",
  ],
  ["energy", "Énergie et climat", "Réseau de chaleur · Aide énergie"],
  [
    "security",
    "Sécurité et tranquillité",
    "Bruit · Voisinage · Police municipale · Vidéoprotection · Débits de boissons",
  ],
  ["risk", "Risques et secours", "Incendie, secours · Catastrophe naturelle"],
  ["culture", "Culture et patrimoine", "Bibliothèque, conservatoire · Équipement · Monument protégé"],
  ["sport", "Sport et loisirs", "Accès aux équipements · Inscription · Licence, subvention"],
  [
    "digital",
    "Numérique et téléphonie",
    "Fibre, raccordement · Antenne relais · Démarche en ligne · Accès aux droits",
  ],
  ["agriculture", "Agriculture et ruralité", "Aide agricole · Aménagement foncier"],
  ["tourism", "Tourisme", "Meublé de tourisme · Camping, hébergement"],
  [
    "relation",
    "Relation à l’administration",
    "Absence de réponse · Accueil, comportement · Discrimination · Erreur de dossier",
  ],
  ["international", "Affaires internationales", ""],
  ["other", "Autre", ""],
] as const;

/** Groups of competent third parties, with their items. */
const thirdParties = [
  [
    "mediators",
    "Médiateurs et conciliateurs",
    "Défenseur des droits · Délégué du Défenseur des droits · Conciliateur de justice · Médiateur de l’Éducation nationale et de l’Enseignement supérieur · Médiateur des ministères économiques et financiers · Conciliateur fiscal départemental · Médiateur de France Travail · Médiateur des allocations familiales (CAF) · Médiateur de l’assurance maladie (CPAM) · Médiateur de l’assurance retraite · Médiateur de l’Urssaf · Médiateur de la MSA · Médiateur national de l’énergie · Médiateur d’un fournisseur d’énergie · Médiation de l’eau · Médiateur des communications électroniques · Médiateur de La Poste · Médiateur de l’assurance · Médiateur bancaire · Médiateur de l’AMF · Médiateur du crédit · Médiateur des entreprises · Médiateur tourisme et voyage · Médiateur SNCF Voyageurs · Médiateur d’un réseau de transport · Médiateur du notariat · Médiateur de la consommation de la profession d’avocat · Autre médiateur de la consommation · Médiateur familial · Médiateur en santé / établissement de santé · Médiateur de centre de gestion · Médiateur d’une autre collectivité",
  ],
  [
    "courts",
    "Juridictions et accès au droit",
    "Tribunal administratif · Tribunal judiciaire · Conseil de prud’hommes · Tribunal du stationnement payant · Officier du ministère public · Point-justice / Maison de justice et du droit · Commissaire de justice · Notaire · Avocat (barreau)",
  ],
  [
    "state",
    "Services de l’État",
    "Préfecture, sous-préfecture · France Titres · Finances publiques (SIP, trésorerie) · DREETS · DDT(M), DREAL · DDETS, commission de médiation DALO · Agence régionale de santé · Rectorat, DSDEN · Consulat · Police ou gendarmerie · DDPP (répression des fraudes) · ANTAI (amendes) · France services",
  ],
  [
    "authorities",
    "Autorités indépendantes",
    "CNIL · CADA · Arcep · Arcom · Autorité de la concurrence · ACNUSA · Autre autorité",
  ],
  [
    "social",
    "Organismes sociaux et logement",
    "CAF · CPAM · Caisse de retraite · MSA · Urssaf · France Travail · MDPH · Bailleur social · ADIL · Anah / France Rénov’ · Commission départementale de conciliation · Banque de France (surendettement) · CCAS, CIAS",
  ],
  [
    "others",
    "Autres",
    "Autre commune · Intercommunalité · Département · Région · Syndicat mixte · Opérateur de téléphonie · Fournisseur d’énergie ou d’eau · Établissement de santé · Chambre consulaire · Association de consommateurs · Autre",
  ],
] as const;

/** One item as the platform's lists begin. */
export interface PlatformItem {
  id: string;
  list: "domain" | "third_party";
  code: string;
  label: string;
  labelKey: string;
  parentId: string | null;
  position: number;
}

/** `Actes d’état civil` → `actes-d-etat-civil`. */
const slug = (label: string): string =>
  labelKey(label)
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** Ids are made of codes: the same on every installation. */
const itemsOf = (
  list: PlatformItem["list"],
  source: ReadonlyArray<readonly [code: string, label: string, children: string]>,
): PlatformItem[] =>
  source.flatMap(([code, label, children], position) => {
    const item = (itsCode: string, itsLabel: string, at: number, parentId: string | null): PlatformItem => ({
      id: uuidOf(`list_item\0${list}\0${itsCode}`),
      list,
      code: itsCode,
      label: itsLabel,
      labelKey: labelKey(itsLabel),
      parentId,
      position: at,
    });
    const top = item(code, label, position, null);
    const below = children === "" ? [] : children.split(" · ");
    return [top, ...below.map((child, at) => item(`${code}.${slug(child)}`, child, at, top.id))];
  });

export const platformItems: readonly PlatformItem[] = [
  ...itemsOf("domain", domains),
  ...itemsOf("third_party", thirdParties),
];
