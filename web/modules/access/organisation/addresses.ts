import { ListAudit } from "../../../../shared/access/audit.ts";

const text = (value: unknown, longest: number) =>
  typeof value === "string" && value.trim() !== "" ? value.slice(0, longest) : undefined;
const oneOf = <T extends string>(value: unknown, all: Readonly<Record<T, unknown>>): T | undefined =>
  typeof value === "string" && Object.hasOwn(all, value) ? (value as T) : undefined;
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

/** Tabs of the members' page; the first has no word in the address. */
export const memberViews = { invitations: "Invitations", anciens: "Anciens membres" } as const;
export type MemberView = keyof typeof memberViews;

/** « Sans connexion depuis… », in days. */
export const silences = { "1-mois": 30, "3-mois": 90, "6-mois": 182 } as const;
export const silenceLabels: Record<keyof typeof silences, string> = {
  "1-mois": "Sans connexion depuis 1\u00a0mois",
  "3-mois": "Sans connexion depuis 3\u00a0mois",
  "6-mois": "Sans connexion depuis 6\u00a0mois",
};

/** The members' page, as its address carries it. */
export interface MembersSearch {
  vue?: MemberView;
  q?: string;
  service?: string;
  role?: string;
  silence?: keyof typeof silences;
}

/** Reads an address; what is not understood is left out, never an error. */
export const readMembersSearch = (search: Record<string, unknown>): MembersSearch =>
  defined({
    vue: oneOf(search.vue, memberViews),
    q: text(search.q, 100),
    service: text(search.service, 40),
    role: text(search.role, 40),
    silence: oneOf(search.silence, silences),
  });

/** The kinds of lines of a journal, as its chips say them; the codes are those of the API. */
export const journalKinds = {
  changements: { code: "change", label: "Changements" },
  messages: { code: "message", label: "Messages" },
  consultations: { code: "reading", label: "Consultations" },
  acces: { code: "access", label: "Accès" },
} as const;
export type JournalKind = keyof typeof journalKinds;

/** A journal, as its address carries it; days are `2027-03-16`. */
export interface JournalSearch {
  nature?: JournalKind;
  /** A user's id. */
  personne?: string;
  du?: string;
  au?: string;
}

const day = (value: unknown) => {
  const read = ListAudit.shape.from.safeParse(value);
  return read.success ? read.data : undefined;
};

/** Reads an address; what is not understood is left out, never an error. */
export const readJournalSearch = (search: Record<string, unknown>): JournalSearch =>
  defined({
    nature: oneOf(search.nature, journalKinds),
    personne: text(search.personne, 36),
    du: day(search.du),
    au: day(search.au),
  });

/** The filters as the API wants them. */
export const journalFilter = ({ nature, personne, du, au }: JournalSearch): Omit<ListAudit, "after"> =>
  defined({ kind: nature && journalKinds[nature].code, userId: personne, from: du, to: au });
