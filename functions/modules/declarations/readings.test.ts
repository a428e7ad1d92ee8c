import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { loopback } from "../../../infra/local/ports.ts";
import { accountCodes, accounts } from "../../../infra/local/ticketing/accounts.ts";
import { startBilletweb } from "../../../infra/local/ticketing/billetweb/server.ts";
import { startHelloAsso } from "../../../infra/local/ticketing/helloasso/server.ts";
import { startMapado } from "../../../infra/local/ticketing/mapado/server.ts";
import { startShotgun } from "../../../infra/local/ticketing/shotgun/server.ts";
import { startShop } from "../../../infra/local/ticketing/statements/server.ts";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { testAccount } from "../ticketing/test-account.ts";
import { askTest } from "./ask-test.ts";
import { changeCredentials, disconnect } from "./change-connection.ts";
import { connectAccount } from "./connect-account.ts";
import { listConnections, readRun } from "./read-connections.ts";
import { cancelRun, startRun } from "./start-run.ts";
import { figuresHeld, Killed, type Readings, startReadings } from "./test-kit/readings.ts";
import { aMember, aTheatre, granted, refusalOf } from "./test-kit.ts";

// Readings go through real queues and objects, step by step.
vi.setConfig({ testTimeout: 60_000 });
const database = testDatabase();
let readings: Readings;
beforeAll(async () => {
  readings = await startReadings(database);
});
afterAll(() => readings.stop());
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const at = { port: 0, host: loopback };
type Billetweb = Parameters<typeof startBilletweb>[0];
type Mapado = Parameters<typeof startMapado>[0];
type HelloAsso = Parameters<typeof startHelloAsso>[0];
const running = <T extends { url: string; stop(): Promise<void> }>(
  vendor: T,
  provider: RemoteProvider,
  path = "",
): T => {
  stops.push(() => vendor.stop());
  readings.places.vendors[provider] = vendor.url + path;
  return vendor;
};
const billetweb = async (account: Billetweb = structuredClone(accounts.billetweb)) =>
  running(await startBilletweb(account, at), "BILLETWEB");
const mapado = async (account: Mapado = structuredClone(accounts.mapado)) =>
  running(await startMapado(account, at), "MAPADO");
const helloasso = async (account: HelloAsso = structuredClone(accounts.helloasso), now?: () => number) =>
  running(await startHelloAsso(account, { ...at, ...(now ? { now } : {}) }), "HELLOASSO");
const codesOf = (provider: RemoteProvider) => {
  const codes = accountCodes.find((one) => one.provider === provider);
  if (!codes) throw new Error(`no account of ${provider}`);
  return codes;
};

/** A manager of a theatre whose account is connected, read to its end. */
const connected = async (
  provider: RemoteProvider,
  codes: { accessKey: string; secret: string } = codesOf(provider),
) => {
  const theatre = await aTheatre(database, { role: "manager" });
  const connection = await readings.connect(theatre.ctx, theatre.id, { provider, ...codes });
  return { ...theatre, connection };
};
const lastRun = async (organisationId: string) => {
  const [run] = await database.admin`
    select * from sync_run where organisation_id = ${organisationId} order by created_at desc limit 1`;
  return run;
};
const asidesOf = (organisationId: string) => database.admin`
  select reason, external_id, count, amount, state from quarantine_record where organisation_id = ${organisationId}
  order by reason, external_id`;
const again = async (theatre: Awaited<ReturnType<typeof connected>>) => {
  const run = granted(
    await startRun({ ...theatre.ctx, now: readings.now }, { connectionId: theatre.connection.id }),
  );
  await readings.pump();
  return granted(await readRun(theatre.ctx, run.id));
};

/** A worker each of whose transactions goes through `transaction`. */
const through = (ctx: Ctx, transaction: Ctx["db"]["transaction"]): Ctx => ({
  ...ctx,
  db: new Proxy(ctx.db, {
    get: (on, key) => (key === "transaction" ? transaction : Reflect.get(on, key)),
  }),
});

