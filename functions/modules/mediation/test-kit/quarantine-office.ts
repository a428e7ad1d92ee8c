import { randomUUID } from "node:crypto";
import type { HeldMail, ReleaseHeld } from "../../../../shared/mediation/quarantine.ts";
import type { Ctx } from "../../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../../platform/test-kit/builders.ts";
import type { TestDatabase } from "../../../platform/test-kit/database.ts";
import { receive, releaseHeld } from "../../mail/jobs.ts";
import { deliver } from "../../mail/test-kit/deliveries.ts";
import { aRawMail } from "../../mail/test-kit/raw-mails.ts";
import { mediationMailbox } from "../mailbox.ts";
import { openHeldMail } from "../open-held-mail.ts";
import { releaseHeldMail } from "../release-held-mail.ts";
import { aCase, type CaseInTest, granted, replyAddressOf, signedIn } from "../test-kit.ts";

export const mailboxes = [mediationMailbox];
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A town whose people keep a quarantine, and the mails that come there. */
export const quarantineOffice = async (database: TestDatabase) => {
  const { admin } = database;
  const town = await anOrganisation(database);
  const claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  const as = async (role: string, firstName: string, lastName: string) =>
    signedIn(database, await aMediator(database, town.id, { role, firstName, lastName }));
  const asClaire = await signedIn(database, claire);
  const asManager = await as("manager", "Samira", "Benali");
  const asKeeper = await as("quarantine_keeper", "Hugo", "Lemarchand");
  const asReader = await as("reader", "Inès", "Rocher");

  let number = 0;
  const someone = () => `quelquun-${++number}@usagers.example`;
  const mine = () => aCase(database, town, { assigneeId: claire.id });

  const arrives = async (delivery: Parameters<typeof deliver>[1]) => {
    const ctx = database.worker();
    await receive(ctx, mailboxes, await deliver(ctx, delivery));
  };

  /** A mail of a stranger held on this case. */
  const heldOn = async (to: CaseInTest, from = someone(), more: { raw?: Buffer; text?: string } = {}) => {
    await arrives({
      raw:
        more.raw ??
        aRawMail({ from: `Patrice T. <${from}>`, messageId: `<${randomUUID()}@x.example>`, ...more }),
      to: [await replyAddressOf(database, to)],
      envelopeFrom: from,
    });
    const [row] =
      await admin`select id from quarantine where from_address = ${from} order by id desc limit 1`;
    return { id: String(row?.id), from };
  };

  /** A mail of a new person to an intake address that takes known senders only. */
  const heldAtIntake = async (raw?: Buffer, verdicts = {}) => {
    const from = someone();
    await admin`update intake_address set mode = 'known_only' where organisation_id = ${town.id}`;
    await arrives({
      raw: raw ?? aRawMail({ from: `Karim O. <${from}>`, messageId: `<${randomUUID()}@x.example>` }),
      to: [town.intake],
      envelopeFrom: from,
      verdicts,
    });
    await admin`update intake_address set mode = 'open' where organisation_id = ${town.id}`;
    const [row] = await admin`
      select id, from_address from quarantine where organisation_id = ${town.id} and case_id is null order by id desc limit 1`;
    return { id: String(row?.id), from: String(row?.from_address) };
  };

  const open = async (ctx: Ctx, id: string): Promise<HeldMail> => granted(await openHeldMail(ctx, id));
  /** Decides, and lets the worker carry it out. */
  const release = async (ctx: Ctx, id: string, how: DistributiveOmit<ReleaseHeld, "version">) => {
    const { version } = await open(ctx, id);
    granted(await releaseHeldMail(ctx, { ...how, version, id }));
    await releaseHeld(database.worker(), mailboxes, id);
    return open(ctx, id);
  };

  const entriesOf = (caseId: string) =>
    admin`select * from case_entry where case_id = ${caseId} and kind <> 'fact' order by occurred_at, id`;
  const sentTo = (address: string) =>
    admin`select m.subject, m.text, m.template from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
      where r.address = ${address}`;

  return {
    ...{ town, claire, asClaire, asManager, asKeeper, asReader },
    ...{ someone, mine, arrives, heldOn, heldAtIntake, open, release, entriesOf, sentTo },
  };
};
