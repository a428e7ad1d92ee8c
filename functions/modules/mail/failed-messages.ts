import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { lostStates } from "../../../shared/mail/lost.ts";
import { outgoingMessage, outgoingRecipient } from "./tables.ts";

/** Ids of a target's messages of which a copy did not arrive and nobody settled it, inside another module's query. */
export const failedMessagesOf = (targetId: SQL): SQL =>
  sql`(select ${outgoingMessage.id} from ${outgoingMessage} join ${outgoingRecipient}
    on ${eq(outgoingRecipient.outgoingMessageId, outgoingMessage.id)}
    where ${and(
      sql`${outgoingMessage.targetId} = ${targetId}`,
      isNotNull(outgoingRecipient.participantId),
      inArray(outgoingRecipient.state, [...lostStates]),
      isNull(outgoingRecipient.settledAt),
    )})`;
