import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { may } from "../../../shared/access/rules.ts";
import type { MediationSettings } from "../../../shared/mediation/settings.ts";
import type {
  MediationSettingsView,
  SaveMediationSettings,
} from "../../../shared/mediation/settings-input.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { accessActor, membersWithRole } from "../access/index.ts";
import { asUser, service } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { listItem, mediationSettings } from "./tables-office.ts";
import { changedFields, settingsDiffer } from "./version-differs.ts";

const maySet = (ctx: Ctx, organisationId: string) =>
  may(accessActor(ctx.actor), "organisation.texts", { organisationId, service });

/** The rules of a mediation with who and what they may name (mediation.md §4.13). For managers and administrators. */
export const readMediationSettings = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<MediationSettingsView>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = maySet(ctx, organisationId);
  if (verdict !== true) return refused(verdict);
  const [settings, named] = await together([
    mediationSettingsOf(ctx.db, organisationId),
    whoAndWhat(ctx.db, organisationId),
  ]);
  return done({
    organisation: organisationId,
    ...settings,
    ...named,
    hiddenStatuses: [...settings.hiddenStatuses],
    postalAddress: [...settings.postalAddress],
  });
};

/**
 * Changes them, each change in the journal with what was before. Refuses somebody who lost the role they would hold,
 * and a change over an older version, with both values.
 */
export const saveMediationSettings = async (
  ctx: Ctx,
  input: SaveMediationSettings & { organisationId: string },
): Promise<Result<MediationSettingsView>> => {
  const { organisationId, version, ...given } = input;
  const saved = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const permission = permit(maySet(ctx, organisationId));
    const [{ version: now, ...before }, named] = await together([
      mediationSettingsOf(tx, organisationId),
      whoAndWhat(tx, organisationId),
    ]);
    const settings: MediationSettings = { ...given, statusLabels: withoutBlanks(given.statusLabels) };
    const fields = wrongNames(settings, before, named);
    if (fields.length > 0) refuse(invalid(fields));
    const written =
      now === version &&
      (now === 0
        ? await tx
            .insert(mediationSettings)
            .values({ organisationId, settings, updatedAt: ctx.now() })
            .onConflictDoNothing()
            .returning()
        : await tx
            .update(mediationSettings)
            .set({ settings, version: sql`${mediationSettings.version} + 1`, updatedAt: ctx.now() })
            .where(
              and(
                eq(mediationSettings.organisationId, organisationId),
                eq(mediationSettings.version, version),
              ),
            )
            .returning());
    if (!written || written.length === 0) return refuse(settingsDiffer(now, { ...before }, { ...settings }));
    return {
      result: null,
      permission,
      audit: {
        action: "mediation.settings",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        ...changedFields({ ...before }, { ...settings }),
      },
      events: [],
    };
  });
  return saved.ok ? readMediationSettings(ctx, organisationId) : saved;
};

const withoutBlanks = (labels: SaveMediationSettings["statusLabels"]): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).flatMap(([status, label]) => (label ? [[status, label]] : [])));

type Named = Pick<MediationSettingsView, "managers" | "mediators" | "domains">;

/** A name is checked when it is chosen: somebody who left since does not keep the other settings from being saved. */
const wrongNames = (next: MediationSettings, before: MediationSettings, named: Named): FieldProblem[] => {
  const knows = (people: readonly { id: string }[], id: string) => people.some((one) => one.id === id);
  const fields: FieldProblem[] = [];
  const { titularId } = next;
  if (titularId && titularId !== before.titularId && !knows(named.managers, titularId))
    fields.push({ path: "titularId", message: "Choisissez un médiateur principal de l’organisation." });
  for (const [domain, person] of Object.entries(next.domainMediators)) {
    if (before.domainMediators[domain] === person) continue;
    if (!knows(named.domains, domain) || !knows(named.mediators, person))
      fields.push({
        path: `domainMediators.${domain}`,
        message: "Choisissez un médiateur de l’organisation.",
      });
  }
  return fields;
};

const whoAndWhat = async (on: Queries, organisationId: string): Promise<Named> => {
  const [managers, mediators, domains] = await together([
    membersWithRole(on, organisationId, service, "manager"),
    membersWithRole(on, organisationId, service, "mediator"),
    on
      .select({ id: listItem.id, label: listItem.label })
      .from(listItem)
      .where(
        and(
          eq(listItem.list, "domain"),
          isNull(listItem.parentId),
          eq(listItem.active, true),
          or(isNull(listItem.organisationId), eq(listItem.organisationId, organisationId)),
        ),
      )
      .orderBy(asc(listItem.position), asc(listItem.label)),
  ]);
  const person = ({ userId, name }: { userId: string; name: string }) => ({ id: userId, name });
  const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name, "fr");
  const heads = managers.map(person).sort(byName);
  const all = new Map([...heads, ...mediators.map(person)].map((one) => [one.id, one]));
  return { managers: heads, mediators: [...all.values()].sort(byName), domains };
};
