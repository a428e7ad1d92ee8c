import { eq } from "drizzle-orm";
import { type DnsRecord, isAsExpected, relevantValues } from "../../../shared/mail/dns.ts";
import type { DnsFinding } from "../../../shared/mail/operations.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { noteCheck } from "./note-check.ts";
import { mailCheck } from "./tables.ts";

/** Once an hour; a little less, since the schedule does not strike to the second. */
const everyMs = 55 * 60_000;

type Resolver = import("node:dns/promises").Resolver;

/**
 * Compares, once an hour, each record mail depends on with what the public DNS says, and keeps what was found. A
 * record that could not be asked for is said so, and wakes nobody up: the next hour asks again (mail.md §7, §9).
 */
export async function checkDns(ctx: Ctx): Promise<void> {
  if (ctx.env.mailRecords.length === 0) return;
  const [last] = await ctx.db.select({ at: mailCheck.at }).from(mailCheck).where(eq(mailCheck.name, "dns"));
  if (last !== undefined && ctx.now().getTime() - last.at.getTime() < everyMs) return;
  const { Resolver } = await import("node:dns/promises");
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  if (ctx.env.endpoints.dns !== undefined) resolver.setServers([ctx.env.endpoints.dns]);
  const findings = await Promise.all(ctx.env.mailRecords.map((record) => compare(resolver, record)));
  const failing = findings.filter(({ state }) => state === "different" || state === "missing").length;
  await noteCheck(ctx, "dns", { failing, detail: { records: findings } });
}

async function compare(resolver: Resolver, expected: DnsRecord): Promise<DnsFinding> {
  const { record, name, type, value } = expected;
  const asked = { record, name, type, expected: value };
  const found = await ask(resolver, expected);
  if (found === undefined) return { ...asked, found: [], state: "unanswered" };
  if (isAsExpected(expected, found)) return { ...asked, found: [], state: "ok" };
  const relevant = relevantValues(expected, found);
  return { ...asked, found: relevant, state: relevant.length === 0 ? "missing" : "different" };
}

/** Codes of an answer that says there is none (RFC 1035 name error, or no record of the type). */
const none = new Set(["ENODATA", "ENOTFOUND"]);

/** Values as a zone file has them; undefined when nobody answered. */
async function ask(resolver: Resolver, { name, type }: DnsRecord): Promise<string[] | undefined> {
  try {
    if (type === "CNAME") return await resolver.resolveCname(name);
    if (type === "TXT") return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(""));
    return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return none.has(code) ? [] : undefined;
  }
}
