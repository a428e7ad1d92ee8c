import { eq, sql } from "drizzle-orm";
import type {
  RecordAccepted,
  RecordDeposit,
  TransmissionView,
} from "../../../shared/declarations/declaring.ts";
import type { ShowAction } from "../../../shared/declarations/rules.ts";
import type { TransmissionEvent } from "../../../shared/declarations/transmission.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { siretStanding } from "../access/index.ts";
import { readTransmission } from "./read-transmission.ts";
import { permitOn, staleVersion } from "./show-access.ts";
import { takeShowUpload } from "./show-files.ts";
import { transmission } from "./tables-declarations.ts";
import { moveTransmission, showIdOf, transmissionForUpdate } from "./transmission-news.ts";
import { freePerformances, workOn } from "./transmit.ts";
import type { TransmissionRow } from "./whole-declaration.ts";

const notNow: Refusal = {
  code: "conflict",
  reason: "not_in_this_state",
  detail: "Cet envoi a changé d’état\u00a0: relisez la page.",
};

interface Act {
  right: ShowAction;
  event: TransmissionEvent;
  set?: Partial<TransmissionRow> | ((tx: Tx, row: TransmissionRow) => Promise<Partial<TransmissionRow>>);
  events?: (tx: Tx, row: TransmissionRow) => Promise<OutboxEvent[]>;
  said?: Record<string, unknown>;
}

const act = async (
  ctx: Ctx,
  id: string,
  version: number,
  { right, event, set, events, said }: Act,
): Promise<Result<TransmissionView>> => {
  const acted = await mutate(ctx, async (tx) => {
    const row = (await transmissionForUpdate(tx, id)) ?? refuse(notFound);
    const { verified } = await siretStanding(tx, row.organisationId);
    const permission = permitOn(ctx, right, row, { verified });
    if (row.version !== version) refuse(staleVersion(row.version, { state: row.state }, notNow.detail));
    const values = typeof set === "function" ? await set(tx, row) : set;
    const moved = (await moveTransmission(tx, ctx, row, event, values)) ?? refuse(notNow);
    return {
      result: null,
      permission,
      audit: { ...moved.audit, after: { ...moved.audit.after, ...said }, personal: ["note"] },
      events: [...moved.events, ...((await events?.(tx, moved.row)) ?? [])],
    };
  });
  return acted.ok ? readTransmission(ctx, id) : acted;
};

const goOn = async (_tx: Tx, row: TransmissionRow) => [workOn(row)];

/** Sends again what surely never left: the same payload, under the same key. */
export const retryTransmission = (ctx: Ctx, id: string, { version }: { version: number }) =>
  act(ctx, id, version, { right: "declaration.transmit", event: "retry", events: goOn });

/** Sends again what the body may have already: a declarant says so, and the same references let the body see it. */
export const sendAgain = (ctx: Ctx, id: string, { version }: { version: number }) =>
  act(ctx, id, version, { right: "declaration.record", event: "send_again", events: goOn });

/** The body answered by another way: its acceptance is recorded, with who says so. */
export const recordAccepted = (ctx: Ctx, id: string, { version, reference, note }: RecordAccepted) =>
  act(ctx, id, version, {
    right: "declaration.record",
    event: "record_accepted",
    set: { ...(reference ? { bodyReference: reference } : {}), errors: [] },
    said: { ...(reference ? { reference } : {}), ...(note ? { note } : {}) },
  });

/** A person typed the sheet in the body's portal, and may join what it gave as a proof. */
export const recordDeposit = (ctx: Ctx, id: string, { version, on, reference, file }: RecordDeposit) =>
  act(ctx, id, version, {
    right: "declaration.record",
    event: "record_deposit",
    set: async (tx, row) => {
      const proof = file ? await takeShowUpload(tx, ctx, await showIdOf(tx, row), file) : undefined;
      return {
        ...{ depositedOn: on, sentAt: ctx.now() },
        ...(reference ? { bodyReference: reference } : {}),
        ...(proof ? { depositFileId: proof.storedFileId, depositFileName: proof.name } : {}),
      };
    },
    said: { on, ...(reference ? { reference } : {}) },
  });

/** Gives up what was refused, failed or waits for a portal: its performances may be declared again. */
export const cancelTransmission = (ctx: Ctx, id: string, { version }: { version: number }) =>
  act(ctx, id, version, {
    right: "declaration.transmit",
    event: "cancel",
    events: async (tx, row) => {
      await freePerformances(tx, row);
      return [];
    },
  });

/** Mails the files of an accepted declaration again, and them alone. */
export const resendFiles = async (
  ctx: Ctx,
  id: string,
  { version }: { version: number },
): Promise<Result<TransmissionView>> => {
  const asked = await mutate(ctx, async (tx) => {
    const row = (await transmissionForUpdate(tx, id)) ?? refuse(notFound);
    const { verified } = await siretStanding(tx, row.organisationId);
    const permission = permitOn(ctx, "declaration.transmit", row, { verified });
    if (row.version !== version) refuse(staleVersion(row.version, { state: row.state }, notNow.detail));
    if (row.attachments !== "failed") refuse(notNow);
    await tx
      .update(transmission)
      .set({ attachments: "queued", updatedAt: ctx.now(), version: sql`${transmission.version} + 1` })
      .where(eq(transmission.id, id));
    return {
      result: null,
      permission,
      audit: {
        action: "transmission.resend_files",
        organisationId: row.organisationId,
        target: { kind: "transmission", id },
        aggregateId: await showIdOf(tx, row),
      },
      events: [workOn(row)],
    };
  });
  return asked.ok ? readTransmission(ctx, id) : asked;
};
