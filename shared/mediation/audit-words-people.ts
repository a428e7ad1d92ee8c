import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { correspondences, linkKinds, mandateStates, representativeKinds } from "./enums.ts";
import { type MergedGroup, mergedGroups } from "./merging.ts";

const groupsInWords = (value: unknown) =>
  [value]
    .flat()
    .map((group) => mergedGroups[group as MergedGroup]?.label ?? "")
    .filter(Boolean)
    .join(", ");
const groupOf = (field: string) =>
  Object.values(mergedGroups).find(({ fields }) => (fields as readonly string[]).includes(field));
const lostInWords = (value: unknown) =>
  typeof value !== "object" || value === null
    ? ""
    : Object.entries(value)
        .filter(([field, lost]) => groupOf(field)?.fields[0] === field && typeof lost === "string")
        .map(([field, lost]) => `${groupOf(field)?.label}\u00a0: ${lost}`)
        .join(" ; ");

/** The journal of people and cases beside a case: registering, links, merges, representatives, the address book. */
export const peopleAuditWords: AuditWords = {
  actions: {
    "case.register": { kind: "change", does: "a enregistré une saisine" },
    "case.ticket": { kind: "reading", does: "a imprimé le récépissé" },
    "case.link": { kind: "change", does: "a lié un dossier" },
    "case.unlink": { kind: "change", does: "a retiré un lien entre dossiers" },
    "case.same_person": { kind: "change", does: "a reconnu la même personne sur un autre dossier" },
    "case.other_person": { kind: "change", does: "a distingué la personne de celle d’un autre dossier" },
    "case.merge": { kind: "change", does: "a fusionné un dossier dans celui-ci" },
    "case.merged": { kind: "change", does: "a fusionné ce dossier dans un autre" },
    "case.unmerge": { kind: "change", does: "a annulé la fusion d’un dossier" },
    "representative.add": { kind: "change", does: "a ajouté un représentant" },
    "representative.edit": { kind: "change", does: "a modifié un représentant" },
    "representative.remove": { kind: "change", does: "a retiré un représentant" },
    "contact.add": { kind: "change", does: "a ajouté un contact au carnet d’adresses" },
    "contact.edit": { kind: "change", does: "a modifié un contact du carnet d’adresses" },
    "contact.remove": { kind: "change", does: "a retiré un contact du carnet d’adresses" },
  },
  fields: {
    receivedOn: { label: "Date de saisine", shown: "day" },
    receiptSent: { label: "Récépissé envoyé", shown: "flag" },
    linkKind: { label: "Lien", shown: labelled(linkKinds) },
    otherNumber: { label: "Autre dossier" },
    survivorNumber: { label: "Dossier qui reste" },
    mergedNumber: { label: "Dossier fusionné" },
    keptFromOther: { label: "Valeurs reprises", shown: groupsInWords },
    lostValues: { label: "Valeurs écartées", shown: lostInWords },
    cosignatory: { label: "Cosignataire", shown: "flag" },
    movedEntries: { label: "Échanges déplacés" },
    movedFiles: { label: "Pièces déplacées" },
    partyName: { label: "Nom" },
    partyEmail: { label: "E-mail" },
    partyPhone: { label: "Téléphone" },
    partyAddress: { label: "Adresse" },
    partyPreference: { label: "Moyen de contact préféré" },
    representativeKind: { label: "Qualité", shown: labelled(representativeKinds) },
    bodyName: { label: "Organisme" },
    mandateState: { label: "Mandat", shown: labelled(mandateStates) },
    correspondence: { label: "Courriers adressés à", shown: labelled(correspondences) },
    contactName: { label: "Nom" },
    contactDepartment: { label: "Service" },
    contactFunction: { label: "Fonction" },
    contactEmail: { label: "E-mail" },
    contactPhone: { label: "Téléphone" },
  },
};
