import { and, asc, eq, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { type FileRequest, limits, type Receipt } from "../../../shared/mediation/schema.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, invalid, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { liveLink, type Organisation } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { bindUploads, draftOwner, readyUploads } from "./bind-uploads.ts";
import { type CaseRow, service } from "./case-access.ts";
import { type CheckedFiling, checkFiling, type PartyValues } from "./check-filing.ts";
import { followUpSecrets } from "./follow-up-secret.ts";
import { mailFilingNotice } from "./mail-filed-for-you.ts";
import { receiptMail } from "./mail-receipt.ts";
import { greeting, titledName } from "./names.ts";
import { notifyAgents } from "./notify-agents.ts";
import { openMediation } from "./public-organisation.ts";
import { caseEntry, caseFile, cases, party } from "./tables.ts";
import { titleOf, writeCase } from "./write-case.ts";

const submissions: Limit = { name: "filing", burst: 10, perHour: 10 };
/** Milliseconds under which nobody fills a form. */
const fastestHuman = 3000;

type Filed = { receipt: Receipt } | { alreadyFiled: true; mailed: boolean };

/**
 * Files one request for mediation: case, number, parties, files, follow-up link, dated receipt, all in one
 * transaction (mediation.md §4.1). The same draft always gets the same receipt. The same requester and text within
 * 24 h is refused as `already_filed` and the number is mailed again. Refuses robots, floods and a closed form kindly.
 */
export const fileRequest = async (ctx: Ctx, slug: string, input: FileRequest): Promise<Result<Receipt>> => {
  const organisation = await openMediation(ctx, slug);
  if (!organisation) return refused({ ...unknownOrganisation });
  const checked = await checkFiling(input, { now: ctx.now(), timeZone: organisation.timeZone });
  if (!checked.ok) return refused(invalid(checked.fields));

  const visitor = actingAs(ctx, { kind: "visitor", organisationId: organisation.id });
  const filed = await mutate<Filed>(visitor, async (tx) => {
    const filingKey = `form:${organisation.id}:${input.draftId}`;
    await oneAtATime(tx, filingKey);
    const [earlier] = await tx.select().from(cases).where(eq(cases.filingKey, filingKey));
    // Anyone may file, without account (mediation.md §2).
    const allowed = { permission: permit(true), audit: [], events: [] };
    if (earlier)
      return { ...allowed, result: { receipt: await receiptOf(tx, visitor, organisation, earlier) } };

    refuseRobots(input, organisation);
    refuseWhenClosed(ctx, organisation);
    const wait = await takeToken(tx, submissions, ctx.credentials.clientAddress ?? "unknown");
    if (wait > 0)
      return refuse(
        tooMany(
          wait,
          (time) => `Trop de demandes depuis cette connexion. Réessayez dans ${time}${orCall(organisation)}.`,
        ),
      );

    const twin = await sameRequest(tx, ctx, organisation, checked.value, input.description);
    if (twin) {
      const again = await mailNumberAgain(tx, visitor, organisation, twin);
      return { ...allowed, events: again.events, result: { alreadyFiled: true, mailed: again.mailed } };
    }
    return writeFiling(tx, visitor, organisation, filingKey, input, checked.value);
  });
  if (!filed.ok) return filed;
  if ("receipt" in filed.value) return done(filed.value.receipt);
  return refused(filed.value.mailed ? alreadyFiled : { ...alreadyFiled, detail: onYourReceipt });
};

const unknownOrganisation: Refusal = {
  code: "notFound",
  reason: "not_found",
  detail: "Cette page n’existe pas. Choisissez votre collectivité dans l’annuaire.",
};
const alreadyFiled: Refusal = {
  code: "conflict",
  reason: "already_filed",
  detail: "Vous avez déjà envoyé cette demande. Nous vous avons renvoyé son numéro par e-mail.",
};
const onYourReceipt = "Vous avez déjà envoyé cette demande. Son numéro est sur votre récépissé.";

const orCall = (organisation: Organisation) =>
  organisation.settings.phone ? `, ou appelez le ${organisation.settings.phone}` : "";

/** Two sendings of one thing wait for each other, so that the second one finds what the first wrote. */
const oneAtATime = (tx: Tx, what: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`);

const refuseRobots = (input: FileRequest, organisation: Organisation): void => {
  if (!input.website && input.filledInMs >= fastestHuman) return;
  refuse({
    code: "invalid",
    reason: "looks_automatic",
    detail: `Nous n’avons pas pu vérifier que cet envoi vient d’une personne. Rien n’est perdu : relisez votre demande, puis renvoyez-la${orCall(organisation)}.`,
  });
};

const refuseWhenClosed = (ctx: Ctx, organisation: Organisation): void => {
  const closed = organisation.settings.mediation?.formClosed;
  if (!closed || dayIn(organisation.timeZone, ctx.now()) > closed.until) return;
  refuse({ code: "forbidden", reason: "form_closed", detail: closed.message });
};

/** What tells one person from another: their address, else their number and name. */
const identity = (
  who: Pick<PartyValues, "emailCanonical" | "phoneE164" | "searchText"> | undefined,
): string => (who ? (who.emailCanonical ?? `${who.phoneE164 ?? ""}${who.searchText}`) : "");

/** A case of the last 24 hours with the same text, for the same requester, by the same person. */
const sameRequest = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  { requester, representative }: CheckedFiling,
  description: string,
): Promise<CaseRow | undefined> => {
  const who = `${identity(requester)}\n${identity(representative)}`;
  await oneAtATime(tx, `${organisation.id}\n${who}\n${description}`);
  const alike = await tx
    .select({ found: cases, requester: party, representative: acting })
    .from(cases)
    .innerJoin(party, and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER")))
    .leftJoin(acting, and(eq(acting.caseId, cases.id), eq(acting.role, "REPRESENTATIVE")))
    .where(
      and(
        eq(cases.organisationId, organisation.id),
        gt(cases.receivedAt, new Date(ctx.now().getTime() - 24 * 3600_000)),
        eq(cases.description, description),
      ),
    )
    .orderBy(asc(cases.receivedAt));
  return alike.find(
    (one) => `${identity(one.requester)}\n${identity(one.representative ?? undefined)}` === who,
  )?.found;
};
const acting = alias(party, "acting");

const writeFiling = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  filingKey: string,
  input: FileRequest,
  { requester, representative }: CheckedFiling,
) => {
  const files = await readyUploads(
    tx,
    organisation.id,
    draftOwner(input.draftId),
    input.files,
    limits.filesBytes,
  );
  const written = await writeCase(tx, ctx, {
    organisation,
    channel: "WEB",
    filingKey,
    receivedAt: ctx.now(),
    subject: titleOf(input.description),
    dispute: input,
    requester,
    representative,
  });
  const { found, filer } = written;
  const entryId = ctx.newId();
  await tx.insert(caseEntry).values({
    id: entryId,
    organisationId: organisation.id,
    caseId: found.id,
    kind: "fact",
    fact: "case.received",
    direction: "IN",
    medium: "PORTAL",
    side: "REQUESTER",
    occurredAt: found.receivedAt,
    participantId: written.participantId ?? null,
    authorLabel: titledName(filer),
  });
  await bindUploads(tx, ctx, found, entryId, files, { source: "REQUESTER", visibility: "REQUESTER_ONLY" });

  const number = caseNumber(found.year, found.seq);
  const events: OutboxEvent[] = [];
  if (filer.email) {
    const mail = receiptMail(ctx.env, {
      found,
      number,
      organisation,
      greeting: greeting(filer),
      files,
      token: written.secret.token,
      copy: input.sendCopy,
    });
    events.push(
      ...(await queueToParty(
        tx,
        ctx,
        organisation,
        found,
        mail,
        `mediation.receipt:${found.id}`,
        filer,
        written.participantId,
      )),
    );
  }
  if (
    filer !== written.requester &&
    written.requester.email &&
    written.requester.emailCanonical !== filer.emailCanonical
  ) {
    const mail = mailFilingNotice(ctx.env, {
      found,
      number,
      organisation,
      filer,
      requester: written.requester,
    });
    events.push(
      ...(await queueToParty(
        tx,
        ctx,
        organisation,
        found,
        mail,
        `mediation.filed_for_you:${found.id}`,
        written.requester,
        written.requesterParticipantId,
      )),
    );
  }
  events.push(...(await notifyAgents(tx, ctx, organisation, found, "new_case")));

  return {
    result: { receipt: await receiptOf(tx, ctx, organisation, found) },
    permission: permit(true),
    audit: {
      action: "case.file",
      organisationId: organisation.id,
      target: { kind: "case", id: found.id },
      after: { number, channel: found.channel, files: files.length },
    },
    events,
  };
};

/** Queues a notice to one party, at their own reply address. */
const queueToParty = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  mail: ReturnType<typeof receiptMail>,
  idempotencyKey: string,
  who: typeof party.$inferSelect,
  participantId: string | undefined,
): Promise<OutboxEvent[]> => {
  if (!who.email) return [];
  const queued = await queueMail(tx, ctx, {
    ...mail,
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "notice",
    idempotencyKey,
    recipients: [{ address: who.email, name: titledName(who), ...(participantId ? { participantId } : {}) }],
  });
  return queued.events;
};

/** Sends the receipt of an earlier case once more, to whoever filed it, at most once a day. */
const mailNumberAgain = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
): Promise<{ mailed: boolean; events: OutboxEvent[] }> => {
  const { filer, token, files, participantId } = await filedBy(tx, ctx, found);
  if (!filer.email || !token) return { mailed: false, events: [] };
  const mail = receiptMail(ctx.env, {
    found,
    number: caseNumber(found.year, found.seq),
    organisation,
    greeting: greeting(filer),
    files,
    token,
    copy: false,
  });
  const day = dayIn(organisation.timeZone, ctx.now());
  const events = await queueToParty(
    tx,
    ctx,
    organisation,
    found,
    mail,
    `mediation.receipt_again:${found.id}:${day}`,
    filer,
    participantId,
  );
  return { mailed: true, events };
};

/** Who filed a case, with what, and their link as long as it lives: read back, so that a retry shows the same. */
const filedBy = async (tx: Tx, ctx: Ctx, found: CaseRow) => {
  const parties = await tx.select().from(party).where(eq(party.caseId, found.id)).orderBy(asc(party.id));
  const filer = parties.find(({ role }) => role === "REPRESENTATIVE") ?? parties[0];
  if (!filer) throw new Error("a case has no requester");
  const secrets = followUpSecrets(ctx.env, found.filingKey, filer.id);
  const token = await liveLink(
    tx,
    ctx,
    secrets.map((secret) => secret.token),
  );
  const files = await tx
    .select({ name: caseFile.name, size: storedFile.size })
    .from(caseFile)
    .innerJoin(caseEntry, eq(caseEntry.id, caseFile.entryId))
    .innerJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(and(eq(caseFile.caseId, found.id), eq(caseEntry.fact, "case.received")))
    .orderBy(asc(caseFile.position));
  const [received] = await tx
    .select({ participantId: caseEntry.participantId })
    .from(caseEntry)
    .where(and(eq(caseEntry.caseId, found.id), eq(caseEntry.fact, "case.received")));
  const accessCode = secrets.find((secret) => secret.token === token)?.accessCode;
  return { filer, token, accessCode, files, participantId: received?.participantId ?? undefined };
};

/** The dated proof of a case filed by the form. */
const receiptOf = async (tx: Tx, ctx: Ctx, organisation: Organisation, found: CaseRow): Promise<Receipt> => {
  const { filer, token, accessCode, files } = await filedBy(tx, ctx, found);
  return {
    number: caseNumber(found.year, found.seq),
    receivedAt: found.receivedAt.toISOString(),
    timeZone: organisation.timeZone,
    organisation: { slug: organisation.slug, name: organisation.name },
    sentBy: titledName(filer),
    email: filer.email,
    followUpPath: token ? `/suivi#${token}` : "/suivi",
    accessCode: filer.email ? null : (accessCode ?? null),
    files,
  };
};
