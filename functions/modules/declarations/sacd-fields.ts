import type { TransmissionFault } from "../../../shared/declarations/transmission.ts";

/** What SACD's fields are called on our screens, and where each is in the form. */
export const sacdFields: Readonly<Record<string, { label: string; path: string; ofPerformance?: true }>> = {
  dec_ref: { label: "Identifiant SACD", path: "profile.sacdDeclarantId" },
  dec_systeme: { label: "Logiciel", path: "" },
  dec_date: { label: "Date d’envoi", path: "" },
  dec_nb: { label: "Représentations", path: "form.performances" },
  rep_ref_dec: { label: "Référence", path: "" },
  rep_devise: { label: "Devise", path: "" },
  rep_statut: { label: "Nature", path: "" },
  rep_version: { label: "Version", path: "" },
  rep_titre: { label: "Titre", path: "show.name" },
  rep_date_debut: { label: "Date", path: "start", ofPerformance: true },
  rep_date_fin: { label: "Date de fin", path: "end", ofPerformance: true },
  rep_nb: { label: "Nombre de représentations", path: "" },
  rep_horaire: { label: "Heure", path: "start", ofPerformance: true },
  rep_mt_billets: { label: "Recette hors taxe", path: "net", ofPerformance: true },
  rep_mt_tva_billets: { label: "TVA", path: "vat", ofPerformance: true },
  rep_nb_billets_pay: { label: "Entrées payantes", path: "paid", ofPerformance: true },
  rep_nb_billets_exo: { label: "Entrées gratuites", path: "free", ofPerformance: true },
  rep_mt_depenses: { label: "Dépenses hors taxe, hors cirque", path: "form.expenses" },
  rep_mt_frais: { label: "Frais d’approche hors taxe", path: "form.introductionFees" },
  salle_nom: { label: "Salle", path: "place", ofPerformance: true },
  salle_jauge: { label: "Jauge", path: "capacity", ofPerformance: true },
  diff_nom: { label: "Diffuseur", path: "" },
  diff_type_ref: { label: "Référence du diffuseur", path: "" },
  diff_ref: { label: "SIREN du diffuseur", path: "organisation.siret" },
  diff_adresse_1: { label: "Adresse", path: "form.place" },
  diff_code_postal: { label: "Code postal", path: "form.place" },
  diff_ville: { label: "Ville", path: "form.place" },
  diff_pays: { label: "Pays", path: "form.place" },
  prod_nom: { label: "Producteur", path: "form.producer.name" },
  prod_type_ref: { label: "Référence du producteur", path: "form.producer.siren" },
  prod_ref: { label: "SIREN du producteur", path: "form.producer.siren" },
  prod_pays: { label: "Pays du producteur", path: "form.producer.country" },
};

/** Where a fault of a body is mended in the form; null when nothing of it is ours to change. */
export const pathOfField = ({ field, performanceId }: TransmissionFault): string | null => {
  const known = field ? sacdFields[field] : undefined;
  if (!known?.path) return null;
  if (!known.ofPerformance) return known.path;
  return performanceId ? `form.performances.${performanceId}.${known.path}` : `form.${known.path}`;
};
