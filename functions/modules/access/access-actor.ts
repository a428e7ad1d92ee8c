import type { AccessActor } from "../../../shared/access/rules.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import { refuse, signedOut } from "../../platform/refusal.ts";

/** Who asks, as the rules over accounts, organisations and the platform know them. */
export const accessActor = (actor: Actor): AccessActor => {
  if (actor.kind !== "user") return { kind: "nobody" };
  const { userId, memberships, platformAdministrator = false } = actor;
  return { kind: "user", userId, memberships, platformAdministrator };
};

/** Stops someone who is not signed in, before anything else is said. */
export const asUser = (ctx: Ctx): Extract<Actor, { kind: "user" }> =>
  ctx.actor.kind === "user" ? ctx.actor : refuse(signedOut);
