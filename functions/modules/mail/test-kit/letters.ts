import { sql } from "drizzle-orm";
import type { Queries } from "../../../platform/db.ts";
import { uuidV7 } from "../../../platform/ids.ts";
import type { TestDatabase } from "../../../platform/test-kit/database.ts";
import type { Mailbox, TargetFacts, TargetState } from "../mailbox.ts";

/**
 * A service that exists in tests only: letters that people write on. It plugs into mail by the same contract as the
 * real ones, with tables of its own in the test's database, which shows that mail knows no service.
 */

export const service = "letters";

/** Creates the service's tables; call once, before the first mail. */
export const createLetters = async ({ admin }: TestDatabase): Promise<void> => {
  await admin.unsafe(`
    create table letter (id uuid primary key, organisation_id uuid not null, state text not null default 'open',
      closed_at timestamptz, merged_into uuid, days integer not null default 0, after_close text not null default 'entry',
      linked_to uuid, origin uuid unique, reopened integer not null default 0);
    create table letter_person (id uuid primary key, letter_id uuid not null, address text not null,
      verification text not null default 'unverified');
    create table letter_agent (user_id uuid not null, organisation_id uuid not null, address text not null,
      may_write boolean not null default true);
    create table letter_entry (id uuid primary key, letter_id uuid not null, inbound_target_id uuid not null unique,
      author text not null, authorship text not null, flags text[] not null, text text not null, html text,
      folds integer not null, files jsonb not null, notified boolean not null, after_close boolean not null);
    create table letter_delivery (recipient_id uuid not null, was text not null, became text not null, reason text);
    grant all on letter, letter_person, letter_agent, letter_entry, letter_delivery to guichet_worker, guichet_app;`);
};

interface LetterRow {
  id: string;
  organisation_id: string;
  state: string;
  closed_at: Date | string | null;
  merged_into: string | null;
  days: number;
  after_close: TargetFacts["afterClose"];
  reopened: number;
  people: Array<{ participantId: string; address: string; verified: boolean }>;
}

const rowsOf = async <T>(on: Queries, query: ReturnType<typeof sql>): Promise<T[]> =>
  [...(await on.execute<Record<string, unknown>>(query))] as T[];

const stateOf = (row: LetterRow): TargetState => {
  if (row.merged_into !== null) return { is: "merged", into: row.merged_into };
  if (row.state === "closed") return { is: "closed", closedAt: new Date(row.closed_at ?? 0) };
  if (row.state === "erased" || row.state === "service_off") return { is: row.state };
  return { is: "open" };
};

const nothing = { audit: [], events: [] };

