import { startBilletweb } from "../infra/local/ticketing/billetweb/server.ts";
import { startMapado } from "../infra/local/ticketing/mapado/server.ts";
import type { RemoteProvider } from "../shared/declarations/enums.ts";
import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import type { LoopInput, LoopResult } from "./ticketing-loop.ts";

const tickets = 100_000;
const at = { port: 0, host: "127.0.0.1" };

interface Account {
  provider: RemoteProvider;
  accessKey: string;
  server: { url: string; asked: string[]; stop(): Promise<void> };
}

const secret = "a-secret-of-the-bench";
const openAccounts = async (): Promise<Account[]> => {
  const attendees = Array.from({ length: 100 }, (_, index) => ({
    ticket_id: String(77_001 + (index % 2)),
    price: index % 10 === 0 ? "0.00" : "18.00",
  }));
  const event = {
    start: "2026-03-07 20:30:00",
    end: "2026-03-07 22:00:00",
    multiple: "0",
    tax_rate: "5.5",
  } as const;
  const categories = [77_001, 77_002].map((id) => ({
    ...{ id: String(id), name: `Tarif ${id}`, price: 18, tax: "" },
    commission: false as const,
  }));
  const billetweb = await startBilletweb(
    {
      ...{ user: "bench", key: secret, callsPerMinute: 100_000 },
      events: [
        {
          event: { id: "1", name: "Grand bal", ...event },
          ...{ tickets: categories, attendees, more: tickets - attendees.length },
        },
      ],
    },
    at,
  );
  const mapado = await startMapado(
    {
      token: secret,
      ticketings: [
        {
          ...{ id: 1, title: "Grand bal" },
          dates: Array.from({ length: 50 }, (_, index) => ({
            ...{ id: 100 + index, startDate: "2026-04-02T18:30:00Z" },
            prices: [{ id: 1000 + index, name: "Plein", facialValue: 1800, rate: 0.055 }],
          })),
        },
      ],
      crowds: [{ ticketing: 1, firstId: 1, count: tickets }],
    },
    at,
  );
  return [
    { provider: "BILLETWEB", accessKey: "bench", server: billetweb },
    { provider: "MAPADO", accessKey: "", server: mapado },
  ];
};

interface Measured {
  provider: string;
  /** Time to read over time to serve. */
  ratio: number;
  megabytes: number;
  /** Time of a reading without change over that of the first. */
  again: number;
}

let measured: Promise<Measured[]> | undefined;
const measure = async ({ quick }: Effort): Promise<Measured[]> => {
  const results: Measured[] = [];
  const accounts = await openAccounts();
  try {
    for (const { provider, accessKey, server } of accounts) {
      const loop = (since: string, bare: string[] = []) =>
        inProcess<LoopResult>(
          "ticketing-loop.ts",
          { provider, url: server.url, accessKey, secret, since, bare } satisfies LoopInput,
          { PATH: process.env.PATH ?? "" },
        );
      const first: LoopResult[] = [];
      const bare: LoopResult[] = [];
      const again: LoopResult[] = [];
      for (let turn = 0; turn < (quick ? 1 : 5); turn += 1) {
        const begun = server.asked.length;
        first.push(await loop("2020-01-01T00:00:00Z"));
        bare.push(await loop("", server.asked.slice(begun)));
        again.push(await loop(new Date().toISOString()));
      }
      if (first.some((one) => one.tickets < tickets * 0.9))
        throw new Error(`${provider}: tickets are missing`);
      const time = (of: LoopResult[]) => median(of.map(({ milliseconds }) => milliseconds));
      results.push({
        provider,
        ratio: time(first) / time(bare),
        megabytes: Math.max(...first.map(({ megabytes }) => megabytes)),
        again: time(again) / time(first),
      });
    }
  } finally {
    for (const { server } of accounts) await server.stop();
  }
  return results;
};

const worst = async (
  effort: Effort,
  of: "ratio" | "megabytes" | "again",
  given: Pick<Figure, "name" | "unit" | "must">,
): Promise<Figure> => {
  measured ??= measure(effort);
  const all = await measured;
  return figure({
    ...given,
    value: Math.max(...all.map((one) => one[of])),
    note: all.map((one) => `${one.provider} ${one[of].toFixed(2)}`).join(", "),
  });
};

type Measure = (engines: Engines, seeded: Seeded, effort: Effort) => Promise<Figure>;

/** Reading 100,000 tickets over serving them to a client that drops them. */
export const ticketingTime: Measure = (_engines, _seeded, effort) =>
  worst(effort, "ratio", { name: "100,000 tickets read, over their pages served", unit: "ratio", must: 1.5 });
export const ticketingMemory: Measure = (_engines, _seeded, effort) =>
  worst(effort, "megabytes", {
    name: "highest memory while 100,000 tickets are read",
    unit: "MB",
    must: 256,
  });
/** A second reading by the watermark, nothing having changed. */
export const ticketingAgain: Measure = (_engines, _seeded, effort) =>
  worst(effort, "again", { name: "a reading without change, over the first one", unit: "ratio", must: 0.05 });
