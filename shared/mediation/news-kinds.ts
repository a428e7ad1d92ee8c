/**
 * What agents are told of, in words without anybody's name or text (mediation.md §6 rows 13 to 19). Who did it and on
 * which case stand beside, never inside.
 */
export const newsKinds = {
  new_case: "Nouveau dossier à prendre",
  assigned: "Dossier attribué",
  transferred: "Dossier transféré",
  released: "Dossier rendu",
  transfer_proposed: "Transfert proposé",
  co_handler: "Ajout comme co-intervenant",
  co_handler_ended: "Fin du rôle de co-intervenant",
  watcher_invited: "Invitation à suivre un dossier",
  watched: "Du nouveau sur un dossier suivi",
  to_resume: "Dossiers à reprendre",
  replacing: "Remplacement d’un collègue",
  replacement_missing: "Remplacement à organiser",
  new_inbound: "Nouveau message",
  withdrawal: "Renonciation du requérant",
  objection: "Opposition du requérant",
  failed_send: "Envoi en échec",
  mention: "Mention dans une note",
  task_assigned: "Tâche confiée",
  task_due: "Tâche à échéance",
  inactivity: "Clôture pour absence de réponse à décider",
  export_ready: "Fichier prêt",
  retention: "Dossiers bientôt anonymisés",
} as const;
export type NewsKind = keyof typeof newsKinds;
