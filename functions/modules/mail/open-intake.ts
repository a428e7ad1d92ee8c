import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { intakeNameOf } from "./read-deliveries.ts";
import { intakeAddress } from "./tables.ts";

/** Gives an organisation its public address for a service, if it has none: mail to it reaches the service. */
export const openIntake = async (
  tx: Tx,
  ctx: Ctx,
  given: { organisationId: string; service: string; localPart: string },
): Promise<void> => {
  if (await intakeNameOf(tx, given.organisationId, given.service)) return;
  await tx.insert(intakeAddress).values({ id: ctx.newId(), ...given, mode: "open", createdAt: ctx.now() });
};
