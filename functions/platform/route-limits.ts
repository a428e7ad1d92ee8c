import type { Ctx } from "./ctx.ts";
import type { Db } from "./db.ts";
import { sha256 } from "./ids.ts";
import { tooMany } from "./rate-limit.ts";
import type { Refusal } from "./refusal.ts";

interface ClassSpec {
  /** Whose counter: the account of the session, or the network address when there is none. */
  by: "account" | "address";
  /** What may come at once, then per hour. */
  burst: number;
  perHour: number;
  /** Tokens a container takes at once and keeps for a minute: a read then costs no statement of its own. */
  lump: number;
}

/**
 * Classes of routes. They stop floods; what deserves a finer count (tries of one code, requests of one person) keeps
 * its own limit in its verb. An address may be a whole town hall or a mobile network: its counters are wide.
 */
export const limitClasses = {
  "sign-in": { by: "address", burst: 300, perHour: 1200, lump: 1 },
  "mail-asking": { by: "address", burst: 60, perHour: 300, lump: 1 },
  "public-read": { by: "address", burst: 600, perHour: 12_000, lump: 20 },
  "public-form": { by: "address", burst: 120, perHour: 1200, lump: 1 },
  upload: { by: "account", burst: 120, perHour: 600, lump: 1 },
  "agent-read": { by: "account", burst: 600, perHour: 24_000, lump: 30 },
  "agent-write": { by: "account", burst: 200, perHour: 3600, lump: 5 },
  export: { by: "account", burst: 10, perHour: 30, lump: 1 },
} as const satisfies Record<string, ClassSpec>;
export type LimitClass = keyof typeof limitClasses;

/** Actions that need no session of an account: anyone's, and those of a secret link. */
const withoutAccount = /^(public$|link|follow_up\.|file_link\.)/;

/** The class of a route that names none, by its method and whether it needs a session. */
export const usualLimit = (method: string, action: string): LimitClass => {
  const isRead = method === "GET" || method === "HEAD";
  if (withoutAccount.test(action)) return isRead ? "public-read" : "public-form";
  return isRead ? "agent-read" : "agent-write";
};

/** The network an address belongs to: an IPv6 one is counted by its /64, which one subscriber owns whole. */
export const networkOf = (address: string): string => {
  const plain = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (!plain.includes(":")) return plain;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped) return mapped;
  const [head = "", tail] = plain.split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
};

const keptMs = 60_000;
const mostKept = 5000;
interface Kept {
  left: number;
  until: number;
}
/** Tokens taken ahead by this container, by class and caller. */
const taken = new WeakMap<Db, Map<string, Kept>>();
const keptOf = (db: Db): Map<string, Kept> => {
  const known = taken.get(db) ?? new Map<string, Kept>();
  taken.set(db, known);
  return known;
};

/**
 * Takes one token of a class for whoever asks; a refusal when none is left. Counters are in PostgreSQL, shared by all
 * containers. A cookie that opens no session counts for its address.
 */
export const takeOf = (ctx: Ctx, name: LimitClass): Refusal | undefined | Promise<Refusal | undefined> => {
  const spec: ClassSpec = limitClasses[name];
  const network = ctx.credentials.clientAddress ?? "unknown";
  const session = spec.by === "account" ? (ctx.credentials.sessionHash ?? null) : null;
  const key = `${name}\0${session ?? network}`;
  const kept = keptOf(ctx.db);
  const own = kept.get(key);
  if (own && own.left > 0 && own.until > Date.now()) {
    own.left -= 1;
    return undefined;
  }
  return fromDatabase(ctx, name, spec, { session, network, key });
};

const fromDatabase = async (
  ctx: Ctx,
  name: LimitClass,
  spec: ClassSpec,
  { session, network, key }: { session: string | null; network: string; key: string },
): Promise<Refusal | undefined> => {
  const factor = ctx.env.rateLimitFactor;
  const addressHash = sha256(`${name}\0${network}`);
  // Sent now: what the request itself asks travels right behind it.
  const asked = ctx.db.$client<{ wait: number; given: number; by_account: boolean }[]>`
    select * from guichet.take_lump(${session}, ${name}, ${addressHash}, ${spec.lump}, ${spec.burst * factor},
      ${(spec.perHour * factor) / 3600})`.execute();
  const [got] = await asked;
  if (!got) return undefined;
  if (got.wait > 0) return tooMany(got.wait, (wait) => `Trop de demandes à la fois. Réessayez dans ${wait}.`);
  const kept = keptOf(ctx.db);
  // A container that met very many callers forgets what it took for them: they only take again.
  if (kept.size > mostKept) kept.clear();
  if (got.given > 1 && (session === null || got.by_account))
    kept.set(key, { left: got.given - 1, until: Date.now() + keptMs });
  return undefined;
};
