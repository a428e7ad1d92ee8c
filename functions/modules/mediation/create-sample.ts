import { and, eq, isNull } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { CreateSample, SampleCreated } from "../../../shared/mediation/first-steps.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { keepUndelivered } from "../mail/index.ts";
import { addEntry, recountToProcess } from "./add-entry.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { noteFailures } from "./failed-copy.ts";
import { letterMail } from "./mail-letter.ts";
import { oneAtATime } from "./same-request.ts";
import { cases } from "./tables.ts";
import { writeCase } from "./write-case.ts";

const story =
  "Ceci est un dossier d’essai. On m’a facturé huit repas de cantine en mars, alors que ma fille a changé d’école en janvier. J’ai écrit au service en février, sans réponse.";
const question =
  "Bonjour,\n\nPouvez-vous m’envoyer le certificat de radiation de l’ancienne école ?\n\nBien cordialement,";
const answer = "Bonjour, je l’ai demandé à l’école et je vous l’envoie dès que je l’ai. Merci de votre aide.";

/**
 * Writes a case to try the service with (agent screens, §9): it has a request, a message that failed and an answer, no
 * number of the year, and counts in no figure. Its requester writes from the address of whoever asked for it, so that
 * nothing sent to try reaches anybody else. One at a time; asking again gives the one there is.
 */
export const createSample = (ctx: Ctx, input: CreateSample): Promise<Result<SampleCreated>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const organisationId = input.organisation;
    const permission = permit(may(caseActor(ctx.actor, organisationId), "case.register"));
    await oneAtATime(tx, `sample:${organisationId}`);
    const [there] = await tx
      .select({ id: cases.id })
      .from(cases)
      .where(and(eq(cases.organisationId, organisationId), eq(cases.sample, true), isNull(cases.deletedAt)));
    if (there) return { result: { caseId: there.id }, permission, audit: [], events: [] };

    const organisation = await organisationById(tx, organisationId);
    const me = (await memberNow(tx, organisationId, service, userId)) ?? refuse(notFound);
    const now = ctx.now();
    const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    const written = await writeCase(tx, ctx, {
      organisation,
      channel: "WEB",
      sample: true,
      filingKey: `sample:${organisationId}:${ctx.newId()}`,
      receivedAt: ago(72),
      subject: "Essai : facture de cantine contestée",
      dispute: { description: story, expectation: "L’annulation de la facture.", priorComplaint: "YES" },
      requester: {
        role: "REQUESTER",
        kind: "NATURAL",
        firstName: "Camille",
        lastName: "Essai",
        email: me.email,
        emailCanonical: me.email,
        preferredContact: "EMAIL",
        searchText: searchText("Camille", "Essai"),
      },
    });
    const { found, participantId } = written;
    if (!participantId) throw new Error("the sample has nobody to write to");
    const number = caseNumber(found.year, found.seq);
    const about = { side: "REQUESTER", participantId } as const;
    await addEntry(tx, ctx, found, {
      ...about,
      kind: "fact",
      fact: "case.received",
      direction: "IN",
      medium: "PORTAL",
      occurredAt: found.receivedAt,
      authorLabel: "Camille Essai",
    });
    const subject = `Dossier ${number} : votre facture`;
    const outgoingMessageId = await keepUndelivered(
      tx,
      ctx,
      {
        ...letterMail(ctx.env, {
          organisation,
          number,
          subject,
          text: question,
          authorName: me.name,
          signature: null,
          toRequesterSide: true,
          token: undefined,
        }),
        organisationId,
        service,
        targetId: found.id,
        class: "conversation",
        authorUserId: userId,
        idempotencyKey: `mediation.sample:${found.id}`,
        recipients: [{ address: me.email, name: "Camille Essai", participantId }],
      },
      "Envoi d’essai : la boîte du destinataire est pleine.",
    );
    await addEntry(tx, ctx, found, {
      ...about,
      kind: "message",
      direction: "OUT",
      medium: "EMAIL",
      occurredAt: ago(48),
      authorUserId: userId,
      subject,
      text: question,
      outgoingMessageId,
    });
    await addEntry(tx, ctx, found, {
      ...about,
      kind: "message",
      direction: "IN",
      medium: "PORTAL",
      occurredAt: ago(3),
      authorLabel: "Camille Essai",
      text: answer,
      toProcess: true,
    });
    await recountToProcess(tx, found.id);
    await noteFailures(tx, ctx, found.id);
    return {
      result: { caseId: found.id },
      permission,
      audit: {
        action: "case.sample",
        organisationId,
        target: { kind: "case", id: found.id },
        after: { number },
      },
      events: [],
    };
  });
