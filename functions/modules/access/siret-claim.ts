import { and, asc, count, desc, eq, gt, isNull, sql } from "drizzle-orm";
import {
  type AddClaimFile,
  type Claim,
  claimFiles,
  maskedAddress,
} from "../../../shared/access/companies.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { fileKind } from "../../platform/file-kind.ts";
import { keepFile } from "../../platform/files.ts";
import { mutate, type Permission, permit } from "../../platform/mutate.ts";
import {
  done,
  invalid,
  notFound,
  type Refusal,
  type Result,
  refuse,
  refused,
} from "../../platform/refusal.ts";
import { scanContent } from "../../platform/scan.ts";
import { accessActor, asUser } from "./access-actor.ts";
import { companyOf } from "./company-statement.ts";
import { claimCode, claimFile, organisation, siretClaim } from "./tables.ts";

export type ClaimRow = typeof siretClaim.$inferSelect;

/** Working days in which an answer is usual (screens/declarations.md §10). */
const answerDays = 2;
/** States in which documents may be added and sent: the others wait for somebody else, or need nothing. */
const open: ReadonlySet<ClaimRow["status"]> = new Set(["unverified", "refused", "disputed"]);

/** Where the organisation stands with its SIRET, for those who administer it. */
export const readClaim = async (ctx: Ctx, organisationId: string): Promise<Result<Claim>> => {
  const verdict = may(accessActor(asUser(ctx)), "claim.prove", { organisationId });
  if (verdict !== true) return refused(verdict);
  const [claim] = await ctx.db.select().from(siretClaim).where(eq(siretClaim.organisationId, organisationId));
  return claim ? done(await claimView(ctx.db, ctx, claim)) : refused(noClaim);
};

/** Says which SIRET is the organisation's own, for one that has none yet; it is not verified by that. */
export const startClaim = async (
  ctx: Ctx,
  input: { organisationId: string; proof: string },
): Promise<Result<Claim>> => {
  const { organisationId } = input;
  const verdict = may(accessActor(asUser(ctx)), "claim.prove", { organisationId });
  if (verdict !== true) return refused(verdict);
  const company = await companyOf(ctx, input.proof);
  if (!company.ok) return company;
  const { siret } = company.value;
  return mutate(ctx, async (tx) => {
    const set = await tx
      .update(organisation)
      .set({ siret, version: sql`${organisation.version} + 1` })
      .where(and(eq(organisation.id, organisationId), sql`${organisation.siret} is null`))
      .returning({ id: organisation.id });
    if (set.length === 0) refuse(hasSiret);
    const row = {
      id: ctx.newId(),
      organisationId,
      siret,
      status: "unverified" as const,
      createdAt: ctx.now(),
    };
    const [claim] = await tx.insert(siretClaim).values(row).returning();
    if (!claim) throw new Error("a claim was written and is not there");
    return {
      result: await claimView(tx, ctx, claim),
      permission: permit(verdict),
      audit: {
        action: "claim.start",
        organisationId,
        target: { kind: "siret_claim", id: claim.id },
        after: { siret },
      },
      events: [],
    };
  });
};

/** Adds one document to the proof: a PDF or a photo by its content, 700 KB at most, five at most. */
export const addClaimFile = async (
  ctx: Ctx,
  input: AddClaimFile & { organisationId: string },
): Promise<Result<Claim>> => {
  const { organisationId, name } = input;
  const verdict = may(accessActor(asUser(ctx)), "claim.prove", { organisationId });
  if (verdict !== true) return refused(verdict);
  const content = Buffer.from(input.base64, "base64");
  const fault = await faultOf(content, name);
  if ("message" in fault)
    return refused(invalid([{ path: "base64", message: fault.message }], fault.message));
  // Kept before the transaction: a file nobody names yet does no harm, an open transaction does.
  const kept = await keepFile(ctx, organisationId, content, fault.type);
  return mutate(ctx, async (tx) => {
    const { claim, permission } = await claimForUpdate(tx, ctx, organisationId);
    const [{ n } = { n: 0 }] = await tx
      .select({ n: count() })
      .from(claimFile)
      .where(eq(claimFile.claimId, claim.id));
    if (n >= claimFiles.most) refuse(tooManyFiles);
    const id = ctx.newId();
    await tx.insert(claimFile).values({
      ...{ id, claimId: claim.id, organisationId, name, type: fault.type, size: content.byteLength },
      key: kept.key,
      createdAt: ctx.now(),
    });
    return {
      result: await claimView(tx, ctx, claim),
      permission,
      audit: {
        action: "claim.add_file",
        organisationId,
        target: { kind: "siret_claim", id: claim.id },
        after: { document: name },
        personal: ["document"],
      },
      events: [],
    };
  });
};

/** Takes one document back, while the proof was not sent. */
export const removeClaimFile = (
  ctx: Ctx,
  input: { organisationId: string; fileId: string },
): Promise<Result<Claim>> =>
  mutate(ctx, async (tx) => {
    const { organisationId, fileId } = input;
    const { claim, permission } = await claimForUpdate(tx, ctx, organisationId);
    const [removed] = await tx
      .delete(claimFile)
      .where(and(eq(claimFile.id, fileId), eq(claimFile.claimId, claim.id)))
      .returning({ name: claimFile.name });
    if (!removed) return refuse(notFound);
    return {
      result: await claimView(tx, ctx, claim),
      permission,
      audit: {
        action: "claim.remove_file",
        organisationId,
        target: { kind: "siret_claim", id: claim.id },
        before: { document: removed.name },
        personal: ["document"],
      },
      events: [],
    };
  });

