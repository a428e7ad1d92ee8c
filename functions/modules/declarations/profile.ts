import { eq, sql } from "drizzle-orm";
import type { ChangeProfile, ProfileView } from "../../../shared/declarations/declaring.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { profileView } from "./declaration-view.ts";
import { asUser, permitOn, sameVersion, showActor } from "./show-access.ts";
import { changesOf } from "./show-notes.ts";
import { declarantProfile } from "./tables.ts";
import { profileOf } from "./whole-declaration.ts";

/** Numbers of the organisation at the bodies; empty ones of version 0 before the first time. */
export const readProfile = (ctx: Ctx, organisationId: string): Promise<Result<ProfileView>> =>
  answered(async () => {
    asUser(ctx);
    permitOn(ctx, "profile.read", { organisationId });
    return profileView(showActor(ctx.actor, organisationId), await profileOf(ctx.db, organisationId));
  });

/** Changes them. What was sent before keeps the numbers it had. */
export const changeProfile = async (ctx: Ctx, input: ChangeProfile): Promise<Result<ProfileView>> => {
  const { organisationId, version, ...given } = input;
  const changed = await mutate(ctx, async (tx) => {
    const permission = permitOn(ctx, "profile.edit", { organisationId });
    const found = await profileOf(tx, organisationId);
    sameVersion(found, version, { ...found });
    const set = { ...given, updatedAt: ctx.now() };
    await tx
      .insert(declarantProfile)
      .values({ organisationId, ...set })
      .onConflictDoUpdate({
        target: declarantProfile.organisationId,
        set: { ...set, version: sql`${declarantProfile.version} + 1` },
      });
    const [kept] = await tx
      .select()
      .from(declarantProfile)
      .where(eq(declarantProfile.organisationId, organisationId));
    if (!kept) throw new Error("a profile that was written is there");
    return {
      result: kept,
      permission,
      audit: {
        action: "profile.edit",
        organisationId,
        target: { kind: "declarant_profile", id: organisationId },
        ...changesOf(found, given),
        personal: ["signatory"],
      },
      events: [],
    };
  });
  return changed.ok
    ? { ok: true, value: profileView(showActor(ctx.actor, organisationId), changed.value) }
    : changed;
};
