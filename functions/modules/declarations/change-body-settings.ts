import { eq } from "drizzle-orm";
import type {
  ChangeDeadline,
  ChangeVatList,
  DeadlineSetting,
  VatListSetting,
} from "../../../shared/declarations/body-settings.ts";
import { may } from "../../../shared/declarations/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { readBodySettings } from "./read-body-settings.ts";
import { asUser, platformActor, staleVersion } from "./show-access.ts";
import { bodySetting } from "./tables.ts";

type Row = typeof bodySetting.$inferSelect;

const permitted = (ctx: Ctx) => {
  asUser(ctx);
  return permit(may(platformActor(ctx.actor), "body_settings.change"));
};

/** Who writes over a newer state is told so, with what is stored now. */
const stale = ({ version, ...current }: { version: number } & Readonly<Record<string, unknown>>) =>
  staleVersion(
    version,
    current,
    "Quelqu’un a changé ce réglage pendant votre saisie. Rien n’est perdu\u00a0: relisez-le, puis recommencez.",
  );

/** Writes a setting as its next version; undefined when somebody was first, whose version is not `seen` any more. */
const write = async (
  ctx: Ctx,
  tx: Tx,
  { key, value, seen }: Pick<Row, "key" | "value"> & { seen: number },
): Promise<Row | undefined> => {
  const set = { value, changedAt: ctx.now(), changedBy: asUser(ctx).userId, version: seen + 1 };
  const [row] = await tx
    .insert(bodySetting)
    .values({ id: ctx.newId(), key, ...set })
    .onConflictDoUpdate({ target: bodySetting.key, set, setWhere: eq(bodySetting.version, seen) })
    .returning();
  return row;
};

/**
 * Sets how a body counts its deadline, for every organisation from now on. What was sent keeps the words of its day; a
 * stale version is refused with the rule that is stored (declarations.md §5.7).
 */
export const changeDeadline = (
  ctx: Ctx,
  { body, rule, version }: ChangeDeadline,
): Promise<Result<DeadlineSetting>> =>
  mutate(ctx, async (tx) => {
    const permission = permitted(ctx);
    const before = (await readBodySettings(tx)).deadlines[body];
    if (before.version !== version) refuse(stale(before));
    const row = await write(ctx, tx, { key: `deadline:${body}`, value: rule, seen: version });
    if (!row) return refuse(stale((await readBodySettings(tx)).deadlines[body]));
    return {
      result: { rule, version: row.version },
      permission,
      audit: {
        action: "body_settings.deadline",
        organisationId: null,
        target: { kind: "body_setting", id: row.id },
        before: { body, deadlineRule: before.rule },
        after: { body, deadlineRule: rule },
      },
      events: [],
    };
  });

/** Sets the usual rates of a territory, lowest first, under the same conditions (declarations.md §3, VAT list). */
export const changeVatList = (
  ctx: Ctx,
  { territory, rates, version }: ChangeVatList,
): Promise<Result<VatListSetting>> =>
  mutate(ctx, async (tx) => {
    const permission = permitted(ctx);
    const before = (await readBodySettings(tx)).vatLists[territory];
    if (before.version !== version) refuse(stale(before));
    const sorted = rates.toSorted((a, b) => a - b);
    const row = await write(ctx, tx, { key: `rates:${territory}`, value: sorted, seen: version });
    if (!row) return refuse(stale((await readBodySettings(tx)).vatLists[territory]));
    return {
      result: { rates: sorted, version: row.version },
      permission,
      audit: {
        action: "body_settings.rates",
        organisationId: null,
        target: { kind: "body_setting", id: row.id },
        before: { territory, usualRates: before.rates },
        after: { territory, usualRates: sorted },
      },
      events: [],
    };
  });