describe("each vendor, from its codes to figures", () => {
  it("reads Billetweb to the cent and sets aside what nobody knows", async () => {
    await billetweb();
    const theatre = await connected("BILLETWEB");
    expect(theatre.connection).toMatchObject({
      status: "active",
      hint: "e07a",
      openRun: { trigger: "first" },
    });
    await readings.pump();
    expect(await figuresHeld(database, theatre.id)).toMatchObject([
      { show: "900101", name: "Nuit des contes", paid: 4, free: 2, gross: 5202, net: 4874, vat: null },
    ]);
    expect(await asidesOf(theatre.id)).toMatchObject([
      { reason: "unknown_category", amount: 700, state: "open" },
    ]);
    expect(await lastRun(theatre.id)).toMatchObject({
      ...{ state: "partial", phase: "apply", series_done: 1, aside_count: 1 },
      // One to try the codes, one for what changed, four for the event.
      calls_made: 6,
    });
    const { accounts: known } = granted(await listConnections(theatre.ctx, theatre.id));
    expect(known).toMatchObject([
      { shows: 1, openAside: 1, connection: { openRun: null, lastErrorCode: null } },
    ]);
  });

  it("reads HelloAsso, Mapado, Shotgun and the shops to the cent", async () => {
    await helloasso();
    await mapado();
    running(await startShotgun(structuredClone(accounts.shotgun), at), "SHOTGUN", "/api/shotgun");
    for (const shop of ["supersoniks", "soticket"] as const) {
      const server = await startShop(structuredClone(accounts[shop]), at);
      stops.push(() => server.stop());
      readings.places.shops[accounts.shops[shop]] = server.url;
    }
    const expected = {
      HELLOASSO: [{ paid: 2, free: 2, gross: 2700, net: 2559, vat: 550 }],
      MAPADO: [
        { performance: "77", paid: 3, free: 1, gross: 3600, net: 3412, vat: 550 },
        { performance: "78", paid: 1, free: 0, gross: 900, net: 853, vat: 550 },
      ],
      SHOTGUN: [{ paid: 3, free: 1, gross: 4250, net: 3685, vat: null }],
      SUPERSONIKS: [{ paid: 14, free: 2, gross: 28800, net: 27299, vat: 550 }],
      SOTICKET: [
        { paid: 38, free: 5, gross: 45600, net: 44662, vat: 210 },
        { paid: 21, free: 0, gross: 25200, net: 24682, vat: 210 },
      ],
    } as const;
    for (const provider of Object.keys(expected) as (keyof typeof expected)[]) {
      const theatre = await connected(provider);
      await readings.pump();
      expect([provider, await figuresHeld(database, theatre.id)]).toMatchObject([
        provider,
        expected[provider],
      ]);
    }
  });
});

