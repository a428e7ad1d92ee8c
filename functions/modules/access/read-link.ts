import { sql } from "drizzle-orm";
import { type LinkFault, type LinkPurpose, readToken } from "../../../shared/access/secret-link.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { hashSecret } from "../../platform/ids.ts";
import { done, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";

/** A live link, read for one of the purposes it was asked for. */
export interface ReadLink<P extends LinkPurpose> {
  id: string;
  purpose: P;
  organisationId: string | null;
  /** What it opens: a case, an invitation, an account, a change of address. */
  targetId: string;
  /** As which party of a case. */
  partyId: string | null;
  /** Null when it lives as long as its target says. */
  expiresAt: Date | null;
  /** Presented to `spendLink`; never the token itself. */
  hash: string;
}

interface FoundLink {
  [column: string]: unknown;
  id: string;
  organisation_id: string | null;
  purpose: LinkPurpose;
  target_id: string;
  party_id: string | null;
  expires_at: Date | null;
  used_at: Date | null;
  revoked_at: Date | null;
}

/**
 * The live link behind what someone pasted or followed, or the one sentence that says what is wrong with it. A link
 * never opens anything but its own purpose; reading it uses nothing up.
 */
export const readLink = async <P extends LinkPurpose>(
  on: Queries,
  ctx: Ctx,
  given: string,
  purposes: readonly P[],
): Promise<Result<ReadLink<P>>> => {
  const [first] = purposes;
  if (!first) throw new Error("a link is read for a purpose");
  const read = readToken(given);
  if ("fault" in read) return refused(linkRefusal(read.fault, first));
  const hash = hashSecret(read.token);
  const [found] = await on.execute<FoundLink>(sql`select * from guichet.read_secret_link(${hash})`);
  if (!found) return refused(linkRefusal("unknown", first));
  const purpose = purposes.find((one) => one === found.purpose);
  if (!purpose) return refused(linkRefusal("foreign", first));
  if (found.used_at) return refused(linkRefusal("used", purpose));
  if (found.revoked_at) return refused(linkRefusal("revoked", purpose));
  const expiresAt = found.expires_at && new Date(found.expires_at);
  if (expiresAt && expiresAt <= ctx.now()) return refused(linkRefusal("expired", purpose));
  return done({
    id: found.id,
    purpose,
    organisationId: found.organisation_id,
    targetId: found.target_id,
    partyId: found.party_id,
    expiresAt,
    hash,
  });
};

/** Spends a link that was just read, in the transaction of what it allows: of two uses at once, one is refused. */
export const spendLink = async (tx: Tx, link: { hash: string; purpose: LinkPurpose }): Promise<void> => {
  const used = await tx.execute(sql`select id from guichet.use_secret_link(${link.hash}, ${link.purpose})`);
  if (used.length === 0) refuse(linkRefusal("used", link.purpose));
};

const faults: Record<LinkFault, string> = {
  truncated:
    "Ce lien est incomplet : votre messagerie l’a sans doute coupé. Copiez-le en entier depuis l’e-mail.",
  doubled: "Ce lien a été collé deux fois. Effacez-le, puis collez-le une seule fois.",
  unreadable: "Ce lien est illisible. Copiez-le de nouveau depuis l’e-mail.",
  unknown: "Ce lien n’existe pas.",
  expired: "Ce lien a expiré.",
  used: "Ce lien a déjà servi.",
  revoked: "Ce lien a été annulé.",
  foreign: "Ce lien sert à autre chose. Suivez-le depuis l’e-mail qui le contient.",
  other_account: "Ce lien est destiné à une autre adresse que celle de votre compte.",
};

const again: Record<LinkPurpose, string> = {
  case_follow_up: "Demandez-en un nouveau avec votre numéro de dossier et votre adresse e-mail.",
  survey: "Vous pouvez donner votre avis en répondant à l’e-mail qui le contient.",
  document_upload: "Demandez-en un nouveau à la personne qui vous l’a envoyé.",
  message_file: "Demandez le fichier à nouveau en répondant à l’e-mail qui contient ce lien.",
  invitation: "Demandez une nouvelle invitation à l’administrateur de l’organisation.",
  password_reset: "Demandez un nouveau lien avec « Mot de passe oublié ? ».",
  magic_link: "Demandez un nouveau lien de connexion.",
  email_change_old: "Recommencez le changement d’adresse depuis votre compte.",
  email_change_new: "Recommencez le changement d’adresse depuis votre compte.",
  address_confirmation:
    "Répondez au dernier message de votre dossier\u00a0: cela confirme aussi votre adresse.",
  contact_email: "Recommencez le changement d’adresse depuis votre page de suivi.",
  objection: "Vous pouvez aussi répondre à l’e-mail qui contient ce lien.",
  registration: "Recommencez l’inscription de votre entreprise.",
  calendar: "Copiez la nouvelle adresse depuis la page « Calendrier » de Guichet.",
};

/** Faults after which the same link may still be right: its holder need not ask for another. */
const mendable: ReadonlySet<LinkFault> = new Set(["truncated", "doubled", "unreadable", "foreign"]);

/** The refusal of a link: what happened, and the way on. `reason` is `link_<fault>`. */
export const linkRefusal = (fault: LinkFault, purpose: LinkPurpose): Refusal => {
  const next =
    fault === "used" && purpose === "invitation" ? "Connectez-vous avec votre compte." : again[purpose];
  return {
    code: mendable.has(fault) ? "invalid" : "notFound",
    reason: `link_${fault}`,
    detail: mendable.has(fault) ? faults[fault] : `${faults[fault]} ${next}`,
  };
};
