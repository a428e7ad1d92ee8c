import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Permission, permit } from "../../platform/mutate.ts";
import { refuse, signedOut } from "../../platform/refusal.ts";
import { accessActor } from "./access-actor.ts";

/** The permission of a platform administrator to look at machines or to act on them, or a stop. */
export const permitPlatform = (ctx: Ctx, action: "platform.read" | "platform.change"): Permission =>
  ctx.actor.kind === "user" ? permit(may(accessActor(ctx.actor), action)) : refuse(signedOut);