describe("connecting", () => {
  it("says why codes do not open an account, and keeps nothing", async () => {
    const server = await billetweb();
    const { id, ctx } = await aTheatre(database, { role: "manager" });
    const { ticket } = granted(await askTest(ctx, { organisationId: id }));
    const tried = (secret: string) =>
      testAccount(readings.outside(), { ticket, provider: "BILLETWEB", accessKey: "demo-billetweb", secret });
    expect(refusalOf(await tried("wrong"))).toMatchObject({ reason: "invalid_credentials" });
    server.fail({ fault: "firewall" });
    expect(refusalOf(await tried("cle-de-demonstration-e07a"))).toMatchObject({ reason: "firewall" });
    expect(
      refusalOf(
        await testAccount(readings.outside(), {
          ticket: "none",
          provider: "BILLETWEB",
          accessKey: "",
          secret: "x",
        }),
      ),
    ).toMatchObject({ reason: "ticket_expired" });
    const shop = { ticket, provider: "SUPERSONIKS", accessKey: "10.0.0.5", secret: "ey" } as const;
    expect(refusalOf(await testAccount(readings.outside(), shop))).toMatchObject({
      reason: "forbidden_host",
    });
    expect((await database.admin`select from ticketing_source where organisation_id = ${id}`).length).toBe(0);
  });

  it("is for managers, with a proof of their own, and once per account", async () => {
    await billetweb();
    const theatre = await connected("BILLETWEB");
    const editor = await aMember(database, theatre.id, "editor");
    await expect(askTest(editor, { organisationId: theatre.id })).rejects.toMatchObject({
      refusal: { code: "forbidden" },
    });
    const codes = codesOf("BILLETWEB");
    const proof = await readings.prove(theatre.ctx, theatre.id, codes);
    const connect = (ctx = theatre.ctx, organisationId = theatre.id) =>
      connectAccount(ctx, { organisationId, proof });
    expect(refusalOf(await connect())).toMatchObject({
      reason: "already_connected",
      facts: { label: "Billetweb" },
    });
    const colleague = await aMember(database, theatre.id, "manager");
    expect(refusalOf(await connect(colleague)).reason).toBe("proof_expired");
    const other = await aTheatre(database, { role: "manager" });
    expect(refusalOf(await connect(other.ctx, other.id)).reason).toBe("proof_expired");
    expect(refusalOf(await startRun(other.ctx, { connectionId: theatre.connection.id })).code).toBe(
      "notFound",
    );
    await readings.pump();
  });

  it("declarations#30 no code is in logs, queues, the journal or answers, and disconnecting erases it", async () => {
    await billetweb();
    const theatre = await connected("BILLETWEB");
    await readings.pump();
    const { id } = theatre;
    const connections = granted(await listConnections(theatre.ctx, id));
    const journal = await database.admin`select * from audit_event where organisation_id = ${id}`;
    const outbox = await database.admin`select * from outbox where organisation_id = ${id}`;
    const said = readings.heard() + JSON.stringify([connections, journal, outbox, database.logged]);
    expect(journal.length).toBeGreaterThan(0);
    expect(said).not.toContain("cle-de-demonstration");
    const [sealed] =
      await database.admin`select ciphertext from ticketing_credential where organisation_id = ${id}`;
    expect(sealed?.ciphertext.toString("utf8")).not.toContain("cle-de-demonstration");
    await expect(theatre.ctx.db.$client`select ciphertext from ticketing_credential`).rejects.toThrow(
      /permission denied/,
    );
    const [account] = connections.accounts;
    granted(
      await disconnect(theatre.ctx, {
        connectionId: theatre.connection.id,
        version: account?.connection?.version ?? 0,
      }),
    );
    expect(
      await database.admin`select ciphertext, encrypted_data_key from ticketing_credential where organisation_id = ${id}`,
    ).toEqual([{ ciphertext: null, encrypted_data_key: null }]);
  });

  it("refuses new codes of another account, and takes those of the same one", async () => {
    const server = await billetweb();
    const theatre = await connected("BILLETWEB");
    await readings.pump();
    const version = async () =>
      granted(await listConnections(theatre.ctx, theatre.id)).accounts[0]?.connection?.version ?? 0;
    Object.assign(server.scenario, { user: "somebody-else", key: "their-own-key" });
    const foreign = await readings.prove(theatre.ctx, theatre.id, {
      provider: "BILLETWEB",
      accessKey: "somebody-else",
      secret: "their-own-key",
    });
    const change = async (proof: string) =>
      changeCredentials(theatre.ctx, {
        connectionId: theatre.connection.id,
        version: await version(),
        proof,
      });
    expect(refusalOf(await change(foreign)).reason).toBe("other_account");
    Object.assign(server.scenario, { user: "demo-billetweb", key: "a-new-key-0b42" });
    const renewed = await readings.prove(theatre.ctx, theatre.id, {
      provider: "BILLETWEB",
      accessKey: "demo-billetweb",
      secret: "a-new-key-0b42",
    });
    expect(granted(await change(renewed))).toMatchObject({ hint: "0b42", status: "active" });
    await readings.pump();
    expect(await lastRun(theatre.id)).toMatchObject({ state: "succeeded" });
  });
});

