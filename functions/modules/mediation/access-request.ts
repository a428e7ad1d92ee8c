import type { AccessReview, AskAccess } from "../../../shared/mediation/access-request.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse } from "../../platform/refusal.ts";
import { type AccessMaterial, accessMaterial, isTheirs, isTheirsToRead } from "./access-material.ts";
import { askJob } from "./ask-job.ts";
import { asUser, caseActor, caseOf, permitOn } from "./case-access.ts";
import { partyName } from "./names.ts";

/** Characters of a message shown in the review. */
const excerptLength = 160;

/**
 * What could be given to the requester of a case who asks for their data, over all their cases, and what is proposed:
 * their data, what they wrote and were written, documents of their side (mediation.md §9). Handlers look, managers give.
 */
export const accessReview = async (ctx: Ctx, caseId: string): Promise<Result<AccessReview>> => {
  asUser(ctx);
  const found = await ctx.db.transaction((tx) => caseOf(tx, caseId));
  permitOn(ctx, "case.prepare_erasure", found);
  const material = await accessMaterial(ctx.db, found);
  return done({ cases: material.map(reviewed), mask: namesOfOthers(material) });
};

const reviewed = (one: AccessMaterial): AccessReview["cases"][number] => ({
  id: one.row.id,
  number: one.number,
  subject: one.row.subject,
  because: one.because,
  requester: partyName(one.requester),
  given: one.samePerson,
  people: one.others.map((who) => ({ id: who.id, name: partyName(who), given: false })),
  entries: one.entries.map((entry) => ({
    id: entry.id,
    at: entry.occurredAt.toISOString(),
    kind: entry.kind,
    direction: entry.direction,
    side: entry.side,
    title: entry.subject ?? "",
    excerpt: (entry.text ?? "").slice(0, excerptLength),
    given: isTheirs(entry),
  })),
  documents: one.files.map(({ row }) => ({
    id: row.id,
    name: row.name,
    visibility: row.visibility,
    given: isTheirsToRead(row),
  })),
});

/** Names and telephones of private people besides the requester. Every e-mail address but theirs is hidden anyway. */
const namesOfOthers = (material: readonly AccessMaterial[]): string[] => {
  const own = new Set(material.filter(({ samePerson }) => samePerson).map((one) => partyName(one.requester)));
  const names = material.flatMap(({ others, participants, requester, samePerson }) => [
    ...(samePerson ? [] : [partyName(requester)]),
    ...others.flatMap((who) => [partyName(who), who.phone, who.phoneE164]),
    ...participants.filter(({ side }) => side !== "ADMINISTRATION").map(({ displayName }) => displayName),
  ]);
  return [...new Set(names)].filter(
    (name): name is string => name !== null && name.length > 1 && !name.includes("@") && !own.has(name),
  );
};

/**
 * Asks for the archive that answers an access request, of what was chosen in the review and nothing else. Managers
 * alone; the reason stays in the case's history. Refuses what is not of this person.
 */
export const askAccess = (
  ctx: Ctx,
  { caseId, reason, ...chosen }: AskAccess & { caseId: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, caseId);
    permitOn(ctx, "case.prepare_erasure", found);
    const { organisationId } = found;
    const permission = permit(may(caseActor(ctx.actor, organisationId), "privacy.decide"));
    const material = await accessMaterial(tx, found);
    const known = new Set(
      material.flatMap(({ row, others, entries, files }) => [
        row.id,
        ...others.map(({ id }) => id),
        ...entries.map(({ id }) => id),
        ...files.map((file) => file.row.id),
      ]),
    );
    const { cases, people, entries, documents } = chosen;
    if (![...cases, ...people, ...entries, ...documents].every((id) => known.has(id))) {
      const message = "Ce qui est choisi a changé entre-temps. Relisez la liste.";
      refuse(invalid([{ path: "cases", message }], message));
    }
    const { id, event } = await askJob(tx, ctx, {
      organisationId,
      kind: "access_request",
      caseId: found.id,
      input: chosen,
      total: documents.length,
    });
    const audit = {
      action: "case.access_request",
      organisationId,
      target: { kind: "case", id: found.id },
      after: { reason, cases: cases.length, entries: entries.length, documents: documents.length },
      personal: ["reason"],
    };
    return { result: { id }, permission, audit, events: [event] };
  });
