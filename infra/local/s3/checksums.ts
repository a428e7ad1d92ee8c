/** The additional checksums a client may ask S3 to verify and keep (CRC64NVME is not offered here). */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export const checksumNames = ["crc32", "crc32c", "sha1", "sha256"] as const;
export type ChecksumName = (typeof checksumNames)[number];
/** Base64 values by algorithm. */
export type Checksums = Partial<Record<ChecksumName, string>>;

export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Base64 of the value in network byte order, as in `x-amz-checksum-*`. */
  value(): string;
}

const CRC32C = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

const crc32c = (bytes: Uint8Array, before: number): number => {
  let value = ~before;
  for (const byte of bytes) value = (CRC32C[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
};

const runningCrc = (step: (bytes: Uint8Array, before: number) => number): RunningChecksum => {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = step(bytes, crc);
    },
    value: () => {
      const four = Buffer.alloc(4);
      four.writeUInt32BE(crc);
      return four.toString("base64");
    },
  };
};

const runningHash = (algorithm: "sha1" | "sha256"): RunningChecksum => {
  const hash = createHash(algorithm);
  return { update: (bytes) => hash.update(bytes), value: () => hash.digest("base64") };
};

/** Starts the checksum of that name. */
export const startChecksum = (name: ChecksumName): RunningChecksum => {
  if (name === "crc32") return runningCrc(crc32);
  return name === "crc32c" ? runningCrc(crc32c) : runningHash(name);
};

/** The checksum of that name over whole bytes. */
export const checksumOf = (name: ChecksumName, bytes: Uint8Array): string => {
  const running = startChecksum(name);
  running.update(bytes);
  return running.value();
};

/** `CRC32` or `crc32` as a name we can compute, else undefined. */
export const checksumName = (text: string): ChecksumName | undefined =>
  checksumNames.find((name) => name === text.toLowerCase());
