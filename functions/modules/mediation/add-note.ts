import type { AddNote } from "../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { dropDraft } from "../mail/index.ts";
import { addEntry, entryExists, entryIdFor } from "./add-entry.ts";
import { announce } from "./announce.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import { colleaguesOn } from "./colleagues.ts";
import { readCaseAs } from "./read-case.ts";

/**
 * Adds a note that only colleagues read, also on a closed case (mediation.md §2). Nothing leaves; who is mentioned is
 * told. The same key adds one note. Refuses somebody mentioned who may not read this case (`mention_cannot_read`, with
 * their ids), and a day that has not come.
 */
export const addNote = async (ctx: Ctx, input: AddNote): Promise<Result<CaseView>> => {
  const added = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.note", found);
    const id = entryIdFor(found.id, input.idempotencyKey);
    await dropDraft(tx, { targetId: found.id, userId, kind: "note" });
    if (await entryExists(tx, found.id, id)) return { result: null, permission, audit: [], events: [] };
    const mentions = await readersAmong(tx, found, input.mentions ?? []);
    const occurredAt = input.occurredAt ? new Date(input.occurredAt) : ctx.now();
    if (occurredAt > ctx.now()) {
      const message = "Cette date est dans le futur.";
      refuse(invalid([{ path: "occurredAt", message }], message));
    }
    await addEntry(tx, ctx, found, {
      id,
      kind: "note",
      medium: "NOTICE",
      occurredAt,
      authorUserId: userId,
      text: input.text,
      mentions,
    });
    return {
      result: null,
      permission,
      audit: {
        action: "note.add",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id },
        aggregateId: found.id,
      },
      events: await tellMentioned(tx, ctx, found, mentions, id),
    };
  });
  return added.ok ? readCaseAs(ctx, input.caseId) : added;
};

/** The people mentioned, each once, who may all read this case. */
export const readersAmong = async (
  tx: Tx,
  found: CaseRow,
  mentioned: readonly string[],
): Promise<string[]> => {
  const ids = [...new Set(mentioned)];
  if (ids.length === 0) return ids;
  const colleagues = await colleaguesOn(tx, found);
  const kept = ids.filter((id) => !colleagues.some((one) => one.id === id && one.reads));
  const names = colleagues.filter(({ id }) => kept.includes(id)).map(({ name }) => name);
  if (kept.length === 0) return ids;
  const who = names.length > 0 ? names.join(", ") : "Une personne citée";
  const message = `${who} ne peut pas lire ce dossier. Retirez la mention, ou ajoutez cette personne comme abonnée.`;
  return refuse({
    ...invalid([{ path: "mentions", message }], message),
    reason: "mention_cannot_read",
    facts: { userIds: kept.join(",") },
  });
};

/** News for those mentioned in a note. */
export const tellMentioned = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  mentions: readonly string[],
  entryId: string,
) =>
  mentions.length === 0
    ? []
    : announce(tx, ctx, await organisationById(tx, found.organisationId), {
        found,
        userIds: mentions,
        kind: "mention",
        detail: { entryId },
      });
