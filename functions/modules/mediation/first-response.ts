import { and, eq, inArray, isNotNull, min, ne, not, or } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import { wasTakenBack } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import { caseEntry } from "./tables.ts";

/**
 * The columns of a first response: the earliest message sent or contact logged by a person, which the durations count to
 * (mediation.md §5.7). Nothing when an earlier one is known.
 */
export const firstResponse = (
  { firstResponseAt }: Pick<CaseRow, "firstResponseAt">,
  at: Date,
): Partial<Pick<CaseRow, "firstResponseAt">> =>
  firstResponseAt && firstResponseAt <= at ? {} : { firstResponseAt: at };

/** The earliest one once a message was taken back; null when none is left. */
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
