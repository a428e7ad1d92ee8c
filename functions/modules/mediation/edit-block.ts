import { eq, sql } from "drizzle-orm";
import {
  type BlockChanges,
  type BlockName,
  blockRights,
  given,
  type PendingEdits,
} from "../../../shared/mediation/case-blocks.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import { differences } from "../../../shared/platform/audit-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, type Change, mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { type Organisation, organisationById } from "../access/index.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import { editAssessment } from "./edit-assessment.ts";
import { editConclusion } from "./edit-conclusion.ts";
import { editDates } from "./edit-dates.ts";
import { editDispute } from "./edit-dispute.ts";
import { editReception } from "./edit-reception.ts";
import { editRequester } from "./edit-requester.ts";
import { readCaseAs } from "./read-case.ts";
import { sameVersion } from "./same-version.ts";
import { cases } from "./tables.ts";

/** One block being saved, on a case that is locked. */
export interface Edit<Changes> {
  tx: Tx;
  ctx: Ctx;
  found: CaseRow;
  organisation: Organisation;
  changes: Changes;
  reason: string | undefined;
}

/** What a block comes to: columns of the case, what the journal compares, what follows. */
interface Edited {
  set: Partial<Omit<CaseRow, "policy">>;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  /** Keys of `before` and `after` about a person. */
  personal?: readonly string[];
  events?: readonly OutboxEvent[];
}

interface Block<Name extends BlockName> {
  /** What the journal calls it. */
  journal: `case.${string}`;
  /** What the fields are worth now, for somebody who typed on an older state. */
  current: (tx: Tx, found: CaseRow, organisation: Organisation) => Promise<Record<string, unknown>>;
  edit: (edit: Edit<BlockChanges[Name]>) => Promise<Edited>;
}

const blocks: { [Name in BlockName]: Block<Name> } = {
  dispute: editDispute,
  reception: editReception,
  requester: editRequester,
  assessment: editAssessment,
  dates: editDates,
  conclusion: editConclusion,
};

export type { Block };

interface BlockInput<Name extends BlockName> {
  caseId: string;
  version: number;
  changes: BlockChanges[Name];
  reason?: string | undefined;
}

/**
 * Saves one block of a case (mediation.md §4.5): only the fields sent change. Refuses a case that changed since it was
 * read, with the fields as they are now (§5.2); on a closed case managers alone, who say why, and the day it was closed
 * stays.
 */
export const editBlock = async <Name extends BlockName>(
  ctx: Ctx,
  name: Name,
  input: BlockInput<Name>,
): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, (tx) => blockEdit(tx, ctx, name, input));
  return done.ok ? readCaseAs(ctx, input.caseId) : done;
};

/** The same in a transaction of its caller's. */
export const blockEdit = async <Name extends BlockName>(
  tx: Tx,
  ctx: Ctx,
  name: Name,
  input: BlockInput<Name>,
): Promise<Change<null>> => {
  asUser(ctx);
  const found = await caseForUpdate(tx, input.caseId);
  const permission = permitOn(ctx, blockRights[name], found);
  const organisation = await organisationById(tx, found.organisationId);
  const { current } = blocks[name];
  await sameVersion(
    tx,
    ctx,
    found,
    input.version,
    await pickGiven(current, tx, found, organisation, input.changes),
  );
  if (found.status === "CLOSED" && !input.reason) refuse(reasonNeeded);
  const { set, audit, events } = await applyBlock(name, {
    ...{ tx, ctx, found, organisation, reason: input.reason },
    changes: input.changes,
  });
  if (audit.length > 0) await writeCaseChanges(tx, ctx, found, set);
  return { result: null, permission, audit, events };
};

const pickGiven = async (
  current: Block<BlockName>["current"],
  tx: Tx,
  found: CaseRow,
  organisation: Organisation,
  changes: object,
) => {
  const now = await current(tx, found, organisation);
  return Object.fromEntries(Object.keys(given(changes)).map((key) => [key, now[key] ?? null]));
};

interface Applied {
  set: Edited["set"];
  audit: AuditNote[];
  events: readonly OutboxEvent[];
}

/** One block's changes, checked and written but for the case's own row; no audit note when nothing differs. */
const applyBlock = async <Name extends BlockName>(
  name: Name,
  edit: Edit<BlockChanges[Name]>,
): Promise<Applied> => {
  const block = blocks[name];
  const { set, before, after, personal = [], events = [] } = await block.edit(edit);
  const changed = differences(before, after).map(({ key }) => key);
  if (changed.length === 0) return { set: {}, audit: [], events: [] };
  const only = (values: Record<string, unknown>) =>
    Object.fromEntries(changed.map((key) => [key, values[key] ?? null]));
  return {
    set,
    audit: [
      {
        action: block.journal,
        organisationId: edit.found.organisationId,
        target: { kind: "case", id: edit.found.id },
        before: only(before),
        after: { ...only(after), ...(edit.reason ? { why: edit.reason } : {}) },
        personal: [...personal.filter((key) => changed.includes(key)), ...(edit.reason ? ["why"] : [])],
      },
    ],
    events,
  };
};

/**
 * Edits that were pending when a case is closed, in that closing's own transaction (mediation.md §4.10): each asks for
 * its right; the case's columns are given back for the closing to write.
 */
export const applyPending = async (
  edit: Omit<Edit<unknown>, "changes">,
  pending: PendingEdits,
): Promise<Applied> => {
  const all: Applied = { set: {}, audit: [], events: [] };
  for (const name of Object.keys(pending) as BlockName[]) {
    const changes = pending[name];
    if (!changes) continue;
    permitOn(edit.ctx, blockRights[name], edit.found);
    const found = { ...edit.found, ...all.set };
    const one = await applyBlock(name, { ...edit, found, changes } as Edit<BlockChanges[typeof name]>);
    Object.assign(all.set, one.set);
    all.audit.push(...one.audit);
    all.events = [...all.events, ...one.events];
  }
  return all;
};

const writeCaseChanges = async (tx: Tx, ctx: Ctx, found: CaseRow, set: Edited["set"]): Promise<void> => {
  await tx
    .update(cases)
    .set({ ...set, updatedAt: ctx.now(), version: sql`${cases.version} + 1` })
    .where(eq(cases.id, found.id));
};

const reasonNeeded = invalid(
  [{ path: "reason", message: "Ce dossier est clos\u00a0: dites pourquoi vous le modifiez." }],
  "Ce dossier est clos\u00a0: dites pourquoi vous le modifiez.",
);
