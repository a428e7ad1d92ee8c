import { caseStatuses } from "../../../shared/mediation/enums.ts";
import type { CaseAfter, SetStatus } from "../../../shared/mediation/hands.ts";
import { alreadyClosed, isOpen } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { addFact } from "./add-entry.ts";
import { caseEdit, onCase } from "./change-case.ts";
import { tellWatchers } from "./watchers.ts";

type Asked = SetStatus & { caseId: string };

/**
 * Moves an open case to another open status. Closing and merging have their own acts, with their data: their statuses
 * are refused here, as is a case that is not open (mediation.md §11 case 15).
 */
export const setStatus = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => statusChange(tx, ctx, asked));

/** The same in a transaction of its caller's. */
export const statusChange = (tx: Tx, ctx: Ctx, { caseId, version, status }: Asked): Promise<Change<null>> =>
  caseEdit(tx, ctx, {
    caseId,
    version,
    right: "case.decide",
    noted: "case.status",
    shows: ["status"],
    set: (found) => {
      if (!isOpen(status)) return refuse(notAnOpenOne(caseStatuses[status]));
      if (!isOpen(found.status)) return refuse(alreadyClosed);
      return found.status === status ? undefined : { status, statusSince: ctx.now() };
    },
    also: async (found) => {
      await addFact(tx, ctx, found, "case.status", status);
      await tellWatchers(tx, ctx, found, "status");
    },
  });

const notAnOpenOne = (label: string) =>
  invalid(
    [{ path: "status", message: "Choisissez un statut ouvert." }],
    `Le statut « ${label} » ne se choisit pas ici : il vient de la clôture ou de la fusion.`,
  );
