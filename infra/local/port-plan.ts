import { freePort } from "./ports.ts";

/** Ports people get used to; a busy one moves on to the next free one. */
const usual = {
  app: 3000,
  files: 3001,
  mailbox: 3002,
  s3: 3003,
  sqs: 3004,
  ses: 3005,
  identity: 3006,
  directory: 3007,
  addresses: 3008,
  kms: 3009,
  billetweb: 3010,
  helloasso: 3011,
  mapado: 3012,
  shotgun: 3013,
  supersoniks: 3014,
  soticket: 3015,
  sacd: 3016,
  publicServices: 3017,
  smtp: 2525,
  relay: 2526,
  database: 5433,
} as const;
export type PortName = keyof typeof usual;
export type Ports = Record<PortName, number>;

export interface MovedPort {
  name: PortName;
  wanted: number;
  got: number;
}

/** A port for each server, all different: the usual ones, moved on where busy, or any free ones. */
export const choosePorts = async (
  choice: "usual" | "free",
): Promise<{ ports: Ports; moved: MovedPort[] }> => {
  const ports: Ports = { ...usual };
  const moved: MovedPort[] = [];
  const taken = new Set<number>();
  for (const name of Object.keys(usual) as PortName[]) {
    const wanted = choice === "free" ? 0 : usual[name];
    let got = await freePort(wanted);
    while (taken.has(got)) got = await freePort(wanted === 0 ? 0 : got + 1);
    taken.add(got);
    ports[name] = got;
    if (wanted !== 0 && got !== wanted) moved.push({ name, wanted, got });
  }
  return { ports, moved };
};