describe("a reading", () => {
  it("declarations#5 counts 2 999 of 3 000 tickets when the session of one is unknown, and touches no other account", async () => {
    const account = structuredClone(accounts.billetweb);
    const [tales] = account.events;
    if (!tales) throw new Error("no event");
    const kept = { ticket_id: "77001", price: "18.00" };
    await billetweb({
      ...account,
      events: [
        {
          ...tales,
          attendees: [{ ...kept, order_session: "404" }, ...Array.from({ length: 2999 }, () => kept)],
        },
      ],
    });
    await mapado();
    const other = await connected("MAPADO");
    await readings.pump();
    const before = await figuresHeld(database, other.id);
    const theatre = await connected("BILLETWEB");
    await readings.pump();
    const held = await figuresHeld(database, theatre.id);
    expect(held.reduce((sum, { paid }) => sum + paid, 0)).toBe(2999);
    expect(await asidesOf(theatre.id)).toMatchObject([{ reason: "unknown_session", count: 1 }]);
    expect(await lastRun(theatre.id)).toMatchObject({ state: "partial", error_code: null });
    expect(await figuresHeld(database, other.id)).toEqual(before);
  });

  it("declarations#7 counts what was decided, also at later readings", async () => {
    await helloasso(structuredClone(accounts.helloasso), () => readings.now().getTime());
    const theatre = await connected("HELLOASSO");
    await readings.pump();
    expect(await asidesOf(theatre.id)).toMatchObject([
      { reason: "deleted_tier", amount: 1000, state: "open" },
    ]);
    const [source] =
      await database.admin`select id from ticketing_source where organisation_id = ${theatre.id}`;
    const { goOnWithRun } = await import("./jobs.ts");
    const decided = { sourceId: source?.id, seriesId: "soiree-jazz" };
    // Somebody decides while the series was mapped without it: the decision holds, and their own message counts it.
    const ctx = readings.worker();
    const decide: typeof ctx.db.transaction = async (work, config) => {
      await database.admin`update quarantine_record set state = 'resolved',
        resolution = '{"kind":"count_at_rate","rate":550}' where organisation_id = ${theatre.id}`;
      return ctx.db.transaction(work, config);
    };
    await goOnWithRun(through(ctx, decide), decided);
    expect(await asidesOf(theatre.id)).toMatchObject([{ reason: "deleted_tier", state: "resolved" }]);
    await goOnWithRun(readings.worker(), decided);
    const resolved = [{ paid: 3, free: 2, gross: 3700, net: 3507 }];
    expect(await figuresHeld(database, theatre.id)).toMatchObject(resolved);
    // The run says what it found; the record stays that of its reading, whose pages are kept.
    const [read] = await database.admin`select run.performances_changed as changed, run.aside_count as aside,
        record.run_id = run.id as same from sync_run run, quarantine_record record
      where run.organisation_id = ${theatre.id} and record.organisation_id = ${theatre.id}`;
    expect(read).toEqual({ changed: 1, aside: 1, same: true });
    expect(await asidesOf(theatre.id)).toMatchObject([{ reason: "deleted_tier", state: "resolved" }]);
    readings.later(20);
    const [show] = await database.admin`select id from show where organisation_id = ${theatre.id}`;
    const asked = { connectionId: theatre.connection.id, showId: show?.id };
    granted(await startRun({ ...theatre.ctx, now: readings.now }, asked));
    await readings.pump();
    expect(await lastRun(theatre.id)).toMatchObject({ state: "succeeded", whole: false, series_done: 1 });
    expect(await figuresHeld(database, theatre.id)).toMatchObject(resolved);
    expect(await asidesOf(theatre.id)).toMatchObject([{ reason: "deleted_tier", state: "resolved" }]);
  });

  it("declarations#11 is one for two that ask at once, and a vendor that is down leaves the others' result", async () => {
    const server = await billetweb();
    await mapado();
    const theatre = await connected("BILLETWEB");
    const colleague = await aMember(database, theatre.id, "editor");
    const refusal = refusalOf(await startRun(colleague, { connectionId: theatre.connection.id }));
    expect(refusal).toMatchObject({
      code: "conflict",
      reason: "sync_already_running",
      facts: { runId: theatre.connection.openRun?.id },
    });
    const second = await readings.connect(theatre.ctx, theatre.id, codesOf("MAPADO"));
    server.fail({ fault: "error500" });
    for (let round = 0; round < 8; round += 1) {
      await readings.pump();
      readings.later(11);
      await readings.dispatch();
    }
    const runs = await database.admin`select connection_id, state, error_code from sync_run
      where organisation_id = ${theatre.id} order by created_at`;
    expect(runs).toMatchObject([
      { connection_id: theatre.connection.id, state: "failed", error_code: "unreachable_host" },
      { connection_id: second.id, state: "succeeded" },
    ]);
    const { accounts: known } = granted(await listConnections(theatre.ctx, theatre.id));
    expect(known.map(({ provider, shows }) => [provider, shows])).toEqual([
      ["BILLETWEB", 0],
      ["MAPADO", 1],
    ]);
  });

  it("declarations#14 finds its shows again after a disconnection, renamed and with one more date", async () => {
    const server = await mapado();
    const theatre = await connected("MAPADO");
    await readings.pump();
    const [source] =
      await database.admin`select id from ticketing_source where organisation_id = ${theatre.id}`;
    const { accounts: known } = granted(await listConnections(theatre.ctx, theatre.id));
    granted(
      await disconnect(theatre.ctx, {
        connectionId: theatre.connection.id,
        version: known[0]?.connection?.version ?? 0,
      }),
    );
    const [circus] = server.scenario.ticketings;
    if (!circus) throw new Error("no ticketing");
    circus.title = "Cirque de printemps";
    circus.dates.push({
      ...structuredClone(circus.dates[0]),
      id: 79,
      startDate: "2026-04-04T18:30:00Z",
    } as never);
    const proof = await readings.prove(theatre.ctx, theatre.id, codesOf("MAPADO"));
    granted(
      await connectAccount(
        { ...theatre.ctx, now: readings.now },
        {
          organisationId: theatre.id,
          proof,
          sourceId: source?.id,
        },
      ),
    );
    await readings.pump();
    expect(await figuresHeld(database, theatre.id)).toMatchObject([
      { name: "Cirque de printemps", performance: "77", paid: 3 },
      { name: "Cirque de printemps", performance: "78" },
      { name: "Cirque de printemps", performance: "79", paid: 0 },
    ]);
    expect(await lastRun(theatre.id)).toMatchObject({ trigger: "reconnect" });
  });

  it("asks before it takes another account of Mapado for one it knew", async () => {
    const server = await mapado();
    const theatre = await connected("MAPADO");
    await readings.pump();
    const [source] =
      await database.admin`select id from ticketing_source where organisation_id = ${theatre.id}`;
    const { accounts: known } = granted(await listConnections(theatre.ctx, theatre.id));
    const version = known[0]?.connection?.version ?? 0;
    granted(await disconnect(theatre.ctx, { connectionId: theatre.connection.id, version }));
    for (const ticketing of server.scenario.ticketings) ticketing.id += 500;
    for (const ticket of server.scenario.tickets) ticket.ticketing += 500;
    for (const date of server.scenario.ticketings.flatMap(({ dates }) => dates)) date.id += 500;
    for (const ticket of server.scenario.tickets) ticket.date = (ticket.date ?? 0) + 500;
    const proof = await readings.prove(theatre.ctx, theatre.id, codesOf("MAPADO"));
    const asked = { organisationId: theatre.id, proof, sourceId: source?.id };
    expect(refusalOf(await connectAccount(theatre.ctx, asked)).reason).toBe("other_shows");
    granted(await connectAccount(theatre.ctx, { ...asked, otherShows: true }));
    await readings.pump();
  });

  it("stops at once when somebody stops it or disconnects", async () => {
    await billetweb();
    const theatre = await connected("BILLETWEB");
    const runId = theatre.connection.openRun?.id ?? "";
    expect(granted(await cancelRun(theatre.ctx, runId))).toMatchObject({ state: "cancelled", allowed: [] });
    await readings.pump();
    expect(await figuresHeld(database, theatre.id)).toEqual([]);
    expect(refusalOf(await cancelRun(theatre.ctx, runId)).reason).toBe("run_over");
  });

  it("is not begun for an organisation that closed", async () => {
    await billetweb();
    const theatre = await connected("BILLETWEB");
    await readings.pump();
    await database.admin`update ticketing_connection set next_sync_at = '-infinity' where id = ${theatre.connection.id}`;
    await database.admin`update organisation set closed_at = now() where id = ${theatre.id}`;
    await readings.dispatch();
    expect(await lastRun(theatre.id)).toMatchObject({ trigger: "first" });
    await database.admin`update organisation set closed_at = null where id = ${theatre.id}`;
    await readings.dispatch();
    expect(await lastRun(theatre.id)).toMatchObject({ trigger: "scheduled", state: "queued" });
    await readings.pump();
  });
});

