import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { contactMeans } from "./enums.ts";

/** The journal of what people do by their own pages, and of what agents decide about who speaks for them. */
export const followUpAuditWords: AuditWords = {
  actions: {
    "follow_up.withdraw": { kind: "change", does: "a retiré sa demande sur la page de suivi" },
    "follow_up.contact": { kind: "change", does: "a corrigé ses coordonnées sur la page de suivi" },
    "follow_up.ask_email": { kind: "change", does: "a demandé à être écrit à une autre adresse" },
    "party.change_email": { kind: "change", does: "a changé d’adresse e-mail, confirmée par un lien" },
    "party.mandate": { kind: "change", does: "a décidé du mandat d’un représentant" },
    "party.end_representation": { kind: "change", does: "a mis fin à une représentation" },
    "case.withdraw": { kind: "change", does: "a noté le retrait de la demande" },
    "case.keep": { kind: "change", does: "a annulé le retrait de la demande" },
    "case.object": { kind: "change", does: "a signalé l’opposition du requérant" },
    "case.receipt": { kind: "reading", does: "a imprimé le récépissé du dossier" },
  },
  fields: {
    withdrawnOn: { label: "Jour du retrait", shown: "day" },
    mandate: { label: "Mandat envoyé", shown: "flag" },
    preferredContact: { label: "Moyen de contact préféré", shown: labelled(contactMeans) },
  },
};