export const letters: Mailbox = {
  service,

  async targets(on, ids) {
    const rows = await rowsOf<LetterRow>(
      on,
      sql`select l.*, coalesce((select jsonb_agg(jsonb_build_object('participantId', p.id, 'address', p.address,
            'verified', p.verification = 'verified')) from letter_person p where p.letter_id = l.id), '[]') as people
          from letter l where l.id in (${sql.join(
            ids.map((id) => sql`${id}::uuid`),
            sql`, `,
          )})`,
    );
    return rows.map((row) => ({
      targetId: row.id,
      organisationId: row.organisation_id,
      state: stateOf(row),
      participants: row.people,
      closedReopenDays: row.days,
      afterClose: row.after_close,
      reopenedByMail24h: row.reopened,
    }));
  },

  async agentsByAddress(on, organisationId, addresses) {
    return rowsOf(
      on,
      sql`select user_id as "userId", address from letter_agent where organisation_id = ${organisationId}
          and address in (${sql.join(
            addresses.map((address) => sql`${address}`),
            sql`, `,
          )})`,
    );
  },

  async agentMayWrite(on, userId, targetId) {
    const rows = await rowsOf(
      on,
      sql`select 1 from letter_agent a join letter l on l.organisation_id = a.organisation_id
          where a.user_id = ${userId} and l.id = ${targetId} and a.may_write`,
    );
    return rows.length > 0;
  },

  async latestTargetOf(on, organisationId, address) {
    const [row] = await rowsOf<{ id: string }>(
      on,
      sql`select l.id from letter l join letter_person p on p.letter_id = l.id where l.organisation_id = ${organisationId}
          and p.address = ${address} and p.verification = 'verified' order by l.id desc limit 1`,
    );
    return row?.id;
  },

  async post(tx, ctx, entry) {
    const entryId = ctx.newId();
    const { author, content } = entry;
    const written =
      author.is === "participant"
        ? author.participantId
        : author.is === "agent"
          ? author.userId
          : author.address;
    await tx.execute(sql`insert into letter_entry values (${entryId}, ${entry.targetId}, ${entry.inboundTargetId}, ${written},
      ${entry.authorship}, ${sql.raw(`'{${entry.flags.join(",")}}'`)}, ${content.text}, ${content.html ?? null},
      ${content.folds.length}, ${JSON.stringify(content.files)}::jsonb, ${entry.notify}, ${entry.afterClose})`);
    return { entryId, ...nothing };
  },

  async replaceContent(tx, _ctx, { inboundTargetId, content, flags }) {
    const rows = await rowsOf<{ id: string }>(
      tx,
      sql`update letter_entry set text = ${content.text}, html = ${content.html ?? null},
          flags = ${sql.raw(`'{${flags.join(",")}}'`)}, files = ${JSON.stringify(content.files)}::jsonb
        where inbound_target_id = ${inboundTargetId} returning id`,
    );
    return rows.length > 0 ? nothing : undefined;
  },

  async createFromMail(tx, ctx, mail) {
    const targetId = ctx.newId();
    const participantId = ctx.newId();
    await tx.execute(
      sql`insert into letter (id, organisation_id, linked_to, origin) values (${targetId}, ${mail.organisationId}, ${mail.linkedTo ?? null}, ${mail.inboundTargetId})`,
    );
    await tx.execute(
      sql`insert into letter_person (id, letter_id, address) values (${participantId}, ${targetId}, ${mail.sender.address})`,
    );
    const { entryId } = await letters.post(tx, ctx, {
      inboundTargetId: mail.inboundTargetId,
      targetId,
      organisationId: mail.organisationId,
      author: { is: "participant", participantId },
      authorship: mail.authorship,
      mailClass: mail.mailClass,
      flags: mail.flags,
      matchedBy: "intake",
      notify: true,
      afterClose: false,
      content: mail.content,
    });
    return {
      targetId,
      participantId,
      entryId,
      ...nothing,
      receipt: {
        organisationId: mail.organisationId,
        service,
        targetId,
        class: "acknowledgement",
        template: "letters.receipt@1",
        senderName: "Service des lettres",
        subject: "Votre lettre est arrivée",
        text: "Bien reçue.",
        html: "<p>Bien reçue.</p>",
        idempotencyKey: `receipt:${mail.inboundTargetId}`,
        recipients: [{ address: mail.sender.address, participantId }],
      },
    };
  },

  async addressProved(tx, _ctx, participantId) {
    await tx.execute(sql`update letter_person set verification = 'verified' where id = ${participantId}`);
    return nothing;
  },

  heldKeepers: ["manager"],

  async addParticipant(tx, ctx, { targetId, address }) {
    const [known] = await rowsOf<{ id: string }>(
      tx,
      sql`select id from letter_person where letter_id = ${targetId} and address = ${address}`,
    );
    if (known) return { participantId: known.id, ...nothing };
    const participantId = ctx.newId();
    await tx.execute(
      sql`insert into letter_person (id, letter_id, address) values (${participantId}, ${targetId}, ${address})`,
    );
    return { participantId, ...nothing };
  },

  async reopen(tx, _ctx, targetId) {
    await tx.execute(
      sql`update letter set state = 'open', closed_at = null, reopened = reopened + 1 where id = ${targetId}`,
    );
    return nothing;
  },

  async deliveryChanged(tx, _ctx, change) {
    await tx.execute(
      sql`insert into letter_delivery values (${change.outgoingRecipientId}, ${change.from}, ${change.to}, ${change.reason ?? null})`,
    );
    return nothing;
  },

  async threatFound() {
    return nothing;
  },

  async displayed(db, entryId) {
    const [row] = await rowsOf<{
      html: string | null;
      files: Array<{ contentId?: string; storedFileId?: string }>;
    }>(
      db,
      sql`select e.html, e.files from letter_entry e join letter l on l.id = e.letter_id
          where e.id = ${entryId} and l.organisation_id = any (guichet.organisations())`,
    );
    if (!row?.html) return undefined;
    const images = row.files.flatMap(({ contentId, storedFileId }) =>
      contentId && storedFileId ? [{ contentId, storedFileId }] : [],
    );
    return { title: "Lettre", html: row.html, images };
  },
};

/** A letter with one person who writes on it. */
export const aLetter = async (
  { admin }: TestDatabase,
  organisationId: string,
  given: {
    state?: string;
    closedAt?: Date;
    mergedInto?: string;
    days?: number;
    afterClose?: string;
    people?: readonly string[];
  } = {},
): Promise<{ id: string; people: string[] }> => {
  const id = uuidV7(new Date());
  await admin`insert into letter (id, organisation_id, state, closed_at, merged_into, days, after_close)
    values (${id}, ${organisationId}, ${given.state ?? "open"}, ${given.closedAt ?? null}, ${given.mergedInto ?? null},
      ${given.days ?? 0}, ${given.afterClose ?? "entry"})`;
  const people: string[] = [];
  for (const address of given.people ?? ["anna@usagers.example"]) {
    const personId = uuidV7(new Date());
    await admin`insert into letter_person (id, letter_id, address) values (${personId}, ${id}, ${address})`;
    people.push(personId);
  }
  return { id, people };
};