describe("what the source has no more", () => {
  it("declarations#13 keeps what was corrected, hides the rest, and gives it back when it comes back", async () => {
    const server = await mapado();
    const theatre = await connected("MAPADO");
    await readings.pump();
    const [first] = await database.admin`select id from performance where organisation_id = ${theatre.id}
      and external_id = '77'`;
    await database.admin`insert into figure_correction (id, organisation_id, performance_id, field, value, reason, author_id, at)
      values (gen_random_uuid(), ${theatre.id}, ${first?.id}, 'paid', '115', 'Caisse du soir', gen_random_uuid(), now())`;
    const [circus] = server.scenario.ticketings;
    if (!circus) throw new Error("no ticketing");
    const dates = circus.dates.splice(0);
    const change = () => {
      for (const ticket of server.scenario.tickets) ticket.updatedAt = readings.now().toISOString();
    };
    const tickets = server.scenario.tickets.splice(0);
    server.scenario.tickets.push({ ...tickets[0], date: null } as never);
    change();
    // The show itself is asked for: nothing else tells that it changed.
    const [show] = await database.admin`select id from show where organisation_id = ${theatre.id}`;
    const force = async () => {
      const asked = { connectionId: theatre.connection.id, showId: show?.id };
      granted(await startRun({ ...theatre.ctx, now: readings.now }, asked));
      await readings.pump();
    };
    server.fail({ fault: "error500", on: "ticketing=" });
    await force();
    readings.later(60);
    const states = () => database.admin`select external_id, source_state, paid from performance
      where organisation_id = ${theatre.id} order by external_id`;
    // A reading whose second page failed concludes nothing.
    expect(await states()).toMatchObject([{ source_state: "present" }, { source_state: "present" }]);
    server.fail({ fault: "none" });
    for (let round = 0; round < 3; round += 1) {
      await readings.dispatch();
      await readings.pump();
      readings.later(11);
    }
    expect(await states()).toMatchObject([
      { external_id: "77", source_state: "missing", paid: 3 },
      { external_id: "78", source_state: "removed" },
    ]);
    circus.dates.push(...dates);
    server.scenario.tickets.splice(0, 1, ...tickets);
    await force();
    expect(await states()).toMatchObject([
      { external_id: "77", source_state: "present", paid: 3 },
      { external_id: "78", source_state: "present", paid: 1 },
    ]);
    expect(
      await database.admin`select value, withdrawn_at from figure_correction where organisation_id = ${theatre.id}`,
    ).toEqual([{ value: 115, withdrawn_at: null }]);
  });
});

