import type { MediationRole } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { memberNow, type Organisation } from "../access/index.ts";
import { queueMail, waitForDigest } from "../mail/index.ts";
import { type CaseRow, service } from "./case-access.ts";
import { type DeskNotice, type HandNotice, noticeMail } from "./mail-notice.ts";
import { waysOf } from "./news-ways.ts";
import { tell } from "./tell.ts";

/**
 * Tells people of news about a case as each wants it: under the bell, also by a mail at once, also in the morning's
 * digest (mediation.md §6). Whoever acts is not told, nor who may not read the case. The same `onceKey` tells once.
 */
export const announce = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  given: {
    found: CaseRow;
    userIds: readonly (string | null | undefined)[];
    kind: DeskNotice | HandNotice;
    detail?: Record<string, string | number>;
    onceKey?: string;
  },
): Promise<OutboxEvent[]> => {
  const { found, kind } = given;
  const ids = [...new Set(given.userIds)].filter((id) => id !== null && id !== undefined);
  const others = ids.filter((id) => !(ctx.actor.kind === "user" && ctx.actor.userId === id));
  const members = await together(others.map((id) => memberNow(tx, organisation.id, service, id)));
  const readers = members.filter((member) => member !== undefined).filter(readsCase(found));
  if (readers.length === 0) return [];
  const about = { organisationId: organisation.id, caseId: found.id, kind, detail: given.detail ?? {} };
  const told = await tell(tx, ctx, {
    ...about,
    userIds: readers.map(({ userId }) => userId),
    ...(given.onceKey ? { onceKey: given.onceKey } : {}),
  });
  const wants = await waysOf(
    tx,
    organisation.id,
    readers.map(({ userId }) => userId),
    kind,
  );
  const fresh = readers.filter(({ userId }) => told.has(userId));
  const inDigest = fresh.filter(({ userId }) => wants(userId) === "digest");
  await waitForDigest(
    tx,
    ctx,
    inDigest.map(({ userId }) => ({
      organisationId: organisation.id,
      service,
      targetId: found.id,
      notice: kind,
      userId,
    })),
  );
  const byMail = fresh.filter(({ userId }) => wants(userId) === "mail");
  if (byMail.length === 0) return [];
  const queued = await queueMail(tx, ctx, {
    ...noticeMail(ctx.env, organisation, found, kind),
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "notice",
    idempotencyKey: `mediation.${kind}:${ctx.newId()}`,
    recipients: byMail.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return queued.events;
};

const readsCase =
  (found: CaseRow) =>
  ({ userId, roles }: { userId: string; roles: string[] }): boolean =>
    may({ kind: "member", userId, roles: roles as MediationRole[] }, "case.read", found) === true;
