import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { queueWords, suppressionReasons } from "../platform/operations-words.ts";
import { accents } from "./organisation.ts";
import { organisationKinds } from "./organisation-kinds.ts";
import { isService, roleLabel, services } from "./roles.ts";

/** « Médiation : Lecture seule »: roles kept as `[{ service, roles }]`. */
const rolesInWords = (value: unknown): string =>
  [value]
    .flat()
    .map((held) => {
      if (typeof held !== "object" || held === null || !("service" in held) || !("roles" in held))
        return String(held);
      const service = String(held.service);
      const roles = [held.roles].flat().map((role) => roleLabel(service, String(role)));
      return `${serviceLabel(service)}\u00a0: ${roles.join(", ")}`;
    })
    .join(" ; ");

const serviceLabel = (service: string) => (isService(service) ? services[service].label : service);

const access = (does: string) => ({ kind: "access", does }) as const;
const change = (does: string) => ({ kind: "change", does }) as const;

/** The journal of accounts, members and settings, in French. */
export const accessAuditWords: AuditWords = {
  actions: {
    "session.open": access("a ouvert une session"),
    "session.second_factor": access("a passé la vérification en deux étapes"),
    "session.end": access("a fermé une session"),
    "session.end_others": access("a fermé ses autres sessions"),
    "account.password_forgotten": access("a demandé un nouveau mot de passe"),
    "account.magic_link": access("a demandé un lien de connexion"),
    "account.registration": access("a demandé à créer un compte"),
    "account.profile": change("a modifié son profil"),
    "password.change": access("a changé son mot de passe"),
    "password.reset": access("a choisi un nouveau mot de passe"),
    "email.change_asked": access("a demandé à changer d’adresse e-mail"),
    "email.change_cancelled": access("a renoncé à changer d’adresse e-mail"),
    "email.change_confirmed": access("a confirmé un changement d’adresse e-mail"),
    "email.change": access("a changé d’adresse e-mail"),
    "second_factor.add": access("a ajouté un moyen de vérification en deux étapes"),
    "second_factor.remove": access("a retiré un moyen de vérification en deux étapes"),
    "second_factor.recovery_codes": access("a renouvelé ses codes de secours"),
    "identity.tie": access("a relié son compte à ProConnect"),
    "member.invite": access("a invité une personne"),
    "member.join": access("a donné un accès à une personne qui a déjà un compte"),
    "member.change": access("a changé les rôles d’un membre"),
    "member.remove": access("a retiré un membre"),
    "member.leave": access("a quitté l’organisation"),
    "member.reset_second_factor": access("a réinitialisé la vérification en deux étapes d’un membre"),
    "invitation.resend": access("a renvoyé une invitation"),
    "invitation.correct": access("a corrigé l’adresse d’une invitation"),
    "invitation.accept": access("a accepté une invitation"),
    "invitation.cancel": access("a annulé une invitation"),
    "invitation.forget": access("a effacé l’adresse d’une ancienne invitation"),
    "organisation.change": change("a modifié les réglages de l’organisation"),
    "organisation.texts": change("a modifié les textes publics"),
    "organisation.logo": change("a changé le logo"),
    "organisation.create": change("a créé l’organisation"),
    "organisation.platform_change": change("a modifié l’organisation pour la plateforme"),
    "organisation.close": access("a fermé l’organisation"),
    "organisation.reopen": access("a rouvert l’organisation"),
    "administrator.invite": access("a invité une personne à administrer la plateforme"),
    "administrator.join": access("a confié la plateforme à une personne"),
    "administrator.remove": access("a retiré la plateforme à une personne"),
    "account.disable": access("a désactivé un compte"),
    "account.enable": access("a réactivé un compte"),
    "account.end_sessions": access("a fermé les sessions d’un compte"),
    "account.reset_second_factor": access("a retiré la vérification en deux étapes d’un compte"),
    "company.ask": access("a demandé à inscrire une entreprise"),
    "company.ask_to_join": access("a demandé à rejoindre une entreprise déjà inscrite"),
    "company.join_unanswered": access("a signalé à la plateforme une demande d’accès restée sans réponse"),
    "company.forget": access("a effacé une demande d’inscription d’entreprise"),
    "company.register": access("a inscrit l’entreprise"),
    "claim.prove": change("a prouvé le numéro SIRET de l’entreprise"),
    "claim.start": change("a donné le numéro SIRET de l’organisation"),
    "claim.add_file": change("a ajouté un justificatif"),
    "claim.remove_file": change("a retiré un justificatif"),
    "claim.send": change("a envoyé les justificatifs du SIRET"),
    "claim.send_code": change("a fait envoyer un code à l’adresse publiée pour le SIRET"),
    "claim.decide": change("a décidé de la vérification du SIRET"),
    "claim.read_file": { kind: "reading", does: "a lu un justificatif" },
    "audit.export": { kind: "reading", does: "a exporté le journal" },
    "dead_letter.replay": change("a relancé un traitement en échec"),
    "held_mail.drop": change("a supprimé un courriel sans destination"),
    "held_mail.assign": change("a confié un courriel sans destination à une organisation"),
    "suppression.lift": change("a débloqué une adresse e-mail"),
    "address.unblock_by_link": change("a débloqué son adresse depuis un courriel"),
    "digests.refuse": change("a renoncé aux résumés"),
    "digests.want": change("a redemandé les résumés"),
  },
  fields: {
    email: { label: "Adresse e-mail" },
    firstName: { label: "Prénom" },
    lastName: { label: "Nom" },
    roles: { label: "Rôles", shown: rolesInWords },
    name: { label: "Nom" },
    siret: { label: "SIRET" },
    official: { label: "Nom officiel" },
    slug: { label: "Adresse publique" },
    kind: { label: "Type d’organisation", shown: labelled(organisationKinds) },
    services: {
      label: "Services",
      shown: (value) =>
        [value]
          .flat()
          .map((service) => serviceLabel(String(service)))
          .join(", "),
    },
    timeZone: { label: "Fuseau horaire" },
    idleMinutes: { label: "Minutes avant déconnexion" },
    requireSecondFactor: { label: "Vérification en deux étapes obligatoire", shown: "flag" },
    shortName: { label: "Nom court" },
    senderName: { label: "Nom d’expéditeur" },
    accent: { label: "Couleur", shown: labelled(accents) },
    logo: { label: "Logo", shown: "hidden" },
    phone: { label: "Téléphone" },
    phoneHours: { label: "Horaires du téléphone" },
    address: { label: "Adresse postale", shown: (value) => [value].flat().join(", ") },
    counterHours: { label: "Horaires du guichet" },
    title: { label: "Titre" },
    intro: { label: "Présentation" },
    accepts: { label: "Demandes acceptées", shown: (value) => [value].flat().join(" ; ") },
    refers: { label: "Autres interlocuteurs", shown: "hidden" },
    answerDelay: { label: "Délai de réponse" },
    legalParagraph: { label: "Paragraphe légal", shown: "hidden" },
    privacy: { label: "Données personnelles", shown: "hidden" },
    formClosed: { label: "Fermeture du formulaire", shown: "hidden" },
    dueDays: { label: "Échéance en jours" },
    document: { label: "Justificatif" },
    documents: { label: "Justificatifs" },
    why: { label: "Motif" },
    claim: {
      label: "Vérification du SIRET",
      shown: labelled({
        unverified: "Non vérifié",
        pending: "En cours de vérification",
        verified: "Vérifié",
        refused: "Refusé",
        disputed: "Contesté",
      }),
    },
    method: {
      label: "Moyen",
      shown: labelled({
        password: "Mot de passe",
        magic_link: "Lien de connexion",
        proconnect: "ProConnect",
        invitation: "Invitation",
        public_email: "Code à l’adresse publiée",
        document: "Document",
        totp: "Application de codes",
        passkey: "Clé d’accès",
        recovery: "Code de secours",
        recovery_code: "Code de secours",
      }),
    },
    pending: { label: "Vérification en deux étapes attendue", shown: "flag" },
    issuer: { label: "Fournisseur d’identité", shown: () => "ProConnect" },
    acr: { label: "Niveau d’identification", shown: "hidden" },
    lines: { label: "Lignes" },
    from: { label: "Du", shown: "day" },
    to: { label: "Au", shown: "day" },
    queue: {
      label: "File",
      shown: labelled(
        Object.fromEntries(Object.entries(queueWords).map(([name, { keeps }]) => [name, keeps])),
      ),
    },
    reason: { label: "Cause", shown: labelled(suppressionReasons) },
    since: { label: "Depuis", shown: "day" },
  },
};
