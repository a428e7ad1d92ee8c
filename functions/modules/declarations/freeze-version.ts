import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { sirenOf } from "../../../shared/access/siret.ts";
import type { FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import { declaredPerformances } from "../../../shared/declarations/freeze.ts";
import { stableJson } from "../../../shared/platform/stable-json.ts";
import type { Tx } from "../../platform/db.ts";
import { filesOf } from "./declaration-checks.ts";
import { declarationVersion } from "./tables-declarations.ts";
import type { WholeDeclaration } from "./whole-declaration.ts";

/** Who declares, as documents name them. */
export interface Declarant {
  name: string;
  email: string;
}

/** The version as it would be sent by somebody now; what is frozen is this very value. */
export const frozenNow = (whole: WholeDeclaration, declarant: Declarant, at: Date): FrozenDeclaration => {
  const { declaration, show, organisation, profile, claim, latest, performances } = whole;
  const siret = claim.siret ?? "";
  return {
    number: declarationNumber(declaration.year, declaration.seq),
    versionNumber: latest.row.number,
    frozenAt: at.toISOString(),
    organisation: {
      ...{ id: organisation.id, name: organisation.name, siret, siren: sirenOf(siret) },
      timeZone: organisation.timeZone,
      sacemClientNumber: profile.sacemClientNumber,
      sacdDeclarantId: profile.sacdDeclarantId,
      licenceNumbers: profile.licenceNumbers,
    },
    declarant: { ...declarant, quality: profile.signatory },
    sacemDeadline: whole.deadlines.SACEM,
    show: { id: show.id, name: show.name },
    form: latest.row.form,
    performances: declaredPerformances(latest.row.form, performances),
    files: filesOf(whole).map(({ id, type, name, size, sha256 }) => ({ id, type, name, size, sha256 })),
  };
};

/**
 * SHA-256 of what is frozen, hexadecimal: the fingerprint documents bear. Fields are taken by name, so that what the
 * database keeps, in an order of its own, has the fingerprint of what was sent.
 */
export const fingerprintOf = (frozen: FrozenDeclaration): string =>
  createHash("sha256").update(stableJson(frozen)).digest("hex");

/** Freezes the draft: from now on this version never changes, whatever becomes of figures. */
export const freezeVersion = async (
  tx: Tx,
  whole: WholeDeclaration,
  declarant: Declarant,
  at: Date,
): Promise<FrozenDeclaration> => {
  const { row } = whole.latest;
  if (row.frozen) return row.frozen;
  const frozen = frozenNow(whole, declarant, at);
  await tx
    .update(declarationVersion)
    .set({ state: "frozen", frozen, frozenSha256: fingerprintOf(frozen), frozenAt: at })
    .where(eq(declarationVersion.id, row.id));
  return frozen;
};
