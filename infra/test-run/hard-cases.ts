import type { TestOutcome } from "./results.ts";

/** How many hard cases the domain text of each service numbers, from 1. */
export const hardCaseTotals = {
  mail: 92,
  mediation: 53,
  declarations: 30,
  appointments: 32,
  resources: 24,
  followup: 28,
} as const;
export type Service = keyof typeof hardCaseTotals;

export interface Coverage {
  service: Service;
  passing: number[];
  /** Some test of it failed or was skipped: it is not proven, whatever the others say. */
  failing: number[];
  missing: number[];
  /** Numbers named by a test that the domain text does not have. */
  unknown: number[];
}

/** The cases a test says it proves: the `mail#12` at the beginning of its name, or several: `mail#12 mail#13 …`. */
export const provenBy = (testName: string): { service: string; number: number }[] => {
  const start = /^(?:[a-z]+#\d+,?\s+)+/.exec(testName)?.[0] ?? "";
  return [...start.matchAll(/([a-z]+)#(\d+)/g)].map(([, service = "", number]) => ({
    service,
    number: Number(number),
  }));
};

/** Per service, which numbers the outcomes prove. */
export const coverageOf = (outcomes: readonly TestOutcome[]): Coverage[] =>
  (Object.keys(hardCaseTotals) as Service[]).map((service) => {
    const passed = new Map<number, boolean>();
    for (const { name, state } of outcomes) {
      for (const proven of provenBy(name)) {
        if (proven.service !== service) continue;
        passed.set(proven.number, (passed.get(proven.number) ?? true) && state === "passed");
      }
    }
    const all = Array.from({ length: hardCaseTotals[service] }, (_, index) => index + 1);
    return {
      service,
      passing: all.filter((number) => passed.get(number) === true),
      failing: all.filter((number) => passed.get(number) === false),
      missing: all.filter((number) => !passed.has(number)),
      unknown: [...passed.keys()].filter((number) => !all.includes(number)),
    };
  });

/** `1-4, 7, 9-10`. */
export const ranges = (numbers: readonly number[]): string => {
  const parts: { from: number; to: number }[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && last.to === number - 1) last.to = number;
    else parts.push({ from: number, to: number });
  }
  return parts.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
};
