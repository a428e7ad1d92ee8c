import { asc, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { outgoingRecipient, suppressionLift } from "./tables.ts";

const purpose = "suppression";
/** An address of the list of blocked ones, for the provider's own list only. */
export const sealAddress = (ctx: Ctx, address: string): Promise<string> => seal(ctx.env, purpose, address);

/** Asks for an address to be taken off the provider's list as well: a job does it, since it calls the outside. */
export const liftEvent = (liftId: string, organisationId: string | null): OutboxEvent => ({
  queue: "mail-events",
  body: { lift: liftId },
  organisationId,
});

/** Notes that an address was let go of here, and asks for it elsewhere. */
export async function askLift(
  tx: Tx,
  ctx: Ctx,
  lift: { organisationId: string | null; sealedAddress: string | null; outgoingRecipientId: string | null },
): Promise<OutboxEvent[]> {
  const id = ctx.newId();
  await tx.insert(suppressionLift).values({ id, ...lift, askedAt: ctx.now() });
  return [liftEvent(id, lift.organisationId)];
}

/**
 * Takes one address off the provider's list, once. An address it does not hold is done as well; any other refusal is
 * kept with its code, shown, and tried again each day.
 */
export async function liftAtProvider(ctx: Ctx, liftId: string): Promise<void> {
  const [lift] = await ctx.db
    .select({
      sealedAddress: suppressionLift.sealedAddress,
      doneAt: suppressionLift.doneAt,
      address: outgoingRecipient.address,
    })
    .from(suppressionLift)
    .leftJoin(outgoingRecipient, eq(outgoingRecipient.id, suppressionLift.outgoingRecipientId))
    .where(eq(suppressionLift.id, liftId));
  if (lift === undefined || lift.doneAt !== null) return;
  const sealed = lift.sealedAddress === null ? undefined : await unseal(ctx.env, purpose, lift.sealedAddress);
  const address = typeof sealed === "string" ? sealed : lift.address;
  const fault = address === null ? "address_unknown" : await deleteSuppressed(ctx, address);
  await ctx.db
    .update(suppressionLift)
    // The address is kept no longer than it is of use.
    .set(
      fault === undefined
        ? { doneAt: ctx.now(), lastError: null, sealedAddress: null }
        : { lastError: fault },
    )
    .where(eq(suppressionLift.id, liftId));
  if (fault !== undefined) ctx.log.warn("suppression.lift_failed", { code: fault });
}

/** Those that the provider refused so far; tried again by the daily run. */
export const undoneLifts = async (ctx: Ctx): Promise<string[]> => {
  const rows = await ctx.db
    .select({ id: suppressionLift.id })
    .from(suppressionLift)
    .where(isNull(suppressionLift.doneAt))
    .orderBy(asc(suppressionLift.askedAt))
    .limit(200);
  return rows.map(({ id }) => id);
};

/** Code of a refusal; undefined when the address is not on the list any more. */
async function deleteSuppressed(ctx: Ctx, address: string): Promise<string | undefined> {
  const { DeleteSuppressedDestinationCommand } = await import("@aws-sdk/client-sesv2");
  const client = await sesV2(ctx);
  try {
    await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
    return undefined;
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    return name === "NotFoundException" ? undefined : name;
  }
}

type SesV2 = import("@aws-sdk/client-sesv2").SESv2Client;
let connection: SesV2 | undefined;
/** The container's client of SES's second API, which alone knows the account's list. */
export const sesV2 = async (ctx: Ctx): Promise<SesV2> => {
  const { SESv2Client } = await import("@aws-sdk/client-sesv2");
  connection ??= new SESv2Client({
    region: ctx.env.region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    ...(ctx.env.endpoints.ses === undefined ? {} : { endpoint: ctx.env.endpoints.ses }),
  });
  return connection;
};
