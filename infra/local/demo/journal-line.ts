import type { AuditNote } from "../../../functions/platform/mutate.ts";
import { seeded } from "./random.ts";
import { newId, type World } from "./world.ts";

/** Who did it, as `mutate` would have written: `user`, `visitor`, `link`, `mail` or `job:<function>`. */
export interface JournalActor {
  kind: string;
  id: string | null;
}

export const user = (id: string): JournalActor => ({ kind: "user", id });

/** The same world with draws of its own: what the journal adds changes nothing of the cases. */
export const withOwnDraws = (world: World, seed: number): World => ({ ...world, random: seeded(seed) });

/** One line of the journal, as `mutate` writes it from the note of a verb. */
export const addLine = (world: World, at: Date, actor: JournalActor, note: AuditNote): void => {
  world.rows.auditEvent.push({
    id: newId(world, at),
    organisationId: note.organisationId,
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    action: note.action,
    targetKind: note.target.kind,
    targetId: note.target.id,
    aggregateId: note.aggregateId ?? note.target.id,
    before: note.before ?? null,
    after: note.after ?? null,
    personal: [...(note.personal ?? [])],
    requestId: "demo",
  });
};
