import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { providers } from "./enums.ts";

/** The journal of ticketing accounts and of what is read of them, in French. */
export const connectionAuditWords: AuditWords = {
  actions: {
    "connection.create": { kind: "access", does: "a connecté une billetterie" },
    "connection.reconnect": { kind: "access", does: "a reconnecté une billetterie" },
    "connection.credentials": { kind: "access", does: "a changé les codes d’une billetterie" },
    "connection.change": { kind: "change", does: "a modifié une billetterie" },
    "connection.disconnect": { kind: "access", does: "a déconnecté une billetterie" },
    "reading.start": { kind: "change", does: "a demandé une lecture de la billetterie" },
    "reading.cancel": { kind: "change", does: "a arrêté une lecture de la billetterie" },
    "show.found": { kind: "change", does: "a trouvé le spectacle dans la billetterie" },
    "show.reading": { kind: "change", does: "a lu des changements dans la billetterie" },
  },
  fields: {
    provider: { label: "Billetterie", shown: labelled(providers) },
    accountLabel: { label: "Nom de la billetterie" },
    syncEnabled: { label: "Lue chaque nuit", shown: "flag" },
    performancesAdded: { label: "Séances ajoutées" },
    performancesChanged: { label: "Séances modifiées" },
    performancesAbsent: { label: "Séances disparues" },
  },
};
