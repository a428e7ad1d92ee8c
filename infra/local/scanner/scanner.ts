/**
 * Stands for GuardDuty Malware Protection for S3: looks at each object that comes into the bucket `files`, tags it with
 * what it found, and says so as EventBridge does, in the queue of the catalogue. It knows one virus, EICAR's test file.
 * https://docs.aws.amazon.com/guardduty/latest/ug/gdu-malware-protection-s3.html
 */
import { randomUUID } from "node:crypto";
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectTaggingCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { S3Event } from "../s3/server.ts";
import { holdsEicar, LONGEST_PATTERN } from "../test-patterns.ts";

type ScanStatus = "NO_THREATS_FOUND" | "THREATS_FOUND" | "UNSUPPORTED" | "ACCESS_DENIED" | "FAILED";

/** How the scanner misbehaves on command. */
interface ScannerSwitches {
  /** Milliseconds before it looks. */
  delayMs?: number;
  /** What it answers of every object, instead of looking. */
  answer?: ScanStatus;
  /** Nothing is looked at, and nothing is said later. */
  down?: boolean;
  /** Copies of each event; 1 unless said. */
  copies?: number;
}

export interface ScannerOptions {
  s3: S3Client;
  bucket: string;
  region: string;
  /** Sends one event to the queue `file-scans`. */
  publish: (event: string) => Promise<void>;
}

export interface RunningScanner {
  /** Told of each object created; answers at once and looks afterwards. */
  look: (event: S3Event) => void;
  /** Replaces all switches; `{}` = everything normal. */
  set: (switches: ScannerSwitches) => void;
  /** Lets the scans at work end; those that were delayed are lost. */
  stop: () => Promise<void>;
}

export const startScanner = ({ s3, bucket, region, publish }: ScannerOptions): RunningScanner => {
  let switches: ScannerSwitches = {};
  const working = new Set<Promise<void>>();
  const delayed = new Set<NodeJS.Timeout>();

  const scan = async (key: string, eTag: string): Promise<void> => {
    const status = switches.answer ?? (await inspect(s3, bucket, key));
    if (status === undefined) return;
    const Tagging = { TagSet: [{ Key: "GuardDutyMalwareScanStatus", Value: status }] };
    try {
      await s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: key, Tagging }));
    } catch (error) {
      // Deleted meanwhile: the verdict is given all the same, as the real one gives it.
      if (!isMissing(error)) throw error;
    }
    const event = JSON.stringify(resultOf({ bucket, region, key, eTag, status }));
    for (let copy = 0; copy < (switches.copies ?? 1); copy += 1) await publish(event);
  };
  const start = (key: string, eTag: string) => {
    const work = scan(key, eTag)
      .catch((error: unknown) => console.error("scanner: an object was not scanned", error))
      .finally(() => working.delete(work));
    working.add(work);
  };

  return {
    look: ({ Records }) => {
      if (switches.down) return;
      for (const record of Records) {
        const key = decodeURIComponent(record.s3.object.key.replaceAll("+", " "));
        const { eTag } = record.s3.object;
        const delay = switches.delayMs ?? 0;
        if (delay === 0) start(key, eTag);
        else {
          const timer = setTimeout(() => {
            delayed.delete(timer);
            start(key, eTag);
          }, delay);
          delayed.add(timer);
        }
      }
    },
    set: (next) => {
      switches = next;
    },
    stop: async () => {
      for (const timer of delayed) clearTimeout(timer);
      await Promise.all(working);
    },
  };
};

const isMissing = (error: unknown) =>
  error instanceof NoSuchKey ||
  (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404);

/** What the object holds; undefined when it is gone. Bytes pass through, two pieces at a time. */
const inspect = async (s3: S3Client, bucket: string, key: string): Promise<ScanStatus | undefined> => {
  let before = Buffer.alloc(0);
  let first = true;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    for await (const piece of Body as AsyncIterable<Uint8Array>) {
      const bytes = Buffer.concat([before, piece]);
      if (first && isEncryptedZip(bytes)) return "UNSUPPORTED";
      first = false;
      if (holdsEicar(bytes)) return "THREATS_FOUND";
      before = bytes.subarray(-LONGEST_PATTERN);
    }
    return "NO_THREATS_FOUND";
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** What is locked by a password cannot be looked at: general purpose bit 0 of the first entry (APPNOTE §4.4.4). */
const isEncryptedZip = (bytes: Buffer) =>
  bytes.length > 8 && bytes.readUInt32LE(0) === 0x04034b50 && (bytes.readUInt16LE(6) & 1) === 1;

const account = "000000000000";

const resultOf = (of: { bucket: string; region: string; key: string; eTag: string; status: ScanStatus }) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "GuardDuty Malware Protection Object Scan Result",
  source: "aws.guardduty",
  account,
  time: new Date().toISOString(),
  region: of.region,
  resources: [`arn:aws:guardduty:${of.region}:${account}:malware-protection-plan/local`],
  detail: {
    schemaVersion: "1.0",
    scanStatus: of.status === "UNSUPPORTED" ? "SKIPPED" : of.status === "FAILED" ? "FAILED" : "COMPLETED",
    resourceType: "S3_OBJECT",
    s3ObjectDetails: {
      bucketName: of.bucket,
      objectKey: of.key,
      eTag: of.eTag,
      versionId: "null",
      s3Throttled: false,
    },
    scanResultDetails: {
      scanResultStatus: of.status,
      threats: of.status === "THREATS_FOUND" ? [{ name: "EICAR-Test-File (not a virus)" }] : null,
    },
  },
});
