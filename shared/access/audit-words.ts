import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { roleLabel } from "./roles.ts";

/** « Médiation : Lecture seule »: roles kept as `[{ service, roles }]`. */
const rolesInWords = (value: unknown): string =>
  [value]
    .flat()
    .map((held) => {
      if (typeof held !== "object" || held === null || !("service" in held) || !("roles" in held))
        return String(held);
      const roles = [held.roles].flat().map((role) => roleLabel(String(held.service), String(role)));
      return roles.join(", ");
    })
    .filter(Boolean)
    .join(", ");

/** The journal of accounts, members and settings, in French. */
export const accessAuditWords: AuditWords = {
  actions: {
    "session.open": { kind: "access", does: "a ouvert une session" },
    "session.end": { kind: "access", does: "a fermé une session" },
    "member.invite": { kind: "access", does: "a invité une personne" },
    "member.join": { kind: "access", does: "a rejoint l’organisation" },
    "invitation.accept": { kind: "access", does: "a accepté une invitation" },
    "invitation.cancel": { kind: "access", does: "a annulé une invitation" },
    "audit.export": { kind: "reading", does: "a exporté le journal" },
    "dead_letter.replay": { kind: "change", does: "a relancé des traitements en échec" },
    "suppression.lift": { kind: "change", does: "a débloqué une adresse e-mail" },
  },
  fields: {
    email: { label: "Adresse e-mail" },
    roles: { label: "Rôles", shown: rolesInWords },
    lines: { label: "Lignes" },
    from: { label: "Du", shown: "day" },
    to: { label: "Au", shown: "day" },
    queue: { label: "File" },
    letters: { label: "Messages" },
    reason: {
      label: "Cause",
      shown: labelled({ hard_bounce: "Adresse inexistante", complaint: "Plainte", manual: "Décision" }),
    },
    since: { label: "Depuis", shown: "day" },
  },
};
