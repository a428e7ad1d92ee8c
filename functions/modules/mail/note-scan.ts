import { and, eq, ne, sql } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { removeObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { scanVerdict, storedFile } from "../../platform/tables.ts";
import type { Mailbox, Traces } from "./mailbox.ts";

/** What each result of a scan means for a file. */
const verdicts = {
  NO_THREATS_FOUND: "clean",
  THREATS_FOUND: "threat",
  UNSUPPORTED: "unsupported",
  ACCESS_DENIED: "failed",
  FAILED: "failed",
} as const;
type Verdict = (typeof verdicts)[keyof typeof verdicts];

/** An object's result as GuardDuty gives it to EventBridge; fields that nobody reads are left out. */
const ScanResult = z.object({
  detail: z.object({
    s3ObjectDetails: z.object({ bucketName: z.string(), objectKey: z.string() }),
    scanResultDetails: z.object({
      scanResultStatus: z.enum(Object.keys(verdicts) as (keyof typeof verdicts)[]),
    }),
  }),
});

/** Verdicts that a later event never takes back: events come twice and in any order, and a scan may be asked again. */
const final: Record<Verdict, readonly Verdict[]> = {
  threat: [],
  clean: ["threat"],
  unsupported: ["threat", "clean"],
  failed: ["threat", "clean", "unsupported"],
};

/** A service that shows files, to be told of those it must not show any more. */
export type FileOwners = readonly Pick<Mailbox, "threatFound">[];

/**
 * Notes what the scanner found in one object of the bucket `files`. A verdict that comes before the file's row waits
 * for it; of several, a threat wins, then clean. A threat's bytes are deleted and the services that show the file are
 * told, once. Objects of other buckets or with another kind of key are left alone. Source: mail.md §5.11,
 * https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html
 */
export async function noteScan(ctx: Ctx, owners: FileOwners, body: string): Promise<void> {
  const { s3ObjectDetails, scanResultDetails } = ScanResult.parse(JSON.parse(body)).detail;
  const { bucketName, objectKey } = s3ObjectDetails;
  // The scanner tries its own rights with an object of its own.
  if (bucketName !== ctx.env.bucket("files") || !/^[\w-]+\/[0-9a-f]{64}$/.test(objectKey)) return;
  const verdict = verdicts[scanResultDetails.scanResultStatus];
  await settleScan(ctx, owners, objectKey, verdict);
}

/** Writes a verdict down for the file or, when it has no row yet, beside it. */
export async function settleScan(ctx: Ctx, owners: FileOwners, key: string, verdict: Verdict): Promise<void> {
  const noted = await mutate(ctx, async (tx) => {
    // A row that comes meanwhile waits for this one, or this one for it (`guichet.take_scan_verdict`).
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`scan:${key}`}, 0))`);
    const traces = await write(tx, ctx, owners, key, verdict);
    // The scanner's word is no one's act.
    return { result: null, permission: permit(true), ...traces };
  });
  if (!noted.ok) throw new Error(`a verdict was refused: ${noted.refusal.reason}`);
  ctx.log.measure("file.scanned", { outcome: verdict });
  // After the commit and at each repetition: a crash in between leaves it to the next one.
  if (verdict === "threat") await removeObject(ctx.env, "files", key);
}

const nothing: Traces = { audit: [], events: [] };

async function write(tx: Tx, ctx: Ctx, owners: FileOwners, key: string, scan: Verdict): Promise<Traces> {
  const [known] = await tx.select().from(storedFile).where(eq(storedFile.key, key));
  if (known === undefined) {
    await tx
      .insert(scanVerdict)
      .values({ key, scan, at: ctx.now() })
      .onConflictDoUpdate({
        target: scanVerdict.key,
        set: { scan, at: ctx.now() },
        setWhere: and(...final[scan].map((kept) => ne(scanVerdict.scan, kept))),
      });
    return nothing;
  }
  if (known.scan === scan || final[scan].some((kept) => kept === known.scan)) return nothing;
  await tx.update(storedFile).set({ scan }).where(eq(storedFile.id, known.id));
  if (scan !== "threat") return nothing;
  const told = [];
  for (const owner of owners) told.push(await owner.threatFound(tx, ctx, known.id));
  return { audit: told.flatMap(({ audit }) => audit), events: told.flatMap(({ events }) => events) };
}
