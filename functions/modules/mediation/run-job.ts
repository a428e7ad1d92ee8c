import { dayIn } from "../../../shared/mediation/dates.ts";
import type { JobKind } from "../../../shared/mediation/jobs.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type JobWork, type LongWork, runLongWork } from "../../platform/long-work.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { awayOn } from "./absences-of.ts";
import { announceOffice } from "./announce-office.ts";
import { service } from "./case-access.ts";

/** Who does which kind of work; read when it is needed. */
const works: Record<JobKind, () => Promise<JobWork>> = {
  synthesis: () => import("./synthesis-work.ts").then((m) => m.synthesisWork),
  case_file: () => import("./case-file-work.ts").then((m) => m.caseFileWork),
  export_named: () => import("./export-cases.ts").then((m) => m.exportNamed),
  export_anonymous: () => import("./export-cases.ts").then((m) => m.exportAnonymous),
  bulk: () => import("./bulk-work.ts").then((m) => m.bulkWork),
  letters: () => import("./bulk-work.ts").then((m) => m.bulkWork),
  documents: () => import("./zip-documents.ts").then((m) => m.documentsWork),
  access_request: () => import("./access-work.ts").then((m) => m.accessWork),
  report: () => import("./report-work.ts").then((m) => m.reportWork),
};

const mediationWork: LongWork = {
  works,
  askerOf: async (ctx, { organisationId, userId }) => {
    const [member, { timeZone }] = await Promise.all([
      memberNow(ctx.db, organisationId, service, userId),
      organisationById(ctx.db, organisationId),
    ]);
    const away = await awayOn(ctx.db, organisationId, dayIn(timeZone, ctx.now()));
    const replaces = away.filter((one) => one.replacementId === userId).map((one) => one.userId);
    return {
      kind: "user",
      userId,
      memberships: member ? [{ organisationId, service, roles: member.roles, replaces }] : [],
    };
  },
  /** mediation.md §6 row 18. */
  fileReady: async (tx, ctx, { id, organisationId, userId }) =>
    announceOffice(tx, ctx, await organisationById(tx, organisationId), {
      userIds: [userId],
      kind: "export_ready",
      onceKey: `export_ready:${id}`,
    }),
};

/** Does one piece of mediation's long work (platform/long-work.ts). */
export const runJob = (ctx: Ctx, asked: unknown): Promise<void> => runLongWork(ctx, asked, mediationWork);