/** Sends the documents to the platform's administrators, who decide. */
export const sendClaim = (ctx: Ctx, organisationId: string): Promise<Result<Claim>> =>
  mutate(ctx, async (tx) => {
    const { claim, permission } = await claimForUpdate(tx, ctx, organisationId);
    const files = await filesOf(tx, claim.id);
    if (files.length === 0) refuse(noFiles);
    // A disputed claim stays disputed: what it waits for is the same person's decision.
    const status = claim.status === "disputed" ? "disputed" : "pending";
    const [sent] = await tx
      .update(siretClaim)
      .set({
        ...{
          status,
          method: "document" as const,
          reason: null,
          sentAt: ctx.now(),
          decidedAt: null,
          decidedBy: null,
        },
        files: files.map(({ id }) => id),
        version: sql`${siretClaim.version} + 1`,
      })
      .where(eq(siretClaim.id, claim.id))
      .returning();
    if (!sent) throw new Error("a locked claim is gone");
    return {
      result: await claimView(tx, ctx, sent),
      permission,
      audit: {
        action: "claim.send",
        organisationId,
        target: { kind: "siret_claim", id: claim.id },
        before: { claim: claim.status },
        after: { claim: status, method: "document", documents: files.length },
      },
      events: [],
    };
  });

/** The organisation's claim, locked, while it may still be proved. */
export const claimForUpdate = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
): Promise<{ claim: ClaimRow; permission: Permission }> => {
  const permission = permit(may(accessActor(asUser(ctx)), "claim.prove", { organisationId }));
  const [claim] = await tx
    .select()
    .from(siretClaim)
    .where(eq(siretClaim.organisationId, organisationId))
    .for("update");
  if (!claim) return refuse(noClaim);
  if (!isOpen(claim)) return refuse(claim.status === "verified" ? alreadyVerified : alreadySent);
  return { claim, permission };
};

const isOpen = ({ status, sentAt, decidedAt }: ClaimRow): boolean =>
  open.has(status) && !(status === "disputed" && sentAt !== null && decidedAt === null);

export const filesOf = (on: Queries, claimId: string) =>
  on
    .select({ id: claimFile.id, name: claimFile.name, size: claimFile.size })
    .from(claimFile)
    .where(eq(claimFile.claimId, claimId))
    .orderBy(asc(claimFile.createdAt));

/** The newest code of a claim, while it may be typed. */
export const liveCode = async (on: Queries, ctx: Ctx, claimId: string) => {
  const [newest] = await on
    .select()
    .from(claimCode)
    .where(and(eq(claimCode.claimId, claimId), isNull(claimCode.usedAt), gt(claimCode.expiresAt, ctx.now())))
    .orderBy(desc(claimCode.id))
    .limit(1);
  return newest;
};

/** Whether the published address may prove the claim: once it did, a disputed one waits for the platform's decision. */
export const mayAskCode = (claim: ClaimRow): boolean =>
  isOpen(claim) && !(claim.status === "disputed" && claim.method === "public_email");

const codeView = async (on: Queries, ctx: Ctx, claimId: string): Promise<Claim["code"]> => {
  const code = await liveCode(on, ctx, claimId);
  return code ? { address: maskedAddress(code.address), expiresAt: code.expiresAt.toISOString() } : null;
};

export const claimView = async (on: Queries, ctx: Ctx, claim: ClaimRow): Promise<Claim> => ({
  ...{ id: claim.id, siret: claim.siret, status: claim.status, method: claim.method, reason: claim.reason },
  files: await filesOf(on, claim.id),
  sentAt: claim.sentAt?.toISOString() ?? null,
  decidedAt: claim.decidedAt?.toISOString() ?? null,
  answerDays,
  methods: ctx.env.proConnectIssuer ? ["proconnect", "document"] : ["document"],
  open: isOpen(claim),
  mayAskCode: mayAskCode(claim),
  code: await codeView(on, ctx, claim.id),
});

/** The type of a document, or why it is none we take; what it is called does not count. */
const faultOf = async (
  content: Uint8Array,
  name: string,
): Promise<{ type: string } | { message: string }> => {
  if (content.byteLength === 0) return { message: "Ce document est vide ou illisible." };
  if (content.byteLength > claimFiles.mostBytes)
    return { message: "Ce document est trop lourd : 700 Ko au plus. Enregistrez-le en plus petit." };
  if (scanContent(content) === "threat") return { message: "Ce document contient un virus." };
  const { type, proved } = await fileKind(content.subarray(0, 4096), name);
  return proved && claimFiles.types.some((accepted) => accepted === type)
    ? { type }
    : { message: "Envoyez un PDF, ou une photo en JPEG ou PNG." };
};

export const noClaim: Refusal = {
  code: "notFound",
  reason: "no_claim",
  detail: "Cette organisation n’a pas de SIRET à vérifier.",
};
const hasSiret: Refusal = {
  code: "conflict",
  reason: "siret_set",
  detail: "Cette organisation a déjà un SIRET.",
};
const alreadyVerified: Refusal = {
  code: "conflict",
  reason: "claim_verified",
  detail: "Votre entreprise est déjà vérifiée.",
};
const alreadySent: Refusal = {
  code: "conflict",
  reason: "claim_sent",
  detail: "Vos documents sont en cours de vérification.",
};
const noFiles: Refusal = {
  code: "conflict",
  reason: "claim_without_file",
  detail: "Ajoutez au moins un document avant d’envoyer.",
};
const tooManyFiles: Refusal = {
  code: "conflict",
  reason: "claim_files_full",
  detail: `Au plus ${claimFiles.most} documents. Retirez-en un avant d’en ajouter.`,
};
