import { dayIn } from "../../../shared/mediation/dates.ts";
import type { NewsKind } from "../../../shared/mediation/news-kinds.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import { type Member, memberNow, membersWithRole, type Organisation } from "../access/index.ts";
import { mailSettingsOf, queueMail, waitForDigest } from "../mail/index.ts";
import { awayOn } from "./absences-of.ts";
import { type CaseRow, service } from "./case-access.ts";
import { type Notice, noticeMail } from "./mail-notice.ts";
import { waysOf } from "./news-ways.ts";
import { tell } from "./tell.ts";
import { tellWatchers } from "./watchers.ts";

/** Under which news each notice is told. */
const newsOf: Readonly<Record<Notice, NewsKind>> = {
  new_case: "new_case",
  new_inbound: "new_inbound",
  after_close: "new_inbound",
  file_refused: "failed_send",
  delayed_send: "failed_send",
  failed_send: "failed_send",
};
/** How new messages are told to who did not choose: as the organisation wants it. */
const usualWays = { at_once: "mail", digest: "digest", none: "app" } as const;

/** At most one notice of a kind per case and quarter of an hour: an insistent sender fills no mailbox. */
const onePerQuarter = (notice: Notice) => ({ name: `notice_${notice}`, burst: 1, perHour: 4 });

/**
 * Who is told of a case: its assignee, whoever replaces them today, and its co-handlers; without any of them, or when
 * the replacement is away too, the organisation's managers; all of them for a case that is closed. Whoever is away and
 * wants no notices gets none. `alsoTold` is the author of a message that failed. Nobody is told of their own act.
 */
const toldOf = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  notice: Notice,
  alsoTold: string | undefined,
): Promise<Member[]> => {
  const away = await awayOn(tx, found.organisationId, dayIn(organisation.timeZone, ctx.now()));
  const awayAs = new Map(away.map((one) => [one.userId, one]));
  const absence = found.assigneeId ? awayAs.get(found.assigneeId) : undefined;
  const ids = [found.assigneeId, absence?.replacementId, ...found.coHandlerIds, alsoTold]
    .filter((id) => id !== null && id !== undefined)
    .filter((id) => !awayAs.get(id)?.muted);
  const told = new Map<string, Member>();
  const members = await together(
    [...new Set(ids)].map((id) => memberNow(tx, found.organisationId, service, id)),
  );
  for (const member of members) if (member) told.set(member.userId, member);
  // Nobody who is told is there to act.
  const noneThere = [...told.keys()].every((id) => awayAs.has(id));
  if (noneThere || notice === "after_close") {
    const managers = await membersWithRole(tx, found.organisationId, service, "manager");
    for (const manager of managers) told.set(manager.userId, manager);
  }
  if (ctx.actor.kind === "user") told.delete(ctx.actor.userId);
  return [...told.values()];
};

/**
 * Tells agents in the caller's transaction, under the bell and as each wants it: by mail at once, in the digest of the
 * next working day, or no more; nothing when it was told lately. Gives the events of the mails.
 */
export const notifyAgents = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  notice: Notice,
  alsoTold?: string,
): Promise<OutboxEvent[]> => {
  if (notice === "new_inbound" || notice === "after_close") await tellWatchers(tx, ctx, found, "messages");
  const members = await toldOf(tx, ctx, organisation, found, notice, alsoTold);
  if (members.length === 0) return [];
  const userIds = members.map(({ userId }) => userId);
  const kind = newsOf[notice];
  const usual =
    notice === "new_inbound"
      ? usualWays[(await mailSettingsOf(tx, organisation.id, service)).newMailNotice]
      : undefined;
  const wants = await waysOf(tx, organisation.id, userIds, kind, usual);
  const about = { organisationId: organisation.id, service, targetId: found.id, notice };
  await waitForDigest(
    tx,
    ctx,
    userIds.filter((userId) => wants(userId) === "digest").map((userId) => ({ ...about, userId })),
  );
  if ((await takeToken(tx, onePerQuarter(notice), found.id)) > 0) return [];
  await tell(tx, ctx, {
    organisationId: organisation.id,
    caseId: found.id,
    userIds,
    kind,
    detail: { notice },
  });
  const byMail = members.filter(({ userId }) => wants(userId) === "mail");
  if (byMail.length === 0) return [];
  const queued = await queueMail(tx, ctx, {
    ...noticeMail(ctx.env, organisation, found, notice),
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "notice",
    idempotencyKey: `mediation.${notice}:${ctx.newId()}`,
    recipients: byMail.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return queued.events;
};
