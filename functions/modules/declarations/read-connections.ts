import { and, count, desc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type {
  AccountView,
  Connections,
  ConnectionView,
  RunView,
} from "../../../shared/declarations/connections.ts";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import { may } from "../../../shared/declarations/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { permit } from "../../platform/mutate.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { type ConnectionRow, isOpen, type RunRow } from "./open-run.ts";
import { asUser, permitOn, showActor } from "./show-access.ts";
import { show, ticketingSource } from "./tables.ts";
import { quarantineRecord, syncRun, ticketingConnection } from "./tables-connections.ts";

type SourceRow = typeof ticketingSource.$inferSelect;
interface RunOf {
  run: RunRow;
  source: SourceRow;
  status: ConnectionRow["status"];
  askedByName: string | null;
}

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/** Accounts of an organisation, those that need somebody first, and its last readings (screens §9). */
export const listConnections = async (ctx: Ctx, organisationId: string): Promise<Result<Connections>> => {
  permitOn(ctx, "connection.list", { organisationId });
  const [sources, connections, runs, shows, asides] = await together([
    ctx.db.select().from(ticketingSource).where(eq(ticketingSource.organisationId, organisationId)),
    ctx.db
      .select()
      .from(ticketingConnection)
      .where(eq(ticketingConnection.organisationId, organisationId))
      .orderBy(desc(ticketingConnection.createdAt)),
    runsWhere(ctx, eq(syncRun.organisationId, organisationId), 20),
    ctx.db
      .select({ sourceId: show.sourceId, shows: count() })
      .from(show)
      .where(and(eq(show.organisationId, organisationId), inArray(show.state, ["visible", "hidden"])))
      .groupBy(show.sourceId),
    ctx.db
      .select({ sourceId: quarantineRecord.sourceId, open: count() })
      .from(quarantineRecord)
      .where(
        and(
          eq(quarantineRecord.organisationId, organisationId),
          eq(quarantineRecord.state, "open"),
          ne(quarantineRecord.reason, "imported_without_price"),
        ),
      )
      .groupBy(quarantineRecord.sourceId),
  ]);
  const open = new Map(runs.filter(({ run }) => isOpen(run)).map((each) => [each.run.connectionId, each]));
  const accounts = sources.map((source): AccountView => {
    const connection = connections.find(({ sourceId }) => sourceId === source.id);
    return {
      sourceId: source.id,
      provider: source.provider,
      label: source.label,
      shows: shows.find(({ sourceId }) => sourceId === source.id)?.shows ?? 0,
      openAside: asides.find(({ sourceId }) => sourceId === source.id)?.open ?? 0,
      connection: connection ? connectionView(ctx, connection, source, open.get(connection.id)) : null,
    };
  });
  const isAllowed = may(showActor(ctx.actor, organisationId), "connection.create") === true;
  return done({
    accounts: accounts.sort(
      (one, other) => urgency(one) - urgency(other) || one.label.localeCompare(other.label, "fr"),
    ),
    runs: runs.map((each) => runView(ctx, each)),
    allowed: isAllowed ? ["connection.create"] : [],
  });
};

/** Broken first, then what is connected, files and what is typed, and what is disconnected. */
const urgency = ({ connection }: AccountView): number => {
  if (!connection) return 3;
  if (connection.status === "needs_attention") return 0;
  if (connection.status === "disconnected") return 4;
  return connection.lastErrorCode ? 1 : 2;
};

/** One connection, as after a change of it. */
export const readConnection = async (ctx: Ctx, id: string): Promise<Result<ConnectionView>> => {
  const [rows, runs] = await together([
    ctx.db
      .select({ connection: ticketingConnection, source: ticketingSource })
      .from(ticketingConnection)
      .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
      .where(eq(ticketingConnection.id, id)),
    runsWhere(ctx, eq(syncRun.connectionId, id), 1),
  ]);
  const [found] = rows;
  if (!found) return refused(notFound);
  const [last] = runs;
  return done(
    connectionView(ctx, found.connection, found.source, last && isOpen(last.run) ? last : undefined),
  );
};

/** How far a reading is; asked every two seconds while it goes on. */
export const readRun = async (ctx: Ctx, id: string): Promise<Result<RunView>> => {
  asUser(ctx);
  const [found] = await runsWhere(ctx, eq(syncRun.id, id), 1);
  if (!found) return refused(notFound);
  permit(may(showActor(ctx.actor, found.run.organisationId), "connection.list"));
  return done(runView(ctx, found));
};

const runsWhere = (ctx: Ctx, which: SQL, most: number): PromiseLike<RunOf[]> =>
  ctx.db
    .select({
      run: syncRun,
      source: ticketingSource,
      status: ticketingConnection.status,
      askedByName: sql<string | null>`${nameOf(syncRun.askedBy)}`,
    })
    .from(syncRun)
    .innerJoin(ticketingConnection, eq(ticketingConnection.id, syncRun.connectionId))
    .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
    .where(which)
    .orderBy(desc(syncRun.createdAt))
    .limit(most);

const runView = (ctx: Ctx, { run, source, status, askedByName }: RunOf): RunView => ({
  id: run.id,
  connectionId: run.connectionId,
  provider: source.provider as RemoteProvider,
  label: source.label,
  trigger: run.trigger,
  state: run.state,
  phase: run.phase,
  seriesTotal: run.seriesTotal,
  seriesDone: run.seriesDone,
  currentName: run.currentName,
  performancesChanged: run.performancesChanged,
  asideCount: run.asideCount,
  callsMade: run.callsMade,
  resumeAt: iso(run.resumeAt),
  errorCode: run.errorCode,
  startedAt: iso(run.startedAt),
  finishedAt: iso(run.finishedAt),
  createdAt: run.createdAt.toISOString(),
  askedBy: run.askedBy ? { id: run.askedBy, name: askedByName ?? "ancien membre" } : null,
  allowed:
    isOpen(run) &&
    may(showActor(ctx.actor, run.organisationId), "sync.start", { connection: status }) === true
      ? ["sync.start"]
      : [],
});

const connectionView = (
  ctx: Ctx,
  connection: ConnectionRow,
  source: SourceRow,
  open: RunOf | undefined,
): ConnectionView => {
  const actor = showActor(ctx.actor, connection.organisationId);
  const facts = { connection: connection.status };
  // Who may change one may also connect it again.
  const change = connection.status === "disconnected" ? "connection.create" : "connection.change";
  return {
    id: connection.id,
    sourceId: source.id,
    provider: source.provider as RemoteProvider,
    label: source.label,
    status: connection.status,
    hint: connection.accessKeyHint,
    syncEnabled: connection.syncEnabled,
    nextSyncAt: iso(connection.nextSyncAt),
    lastSuccessAt: iso(connection.lastSuccessAt),
    lastErrorCode: connection.lastErrorCode,
    lastErrorAt: iso(connection.lastErrorAt),
    failures: connection.consecutiveFailures,
    disconnectedAt: iso(connection.disconnectedAt),
    createdAt: connection.createdAt.toISOString(),
    openRun: open ? runView(ctx, open) : null,
    version: connection.version,
    allowed: [
      ...(may(actor, "sync.start", facts) === true ? (["sync.start"] as const) : []),
      ...(may(actor, change, facts) === true ? (["connection.change"] as const) : []),
    ],
  };
};