/** So many ticketings of Mapado, each with one date and as many tickets. */
const season = (shows: number, ticketsEach: number): Mapado => ({
  token: codesOf("MAPADO").secret,
  ticketings: Array.from({ length: shows }, (_, index) => ({
    id: index + 1,
    title: `Spectacle ${index + 1}`,
    dates: [
      {
        id: 1000 + index,
        startDate: `2026-04-${String((index % 28) + 1).padStart(2, "0")}T18:30:00Z`,
        prices: [
          { id: 2 * index, name: "Plein", facialValue: 1800 + index, rate: 0.055 },
          { id: 2 * index + 1, name: "Réduit", facialValue: 1100, rate: index % 3 === 0 ? 0.2 : 0.055 },
        ],
      },
    ],
  })),
  crowds: Array.from({ length: shows }, (_, index) => ({
    ticketing: index + 1,
    firstId: index * ticketsEach + 1,
    count: ticketsEach,
  })),
});

describe("a function that is killed", () => {
  // A hundred shows, read twice: six hundred calls, each with its message and its object.
  it("declarations#12 goes on at show 41 after 40 of 100, and a second whole reading writes nothing", {
    timeout: 120_000,
  }, async () => {
    const server = await mapado(season(100, 3));
    const theatre = await connected("MAPADO");
    let applied = 0;
    const worker = () => {
      const ctx = readings.worker();
      const { db } = ctx;
      const transaction: typeof db.transaction = async (work, config) => {
        if (applied >= 40) throw new Killed();
        const result = await db.transaction(work, config);
        const [done] = await database.admin`select count(*)::int as n from sync_item
          where organisation_id = ${theatre.id} and state = 'applied'`;
        applied = done?.n ?? 0;
        return result;
      };
      return through(ctx, transaction);
    };
    const { goOnWithRun } = await import("./jobs.ts");
    await expect(readings.pump({ sync: (body) => goOnWithRun(worker(), JSON.parse(body)) })).rejects.toThrow(
      Killed,
    );
    expect(applied).toBe(40);
    const written = () => database.admin`select id, version, xmin::text from performance
      where organisation_id = ${theatre.id} order by id`;
    const before = await written();
    expect(before).toHaveLength(40);
    await readings.pump();
    readings.later(11);
    await readings.dispatch();
    await readings.pump();
    expect(await lastRun(theatre.id)).toMatchObject({
      state: "succeeded",
      series_total: 100,
      series_done: 100,
    });
    const whole = await written();
    expect(whole).toHaveLength(100);
    // Those that were applied were not touched again.
    expect(whole.filter(({ id }) => before.some((row) => row.id === id))).toEqual(before);
    const lines = () =>
      database.admin`select id, xmin::text from sale_line where organisation_id = ${theatre.id} order by id`;
    const [linesBefore, notes] = [
      await lines(),
      await database.admin`select id from audit_event where organisation_id = ${theatre.id} and action like 'show.%'`,
    ];
    await database.admin`update ticketing_connection set last_complete_from = null where organisation_id = ${theatre.id}`;
    const asked = server.asked.length;
    await again(theatre);
    expect(server.asked.length - asked).toBeGreaterThan(100);
    expect(await written()).toEqual(whole);
    expect(await lines()).toEqual(linesBefore);
    expect(
      (
        await database.admin`select id from audit_event where organisation_id = ${theatre.id} and action like 'show.%'`
      ).length,
    ).toBe(notes.length);
  });

  it("ends with the rows of an undisturbed reading after twenty kills anywhere, 40 000 tickets", {
    timeout: 120_000,
  }, async () => {
    await mapado(season(40, 1000));
    const calm = await connected("MAPADO");
    await readings.pump();
    expect(await lastRun(calm.id)).toMatchObject({ state: "succeeded", series_done: 40 });
    const theatre = await connected("MAPADO");
    // A linear congruential generator: the same kills at each run of the test.
    let seed = 20_260_307;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    let kills = 0;
    const { goOnWithRun } = await import("./jobs.ts");
    const late: string[] = [];
    const sync = async (body: string) => {
      const ctx = readings.worker();
      // A series takes two transactions: each life applies one or two, so that forty last for twenty kills.
      let left = kills < 20 ? Math.floor(random() * 6) : Number.POSITIVE_INFINITY;
      const transaction: typeof ctx.db.transaction = async (work, config) => {
        left -= 1;
        // Before its transaction is committed, or after: nothing in between is seen by anybody.
        if (left < 0 && random() < 0.5) throw new Killed();
        const result = await ctx.db.transaction(work, config);
        if (left < 0) throw new Killed();
        return result;
      };
      try {
        await goOnWithRun(through(ctx, transaction), JSON.parse(body));
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        kills += 1;
        // The queue gives the message again, much later.
        late.push(body);
      }
    };
    const fetch = async (body: string) => {
      if (kills < 20 && random() < 0.2) {
        kills += 1;
        late.push(body);
        return;
      }
      await readings.fetch(body);
    };
    for (let round = 0; round < 80; round += 1) {
      await readings.pump({ sync, fetch });
      if ((await lastRun(theatre.id))?.state === "succeeded") break;
      readings.later(11);
      await readings.dispatch();
    }
    expect(kills).toBeGreaterThanOrEqual(20);
    for (const body of late)
      if ("want" in JSON.parse(body)) await readings.fetch(body);
      else await sync(body);
    await readings.pump({ sync, fetch });
    expect(await lastRun(theatre.id)).toMatchObject({
      state: "succeeded",
      series_total: 40,
      series_done: 40,
    });
    expect(await figuresHeld(database, theatre.id)).toEqual(await figuresHeld(database, calm.id));
  });
});

