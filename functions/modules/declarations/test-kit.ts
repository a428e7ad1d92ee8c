import { randomUUID } from "node:crypto";
import type { DeclarationRole } from "../../../shared/access/roles.ts";
import { figuresOf, netOfLines, type SaleLine } from "../../../shared/declarations/money.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { uuidV7 } from "../../platform/ids.ts";
import type { Result } from "../../platform/refusal.ts";
import { anOrganisation, aUser, signedIn } from "../../platform/test-kit/builders.ts";
import type { TestDatabase } from "../../platform/test-kit/database.ts";
import { showKey } from "./show-key.ts";

/** An answer's value, or a failure that says which refusal came instead. */
export const granted = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};
/** An answer's refusal, or a failure. */
export const refusalOf = (result: Result<unknown>) => {
  if (result.ok) throw new Error("not refused");
  return result.refusal;
};

/** Someone signed in, with a role of the service in an organisation. */
export const aMember = async (
  database: TestDatabase,
  organisationId: string,
  role: DeclarationRole = "editor",
): Promise<Ctx> =>
  signedIn(
    database,
    await aUser(database, [{ organisationId, service: "declarations", roles: [role] }], {
      firstName: "Nora",
      lastName: "Delmas",
    }),
  );

/** A theatre that declares, with someone of that role signed in. */
export const aTheatre = async (
  database: TestDatabase,
  given: { role?: DeclarationRole; timeZone?: string } = {},
): Promise<{ id: string; ctx: Ctx }> => {
  const { id } = await anOrganisation(database, {
    name: "La Lanterne",
    services: ["declarations"],
    ...(given.timeZone ? { timeZone: given.timeZone } : {}),
  });
  return { id, ctx: await aMember(database, id, given.role) };
};

/** A line of tickets, full price at 5.5 % unless said. */
export const aLine = (given: Partial<SaleLine> = {}): SaleLine => {
  const line: SaleLine = {
    categoryId: "plein",
    categoryName: "Plein",
    unitPrice: 1800,
    rate: 550,
    paid: 1,
    free: 0,
    gross: 0,
    channel: "internal",
    kind: "sale",
    ...given,
  };
  return { ...line, gross: given.gross ?? (line.unitPrice ?? 0) * line.paid };
};

export interface GivenPerformance {
  externalId?: string;
  startAt?: string;
  endAt?: string | null;
  lines?: readonly SaleLine[];
  sourceState?: "present" | "missing" | "removed" | "cancelled";
}
export interface ShowInTest {
  id: string;
  sourceId: string;
  externalId: string;
  /** By the order given. */
  performances: string[];
}

/** A show of a ticketing account, as a reading leaves it. Its performances were given last month unless said. */
export const aShow = async (
  { admin }: TestDatabase,
  organisationId: string,
  given: {
    name?: string;
    provider?: string;
    sourceId?: string;
    externalId?: string;
    performances?: readonly GivenPerformance[];
    performanceType?: string;
  } = {},
): Promise<ShowInTest> => {
  const now = new Date();
  const sourceId = given.sourceId ?? uuidV7(now);
  if (!given.sourceId)
    await admin`insert into ticketing_source (id, organisation_id, provider, account_key, label)
      values (${sourceId}, ${organisationId}, ${given.provider ?? "BILLETWEB"}, ${randomUUID()}, 'Billetterie principale')`;
  const id = uuidV7(now);
  const externalId = given.externalId ?? randomUUID();
  const name = given.name ?? "Le Pain des étoiles";
  const performances = given.performances ?? [{}];
  const starts = performances.map(
    (one, at) => new Date(one.startAt ?? now.getTime() - (30 - at) * 86_400_000),
  );
  const last = new Date(
    Math.max(...performances.map((one, at) => new Date(one.endAt ?? starts[at] ?? now).getTime())),
  );
  await admin`insert into show (id, organisation_id, source_id, external_id, name, name_key, performance_type, last_performance_at, updated_at)
    values (${id}, ${organisationId}, ${sourceId}, ${externalId}, ${name}, ${showKey(name)},
      ${given.performanceType ?? null}, ${last}, now())`;
  const ids: string[] = [];
  for (const [at, one] of performances.entries()) {
    const performanceId = uuidV7(now);
    const lines = one.lines ?? [aLine()];
    const { paid, free, gross, net, rate } = figuresOf(lines);
    await admin`insert into performance (id, organisation_id, show_id, source_id, source_show_external_id, external_id,
        start_at, end_at, paid, free, gross, net, vat, source_state, source_checked_at)
      values (${performanceId}, ${organisationId}, ${id}, ${sourceId}, ${externalId}, ${one.externalId ?? randomUUID()},
        ${starts[at] ?? now}, ${one.endAt ?? null}, ${paid}, ${free}, ${gross}, ${net}, ${rate},
        ${one.sourceState ?? "present"}, now())`;
    const nets = netOfLines(lines);
    for (const [index, line] of lines.entries())
      await admin`insert into sale_line (id, organisation_id, performance_id, category_id, category_name, unit_price, vat,
          paid, free, gross, net, channel, kind)
        values (${uuidV7(now)}, ${organisationId}, ${performanceId}, ${line.categoryId}, ${line.categoryName},
          ${line.unitPrice}, ${line.rate}, ${line.paid}, ${line.free}, ${line.gross}, ${nets[index] ?? 0},
          ${line.channel}, ${line.kind})`;
    ids.push(performanceId);
  }
  return { id, sourceId, externalId, performances: ids };
};
