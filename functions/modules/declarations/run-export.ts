import type { Ctx } from "../../platform/ctx.ts";
import { type LongWork, runLongWork } from "../../platform/long-work.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { exportWorkKind } from "./ask-export.ts";
import { fileReadyNews } from "./mail-news.ts";
import { service } from "./show-access.ts";
import { tellMembers } from "./tell-members.ts";

const declarationsWork: LongWork = {
  works: { [exportWorkKind]: () => import("./export-work.ts").then((m) => m.exportWork) },
  askerOf: async (ctx, { organisationId, userId }) => {
    const member = await memberNow(ctx.db, organisationId, service, userId);
    const memberships = member ? [{ organisationId, service, roles: member.roles, replaces: [] }] : [];
    return { kind: "user", userId, memberships };
  },
  fileReady: async (tx, ctx, { id, organisationId, userId }) => {
    const member = await memberNow(tx, organisationId, service, userId);
    const organisation = await organisationById(tx, organisationId);
    return tellMembers(tx, ctx, organisation, member ? [member] : [], {
      words: fileReadyNews(),
      onceKey: `file_ready:${id}`,
    });
  },
};

/** Makes one exported list (platform/long-work.ts). */
export const runExport = (ctx: Ctx, asked: unknown): Promise<void> =>
  runLongWork(ctx, asked, declarationsWork);
