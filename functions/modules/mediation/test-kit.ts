import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Side } from "../../../shared/mediation/enums.ts";
import type { FileRequest } from "../../../shared/mediation/schema.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import type { TestDatabase } from "../../platform/test-kit/database.ts";
import { organisationById } from "../access/index.ts";
import { replyAddressFor } from "../mail/index.ts";
import { noteScan } from "../mail/jobs.ts";
import { addEntry } from "./add-entry.ts";
import type { CaseRow } from "./case-access.ts";
import type { PartyValues } from "./check-filing.ts";
import type { FollowUpSecret } from "./follow-up-secret.ts";
import { mediationMailbox } from "./mailbox.ts";
import { type caseEntry, participant } from "./tables.ts";
import { writeCase } from "./write-case.ts";
import { writeLetter } from "./write-letter.ts";

export { signedIn } from "../../platform/test-kit/builders.ts";

/** An answer's value, or a failure that says which refusal came instead. */
export const granted = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};
/** An answer's refusal, or a failure. */
export const refusalOf = (result: Result<unknown>) => {
  if (result.ok) throw new Error("not refused");
  return result.refusal;
};

/** Someone on the Internet, at an address of their own unless given. */
export const aVisitor = (database: TestDatabase, clientAddress: string = randomUUID()): Ctx => ({
  ...database.anotherContainer("public"),
  credentials: { clientAddress },
});

/** A filled form. */
export const aRequest = (changed: Partial<FileRequest> = {}): FileRequest => ({
  draftId: randomUUID(),
  onBehalf: "SELF",
  requester: {
    title: "FEMALE",
    firstName: "Amina",
    lastName: "Ferrand",
    email: `amina.${randomUUID().slice(0, 8)}@courriel.example`,
  },
  description:
    "En mars, j’ai reçu une facture de cantine pour ma fille, qui a quitté cette école en janvier.",
  files: [],
  sendCopy: true,
  filledInMs: 60_000,
  ...changed,
});

interface Given {
  subject?: string;
  receivedAt?: Date;
  status?: Exclude<CaseRow["status"], "CLOSED" | "MERGED">;
  assigneeId?: string;
  restricted?: boolean;
  requester?: Partial<PartyValues>;
  /** People the case talks to besides its requester. */
  participants?: { email: string; name?: string; side: Side }[];
}

export interface CaseInTest {
  found: CaseRow;
  /** The requester's participant. */
  participantId: string;
  partyId: string;
  email: string;
  /** Others by address. */
  participants: Map<string, string>;
  secret: FollowUpSecret;
}

const job: Actor = { kind: "job", name: "test" };

/** A case with its requester, its follow-up link and whoever else is given, written as the verbs write them. */
export const aCase = async (
  database: TestDatabase,
  organisation: { id: string },
  given: Given = {},
): Promise<CaseInTest> => {
  const ctx = database.worker(job);
  const email = given.requester?.email ?? `requerant.${randomUUID().slice(0, 8)}@courriel.example`;
  const made = await mutate(ctx, async (tx) => {
    const written = await writeCase(tx, ctx, {
      organisation: await organisationById(tx, organisation.id),
      channel: "WEB",
      filingKey: `test:${randomUUID()}`,
      receivedAt: given.receivedAt ?? ctx.now(),
      subject: given.subject ?? "Facture de cantine de mars",
      dispute: {
        description: given.subject ?? "La facture de mars compte des repas qui n’ont pas été pris.",
      },
      requester: {
        role: "REQUESTER",
        kind: "NATURAL",
        title: "FEMALE",
        firstName: "Nadège",
        lastName: "Thibaudot",
        preferredContact: "EMAIL",
        email,
        emailCanonical: email.toLowerCase(),
        searchText: searchText(
          given.requester?.firstName ?? "Nadège",
          given.requester?.lastName ?? "Thibaudot",
        ),
        ...given.requester,
      },
    });
    const { found } = written;
    await tx.execute(sql`update cases set status = ${given.status ?? "TO_PROCESS"},
      assignee_id = ${given.assigneeId ?? null}, restricted = ${given.restricted ?? false} where id = ${found.id}`);
    const others = new Map<string, string>();
    for (const one of given.participants ?? []) {
      const id = ctx.newId();
      await tx.insert(participant).values({
        id,
        organisationId: organisation.id,
        caseId: found.id,
        side: one.side,
        displayName: one.name ?? one.email,
        email: one.email,
        emailCanonical: one.email.toLowerCase(),
      });
      others.set(one.email, id);
    }
    return {
      result: {
        found,
        participantId: written.participantId ?? "",
        partyId: written.requester.id,
        email,
        participants: others,
        secret: written.secret,
      },
      permission: permit(true),
      audit: [],
      events: [],
    };
  });
  return granted(made);
};

/** The address at which somebody answers on a case: its requester unless another is named. */
export const replyAddressOf = async (
  database: TestDatabase,
  { found, participantId }: CaseInTest,
  as: Parameters<typeof replyAddressFor>[2]["as"] = { is: "participant", participantId },
): Promise<string> => {
  const ctx = database.worker(job);
  const of = { organisationId: found.organisationId, service: "mediation", targetId: found.id, as };
  return granted(
    await mutate(ctx, async (tx) => ({
      result: await replyAddressFor(tx, ctx, of),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
};

/** One line more on a case's thread. */
export const anEntry = async (
  database: TestDatabase,
  found: Pick<CaseRow, "id" | "organisationId">,
  values: Partial<typeof caseEntry.$inferInsert> = {},
): Promise<string> => {
  const ctx = database.worker(job);
  return granted(
    await mutate(ctx, async (tx) => ({
      result: await addEntry(tx, ctx, found, {
        kind: "message",
        direction: "IN",
        medium: "EMAIL",
        side: "REQUESTER",
        occurredAt: ctx.now(),
        text: "Bonjour, voici la facture.",
        ...values,
      }),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
};

const writtenLetters = new Set<string>();

/** Does what the job `case-letters` does, for every letter asked for (about that case) and not written yet. */
export const writeLetters = async (database: TestDatabase, caseId?: string): Promise<void> => {
  const asked = await database.admin<{ id: string; body: { caseId: string } }[]>`
    select id, body from outbox where queue = 'case-letters' order by created_at, id`;
  for (const { id, body } of asked) {
    if (writtenLetters.has(id) || (caseId && body.caseId !== caseId)) continue;
    await writeLetter(database.worker(job), body);
    writtenLetters.add(id);
  }
};

/** The scanner gives its verdict on the files of a case, as its event would. */
export const scanned = async (
  database: TestDatabase,
  caseId: string,
  scanResultStatus = "NO_THREATS_FOUND",
): Promise<void> => {
  const ctx = database.worker(job);
  const files = await database.admin<{ key: string }[]>`
    select s.key from case_file f join stored_file s on s.id = f.stored_file_id where f.case_id = ${caseId}`;
  for (const { key } of files) {
    const s3ObjectDetails = { bucketName: ctx.env.bucket("files"), objectKey: key };
    const detail = { s3ObjectDetails, scanResultDetails: { scanResultStatus } };
    await noteScan(ctx, [mediationMailbox], JSON.stringify({ detail }));
  }
};
