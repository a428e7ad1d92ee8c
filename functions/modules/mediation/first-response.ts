import { and, eq, inArray, isNotNull, min, ne, not, or } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import { wasTakenBack } from "../mail/index.ts";
import { caseEntry } from "./tables.ts";

/**
 * The earliest message sent or contact logged by a person (mediation.md §5.7) once a message was taken back; null when
 * none is left. The database notes it as they are written (`note_first_response`).
 */
export const firstResponseLeft = async (tx: Tx, caseId: string): Promise<Date | null> => {
  const [first] = await tx
    .select({ at: min(caseEntry.occurredAt) })
    .from(caseEntry)
    .where(
      and(
        eq(caseEntry.caseId, caseId),
        eq(caseEntry.kind, "message"),
        isNotNull(caseEntry.authorUserId),
        ne(caseEntry.medium, "NOTICE"),
        or(eq(caseEntry.direction, "OUT"), inArray(caseEntry.medium, ["PHONE", "LETTER", "MEETING"])),
        not(wasTakenBack(caseEntry.outgoingMessageId)),
      ),
    );
  return first?.at ?? null;
};
