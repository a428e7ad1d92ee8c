import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import { type Member, memberNow, membersWithRole, type Organisation } from "../access/index.ts";
import { layoutMail, queueMail } from "../mail/index.ts";
import { type CaseRow, service } from "./case-access.ts";
import { casePageUrl, caseSubject } from "./mail-frame.ts";

/** What agents are told of (mediation.md §6 rows 13 and 15): event and number, never a name, an address or a text. */
const notices = {
  new_case: {
    subject: "Nouveau dossier à prendre",
    sentence: "Une nouvelle demande de médiation attend un médiateur.",
  },
  new_inbound: {
    subject: "Nouveau message",
    sentence: "Un nouveau message est arrivé sur ce dossier.",
  },
  after_close: {
    subject: "Message sur un dossier clos",
    sentence: "Un message est arrivé sur ce dossier, qui est clos et le reste. Vous pouvez le rouvrir.",
  },
  file_refused: {
    subject: "Pièce jointe refusée",
    sentence: "Une pièce jointe de ce dossier contient un virus\u00a0: elle a été supprimée.",
  },
  failed_send: {
    subject: "Message non remis",
    sentence: "Un message de ce dossier n’a pas pu être remis. Ouvrez-le pour corriger l’adresse.",
  },
} as const;
export type Notice = keyof typeof notices;

/** At most one notice of a kind per case and quarter of an hour: an insistent sender fills no mailbox. */
const onePerQuarter = (notice: Notice) => ({ name: `notice_${notice}`, burst: 1, perHour: 4 });

/**
 * The handler of a case; without one, the organisation's managers; both for a case that is closed. `alsoTold` is the
 * author of a message that failed. Whoever acts is not told of their own act.
 */
const toldOf = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  notice: Notice,
  alsoTold: string | undefined,
): Promise<Member[]> => {
  const ids = [...new Set([found.assigneeId, alsoTold])].filter((id) => id !== null && id !== undefined);
  const told = new Map<string, Member>();
  const members = await together(ids.map((id) => memberNow(tx, found.organisationId, service, id)));
  for (const member of members) if (member) told.set(member.userId, member);
  if (told.size === 0 || notice === "after_close") {
    const managers = await membersWithRole(tx, found.organisationId, service, "manager");
    for (const manager of managers) told.set(manager.userId, manager);
  }
  if (ctx.actor.kind === "user") told.delete(ctx.actor.userId);
  return [...told.values()];
};

/** Queues the notice in the caller's transaction and gives its events; nothing when it was given lately. */
export const notifyAgents = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  notice: Notice,
  alsoTold?: string,
): Promise<OutboxEvent[]> => {
  const members = await toldOf(tx, ctx, found, notice, alsoTold);
  if (members.length === 0) return [];
  if ((await takeToken(tx, onePerQuarter(notice), found.id)) > 0) return [];
  const number = caseNumber(found.year, found.seq);
  const { subject, sentence } = notices[notice];
  const laid = layoutMail({
    title: subject,
    preview: sentence,
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [`${organisation.name}, médiation, dossier ${number}.`] },
      { is: "paragraph", content: [sentence] },
      { is: "button", label: "Ouvrir le dossier", href: casePageUrl(ctx.env, organisation, found.id) },
    ],
    footer: [
      ["Vous recevez cet e-mail parce que vous suivez les dossiers de médiation de cette organisation."],
    ],
  });
  const queued = await queueMail(tx, ctx, {
    ...laid,
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "notice",
    template: `mediation.${notice}@1`,
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, subject),
    idempotencyKey: `mediation.${notice}:${ctx.newId()}`,
    recipients: members.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return queued.events;
};
