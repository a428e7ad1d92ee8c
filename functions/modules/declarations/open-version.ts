import { desc, eq } from "drizzle-orm";
import type { DeclarationView, OpenVersion } from "../../../shared/declarations/declaring.ts";
import { nextTransmissionState } from "../../../shared/declarations/transmission.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { siretStanding } from "../access/index.ts";
import { readDeclaration } from "./declaration-view.ts";
import { asUser, permitOn } from "./show-access.ts";
import { declarationVersion, transmission } from "./tables-declarations.ts";
import { latestTransmissions, lockDeclaration } from "./whole-declaration.ts";

const conflict = (reason: string, detail: string): Refusal => ({ code: "conflict", reason, detail });

/**
 * Opens the next version of a declaration, prefilled, for the bodies it names and those nothing was sent to yet: what was
 * sent to others stays as it is (declarations.md §4.6). `edit` is for what was refused, failed or was never sent; `rectify` for what
 * was sent, accepted or deposited, and asks for the right to transmit. A draft that is open is answered as it is.
 */
export const openVersion = async (
  ctx: Ctx,
  declarationId: string,
  { why, bodies }: OpenVersion,
): Promise<Result<DeclarationView>> => {
  const opened = await mutate(ctx, async (tx) => {
    const found = await lockDeclaration(tx, declarationId);
    const { verified } = await siretStanding(tx, found.organisationId);
    const action = why === "edit" ? "declaration.draft" : "declaration.transmit";
    const permission = permitOn(ctx, action, found, { verified });
    const versions = await tx
      .select()
      .from(declarationVersion)
      .where(eq(declarationVersion.declarationId, declarationId))
      .orderBy(desc(declarationVersion.number));
    const [newest = refuse(notFound)] = versions;
    const latest = versions.find(({ state }) => state !== "cancelled") ?? newest;
    if (latest.state === "draft") return { result: null, permission, audit: [], events: [] };
    const rows = await tx
      .select({ row: transmission })
      .from(transmission)
      .where(eq(transmission.declarationId, declarationId))
      .orderBy(desc(transmission.createdAt));
    const sent = latestTransmissions(rows);
    for (const body of bodies) {
      const state = sent.get(body)?.state;
      const isFit =
        why === "rectify"
          ? state !== undefined && nextTransmissionState(state, "replaced") !== undefined
          : state === undefined || state === "rejected" || state === "failed";
      if (!isFit)
        refuse(
          why === "rectify"
            ? conflict(
                "not_sent",
                "Rien n’est encore parti à cet organisme\u00a0: il n’y a rien à rectifier.",
              )
            : conflict(
                "already_sent",
                "Cet envoi est en cours ou déjà parti\u00a0: préparez plutôt une rectification.",
              ),
        );
    }
    const { userId } = asUser(ctx);
    const number = newest.number + 1;
    // Those chosen that nothing was ever sent to go on with it.
    const unsent = latest.form.bodies.filter((body) => !sent.has(body));
    const toBodies = [...new Set([...bodies, ...unsent])];
    await tx.insert(declarationVersion).values({
      ...{ id: ctx.newId(), organisationId: found.organisationId, declarationId, number },
      ...{
        state: "draft",
        form: { ...latest.form, bodies: toBodies },
        createdFrom: latest.number,
      },
      ...{ updatedAt: ctx.now(), updatedBy: userId },
    });
    return {
      result: null,
      permission,
      audit: {
        action: why === "edit" ? "declaration.edit_again" : "declaration.rectify",
        organisationId: found.organisationId,
        target: { kind: "declaration", id: found.id },
        aggregateId: found.showId,
        after: { number, toBodies },
      },
      events: [],
    };
  });
  return opened.ok ? readDeclaration(ctx, declarationId) : opened;
};
