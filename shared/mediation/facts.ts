/** Facts of a case's thread: what happened, in words for agents. A status's own label completes the third. */
export const caseFacts = {
  "case.received": "Demande enregistrée",
  "case.taken": "Dossier pris en charge",
  "case.released": "Dossier à reprendre : la personne qui le suivait n’en a plus la charge",
  "case.assigned": "Dossier attribué",
  "case.transferred": "Dossier transféré",
  "case.handed_back": "Dossier rendu\u00a0: il attend un médiateur",
  "case.status": "Statut changé",
  "case.withdrawn": "Demande retirée par le requérant",
  "case.kept": "Retrait annulé\u00a0: la demande continue",
  "case.objected": "Opposition\u00a0: le requérant dit ne pas avoir demandé cette médiation",
  "case.closed": "Dossier clos",
  "case.reopened": "Dossier rouvert par un courriel reçu",
  "case.reopened_by_agent": "Dossier rouvert",
  "case.merged": "Dossiers fusionnés",
  "case.unmerged": "Fusion annulée",
  "mail.failed": "Message non remis",
  "mail.doubted": "Courriel retenu\u00a0: rien ne prouve qu’il vient de l’agent dont il porte l’adresse",
  "file.refused": "Pièce jointe refusée\u00a0: virus détecté",
} as const;
export type CaseFact = keyof typeof caseFacts;

/** Those the citizen sees, in words for them. */
export const publicFacts: Partial<Record<CaseFact, string>> = {
  "case.received": "Demande enregistrée",
  "case.withdrawn": "Demande retirée",
  "case.kept": "Retrait annulé\u00a0: votre demande continue",
  "case.closed": "Dossier clos",
  "case.reopened": "Dossier rouvert",
  "case.reopened_by_agent": "Dossier rouvert",
};
