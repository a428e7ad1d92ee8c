import type { Ctx } from "../../../platform/ctx.ts";
import { uuidV7 } from "../../../platform/ids.ts";
import { mutate, permit } from "../../../platform/mutate.ts";
import { anOrganisation } from "../../../platform/test-kit/builders.ts";
import type { TestDatabase } from "../../../platform/test-kit/database.ts";
import { receive } from "../receive.ts";
import { replyAddressFor } from "../reply-address.ts";
import { type Delivery, deliver } from "./deliveries.ts";
import { aLetter, letters, service } from "./letters.ts";

export interface LetterEntry {
  id: string;
  text: string;
  author: string;
  authorship: string;
  flags: string[];
  notified: boolean;
  after_close: boolean;
  files: { name: string; storedFileId?: string; decision: string }[];
}
export interface HeldRow {
  id: string;
  cause: string;
  state: string;
  case_id: string | null;
  suggested_case_id: string | null;
  text: string | null;
  organisation_id: string | null;
}

/** The service of letters with its mail: what a test sends in, and what came of it. */
export const letterOffice = (database: TestDatabase) => {
  const { admin } = database;
  let number = 0;

  const tokenOf = (
    targetId: string,
    organisationId: string,
    as: { participantId: string } | { userId: string },
  ) =>
    inOneWrite(database, (tx, ctx) =>
      replyAddressFor(tx, ctx, {
        organisationId,
        service,
        targetId,
        as: "userId" in as ? { is: "agent", ...as } : { is: "participant", ...as },
      }),
    );

  return {
    /** Another sender for each test: token buckets are per address. */
    someone: () => `correspondant-${++number}@usagers.example`,
    /** An organisation whose intake address opens letters. */
    aService: async (mode = "open") => {
      const made = await anOrganisation(database);
      await admin`update intake_address set service = ${service}, mode = ${mode} where organisation_id = ${made.id}`;
      return made;
    },
    tokenOf,
    /** A letter, and the address by which its first person writes on it. */
    aLetterWithToken: async (organisationId: string, given: Parameters<typeof aLetter>[2] = {}) => {
      const letter = await aLetter(database, organisationId, given);
      const [participantId = ""] = letter.people;
      return { ...letter, token: await tokenOf(letter.id, organisationId, { participantId }) };
    },
    /** An agent of the organisation, known by an address. */
    anAgent: async (organisationId: string, address: string, mayWrite = true) => {
      const userId = uuidV7(new Date());
      await admin`insert into letter_agent (user_id, organisation_id, address, may_write)
        values (${userId}, ${organisationId}, ${address}, ${mayWrite})`;
      return userId;
    },
    /** Sends one mail in, whole: stored, announced, received. */
    arrives: async (delivery: Delivery) => {
      const ctx = database.worker();
      await receive(ctx, [letters], await deliver(ctx, delivery));
    },
    entries: (letterId: string) =>
      admin<LetterEntry[]>`select * from letter_entry where letter_id = ${letterId} order by id`,
    held: (organisationId: string | null) =>
      admin<
        HeldRow[]
      >`select * from quarantine where organisation_id is not distinct from ${organisationId} order by id`,
    targets: (letterId: string) =>
      admin<{ outcome: string; outcome_id: string; matched_by: string }[]>`
        select * from inbound_target where case_id = ${letterId} order by id`,
    /** Everything written to an address. */
    sentTo: (address: string) =>
      admin<
        {
          id: string;
          subject: string;
          text: string;
          template: string;
          from_local_part: string;
          class: string;
        }[]
      >`select r.id, m.subject, m.text, m.template, m.class, r.from_local_part from outgoing_message m
        join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${address} order by r.id`,
  };
};

/** Runs one write of mail as a worker does. */
export const inOneWrite = async <T>(
  database: TestDatabase,
  work: (tx: Parameters<Parameters<typeof mutate>[1]>[0], ctx: Ctx) => Promise<T>,
): Promise<T> => {
  const ctx = database.worker();
  const made = await mutate(ctx, async (tx) => ({
    result: await work(tx, ctx),
    permission: permit(true),
    audit: [],
    events: [],
  }));
  if (!made.ok) throw new Error(made.refusal.reason);
  return made.value;
};