describe("quotas", () => {
  it("declarations#6 pauses on the quota of HelloAsso and ends, without a refused call, watermark at its start", {
    timeout: 120_000,
  }, async () => {
    const account = structuredClone(accounts.helloasso);
    const [form] = account.forms;
    if (!form) throw new Error("no form");
    account.forms = Array.from({ length: 60 }, (_, index) => ({
      ...structuredClone(form),
      formSlug: `soiree-${index + 1}`,
      items: [{ id: index + 1, tierId: 42, amount: 1500 }],
    }));
    const server = await helloasso(account, () => readings.now().getTime());
    // What trying its codes took is out of the first windows: the fake vendor counts it too.
    const theatre = await connected("HELLOASSO");
    const paused: Date[] = [];
    for (let round = 0; round < 60; round += 1) {
      await readings.dispatch();
      await readings.pump();
      const run = await lastRun(theatre.id);
      if (run?.state !== "waiting_quota") break;
      paused.push(run.resume_at);
      readings.later((run.resume_at.getTime() - readings.now().getTime()) / 60_000 + 0.05);
    }
    const run = await lastRun(theatre.id);
    expect(paused.length).toBeGreaterThan(5);
    expect(run).toMatchObject({ state: "succeeded", series_total: 60, series_done: 60, error_code: null });
    expect(run?.calls_made).toBeLessThan(160);
    expect(server.asked.length).toBeLessThan(160);
    const [connection] = await database.admin`select last_complete_from from ticketing_connection
      where organisation_id = ${theatre.id}`;
    expect(connection?.last_complete_from).toEqual(run?.started_at);
  });
});
