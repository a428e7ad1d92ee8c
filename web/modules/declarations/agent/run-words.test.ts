import { describe, expect, it } from "vitest";
import type { AccountView, ConnectionView, RunView } from "../../../../shared/declarations/connections.ts";
import { accountState, openRunWords, remainingWords, runLine } from "./run-words.ts";

const now = new Date("2027-03-16T09:36:00Z");
const plain = (words: string | undefined) => words?.replaceAll("\u00a0", " ");
const run = (over: Partial<RunView> = {}): RunView => ({
  id: "r",
  connectionId: "c",
  provider: "HELLOASSO",
  label: "Théâtre de la Lanterne",
  trigger: "manual",
  state: "running",
  phase: "fetch",
  seriesTotal: 9,
  seriesDone: 4,
  currentName: "Trio Mirabelle",
  performancesChanged: 0,
  asideCount: 0,
  callsMade: 12,
  resumeAt: null,
  errorCode: null,
  startedAt: "2027-03-16T09:34:00Z",
  finishedAt: null,
  createdAt: "2027-03-16T09:34:00Z",
  askedBy: { id: "nora", name: "Nora Delmas" },
  allowed: [],
  ...over,
});
const connection = (over: Partial<ConnectionView> = {}): ConnectionView => ({
  id: "c",
  sourceId: "s",
  provider: "HELLOASSO",
  label: "Théâtre de la Lanterne",
  status: "active",
  hint: "91ab",
  syncEnabled: true,
  nextSyncAt: null,
  lastSuccessAt: "2027-03-16T02:12:00Z",
  lastErrorCode: null,
  lastErrorAt: null,
  failures: 0,
  disconnectedAt: null,
  createdAt: "2027-01-01T00:00:00Z",
  openRun: null,
  version: 1,
  allowed: [],
  ...over,
});
const account = (of: ConnectionView | null): AccountView => ({
  sourceId: "s",
  provider: "HELLOASSO",
  label: "Théâtre de la Lanterne",
  shows: 9,
  openAside: 0,
  connection: of,
});

describe("a reading on its way", () => {
  it("says what remains from the time the first shows took", () => {
    expect(plain(remainingWords(run(), now))).toBe("encore 3 minutes environ");
    expect(remainingWords(run({ seriesDone: 8 }), now)).toBe("encore moins d’une minute");
  });
  it("says nothing of it before the first show, on pause, or once all are read", () => {
    expect(remainingWords(run({ seriesDone: 0 }), now)).toBeUndefined();
    expect(remainingWords(run({ state: "waiting_quota" }), now)).toBeUndefined();
    expect(remainingWords(run({ seriesDone: 9 }), now)).toBeUndefined();
  });
  it("on pause names the vendor whose quota it waits for", () => {
    expect(openRunWords(run({ state: "waiting_quota" }))).toContain("quota HelloAsso");
    expect(openRunWords(run())).toBe("Lecture en cours");
  });
});

describe("the state of an account", () => {
  it("is fresh for a day, then old, and never silent", () => {
    expect(accountState(account(connection()), now).words).toBe("À jour");
    expect(
      plain(accountState(account(connection({ lastSuccessAt: "2027-03-14T02:00:00Z" })), now).words),
    ).toBe("Plus de 24 h");
    expect(accountState(account(connection({ lastSuccessAt: null })), now).words).toBe("Jamais lu");
    expect(accountState(account(connection({ status: "needs_attention" })), now).words).toBe("À vérifier");
    expect(accountState(account(null), now).words).toBe("Sans connexion");
  });
});

describe("a line of the log", () => {
  it("says who asked, how long it took and what came of it", () => {
    const ended = run({
      state: "partial",
      seriesDone: 17,
      seriesTotal: 17,
      performancesChanged: 2,
      asideCount: 2,
      finishedAt: "2027-03-16T09:35:40Z",
    });
    expect(plain(runLine(ended, "nora"))).toBe(
      ", terminée en 1 min 40, demandée par vous. 17 spectacles, 2 séances nouvelles ou changées, 2 ventes mises de côté.",
    );
    expect(
      plain(
        runLine(
          { ...ended, state: "succeeded", askedBy: null, performancesChanged: 0, asideCount: 0 },
          "nora",
        ),
      ),
    ).toBe(", terminée en 1 min 40. 17 spectacles, rien de changé.");
  });
  it("of a failure names its cause and says that nothing was lost", () => {
    const failed = run({ state: "failed", errorCode: "invalid_credentials", askedBy: null });
    expect(plain(runLine(failed, "nora"))).toBe(", échouée : codes refusés. Rien n’a été perdu.");
  });
});
