import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { memberNow, type Organisation } from "../access/index.ts";
import { queueMail, waitForDigest } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { type OfficeNotice, officeNoticeMail } from "./mail-office-notice.ts";
import { waysOf } from "./news-ways.ts";
import { tell } from "./tell.ts";

/**
 * Tells members of news about no case in particular, as each wants it: under the bell, also by a mail at once, also in
 * the morning's digest (mediation.md §6 rows 18 and 19). The same `onceKey` tells each of them once.
 */
export const announceOffice = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  given: {
    userIds: readonly string[];
    kind: OfficeNotice;
    onceKey: string;
    /** How many cases it is about. */
    cases?: number;
  },
): Promise<OutboxEvent[]> => {
  const { kind, onceKey, cases } = given;
  const found = await together(given.userIds.map((id) => memberNow(tx, organisation.id, service, id)));
  const members = found.filter((member) => member !== undefined);
  const userIds = members.map(({ userId }) => userId);
  const told = await tell(tx, ctx, {
    organisationId: organisation.id,
    userIds,
    caseId: null,
    kind,
    detail: cases === undefined ? {} : { cases },
    onceKey,
  });
  const wants = await waysOf(tx, organisation.id, userIds, kind);
  const fresh = members.filter(({ userId }) => told.has(userId));
  await waitForDigest(
    tx,
    ctx,
    fresh
      .filter(({ userId }) => wants(userId) === "digest")
      .map(({ userId }) => ({
        organisationId: organisation.id,
        service,
        // About the organisation itself.
        targetId: organisation.id,
        notice: kind,
        userId,
      })),
  );
  const byMail = fresh.filter(({ userId }) => wants(userId) === "mail");
  if (byMail.length === 0) return [];
  const { events } = await queueMail(tx, ctx, {
    ...officeNoticeMail(ctx.env, organisation, kind, cases),
    organisationId: organisation.id,
    service,
    targetId: null,
    class: "notice",
    idempotencyKey: `mediation.${onceKey}`,
    recipients: byMail.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return events;
};
