import { declarationNumber, type ProofKind } from "../../../shared/declarations/declaring.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, notFound, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { safeName, zipBytes } from "../../platform/zip.ts";
import { proofObject } from "./read-transmission.ts";
import type { SheetFile } from "./sheet-file.ts";
import { permitOn } from "./show-access.ts";
import { type TransmissionRow, wholeDeclaration } from "./whole-declaration.ts";

/** One proof: what a portal gave may weigh 5 MB, what we send far less. */
const largestProof = 16 * 1024 * 1024;
/** What one answer of the API can hold. */
const largestArchive = 4_000_000;
const tooLarge: Refusal = {
  code: "conflict",
  reason: "too_large",
  detail: "Ces preuves sont trop lourdes pour une seule archive\u00a0: téléchargez-les une à une.",
};

/**
 * Everything that proves what was sent and answered, in one ZIP with a folder per version; `notFound` before the first
 * proof, `too_large` over 4 MB. Each download is in the journal.
 */
export const proofsArchive = async (ctx: Ctx, declarationId: string): Promise<Result<SheetFile>> => {
  const allowed = await mutate(ctx, async (tx) => {
    const { declaration, transmissions, versions } = await wholeDeclaration(tx, declarationId);
    const permission = permitOn(ctx, "show.read", declaration);
    const proofs = [];
    for (const { row } of transmissions) {
      const version = versions.find((one) => one.row.id === row.declarationVersionId)?.row.number ?? 0;
      for (const kind of kindsOf(row))
        proofs.push({ ...(await proofObject(tx, row, kind)), at: row.updatedAt, version });
    }
    if (proofs.length === 0) refuse(notFound);
    return {
      result: { proofs, number: declarationNumber(declaration.year, declaration.seq) },
      permission,
      audit: {
        action: "declaration.download_proofs",
        organisationId: declaration.organisationId,
        target: { kind: "declaration", id: declaration.id },
        aggregateId: declaration.showId,
      },
      events: [],
    };
  });
  if (!allowed.ok) return allowed;
  const { proofs, number } = allowed.value;
  const used = new Map(proofs.map(({ version }) => [version, new Set<string>()]));
  const entries = [];
  for (const { bucket, key, name, at, version } of proofs) {
    const body = await readObject(ctx.env, bucket, key, largestProof);
    if (!body) throw new Error("a proof that is kept is there");
    const folder = `version ${version}`;
    entries.push({ path: `${folder}/${safeName(name, used.get(version) ?? new Set())}`, at, body });
  }
  if (entries.reduce((total, { body }) => total + body.length, 0) > largestArchive) return refused(tooLarge);
  return done({
    name: `${number} - preuves.zip`,
    type: "application/zip",
    bytes: await zipBytes(entries),
  });
};

const kindsOf = (row: TransmissionRow): ProofKind[] => [
  ...(row.payloadKey ? (["payload"] as const) : []),
  ...(row.mailKey ? (["mail"] as const) : []),
  ...(row.receiptKey ? (["answer"] as const) : []),
  ...(row.depositFileId ? (["deposit"] as const) : []),
];
