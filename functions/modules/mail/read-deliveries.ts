import { asc, eq, inArray, sql } from "drizzle-orm";
import { type Db, prepared, type Queries } from "../../platform/db.ts";
import { intakeAddress, outgoingMessage, outgoingRecipient, suppressionLift } from "./tables.ts";

/** One recipient's copy of a message about a target, with its true state. */
export interface DeliveryRow {
  messageId: string;
  id: string;
  name: string | null;
  address: string;
  participantId: string | null;
  state: string;
  stateAt: Date;
  diagnostic: string | null;
  readAt: Date | null;
  resendOf: string | null;
  settledAt: Date | null;
  /** While it waits before its first try: it can be taken back until then. */
  leavesAt: Date | null;
  /** Code of the provider's refusal to let go of its address. */
  liftError: string | null;
}

const deliveries = prepared((db) =>
  db
    .select({
      messageId: outgoingRecipient.outgoingMessageId,
      id: outgoingRecipient.id,
      name: outgoingRecipient.name,
      address: outgoingRecipient.address,
      participantId: outgoingRecipient.participantId,
      state: outgoingRecipient.state,
      stateAt: outgoingRecipient.stateAt,
      diagnostic: outgoingRecipient.diagnostic,
      readAt: outgoingRecipient.readAt,
      resendOf: outgoingRecipient.resendOf,
      settledAt: outgoingRecipient.settledAt,
      leavesAt: sql`case when ${outgoingRecipient.state} = 'queued' and ${outgoingRecipient.attempts} = 0
        then ${outgoingRecipient.nextAttemptAt} end`.mapWith(outgoingRecipient.nextAttemptAt),
      liftError: sql<string | null>`(select ${suppressionLift.lastError} from ${suppressionLift}
        where ${suppressionLift.organisationId} = ${outgoingRecipient.organisationId}
          and ${suppressionLift.outgoingRecipientId} = ${outgoingRecipient.id} and ${suppressionLift.doneAt} is null
        limit 1)`,
    })
    .from(outgoingMessage)
    .innerJoin(outgoingRecipient, eq(outgoingRecipient.outgoingMessageId, outgoingMessage.id))
    .where(eq(outgoingMessage.targetId, sql.placeholder("targetId")))
    .orderBy(asc(outgoingRecipient.id))
    .prepare("deliveries_of_target"),
);

/** Every recipient of every message about a target; row-level security decides whose. */
export const deliveriesOf = (db: Db, targetId: string): Promise<DeliveryRow[]> =>
  deliveries(db).execute({ targetId });

/** What became of messages to one recipient each, by message: the last copy speaks. */
export const statesOfMessages = async (
  on: Queries,
  messageIds: readonly string[],
): Promise<Map<string, { state: string; at: Date }>> => {
  if (messageIds.length === 0) return new Map();
  const rows = await on
    .select({
      id: outgoingRecipient.outgoingMessageId,
      state: outgoingRecipient.state,
      at: outgoingRecipient.stateAt,
    })
    .from(outgoingRecipient)
    .where(inArray(outgoingRecipient.outgoingMessageId, [...messageIds]))
    .orderBy(asc(outgoingRecipient.id));
  return new Map(rows.map(({ id, state, at }) => [id, { state, at }]));
};

/** Local part of an organisation's public address for a service; undefined when it has none. */
export const intakeNameOf = async (
  on: Queries,
  organisationId: string,
  service: string,
): Promise<string | undefined> => {
  const [found] = await on
    .select({ localPart: intakeAddress.localPart })
    .from(intakeAddress)
    .where(
      sql`${intakeAddress.organisationId} = ${organisationId} and ${intakeAddress.service} = ${service} and ${intakeAddress.mode} <> 'closed'`,
    )
    .orderBy(asc(intakeAddress.createdAt))
    .limit(1);
  return found?.localPart;
};
