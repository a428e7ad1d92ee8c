/** What the list of a zip says of its files: nothing is extracted, at most 2,000 are looked at. */
export interface ZipEntry {
  name: string;
  /** Asks for a password. */
  locked: boolean;
}

const maxEntries = 2000;

/** The files of a zip, folders left out, from its central directory; none when it has no such list. */
export function listZip(bytes: Uint8Array): ZipEntry[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = Math.max(0, view.length - 65_557);
  const end = view.subarray(tail).lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  const at = end < 0 ? -1 : tail + end;
  if (at < 0 || at + 22 > view.length) return [];
  const entries: ZipEntry[] = [];
  let entry = view.readUInt32LE(at + 16);
  for (let seen = 0; seen < maxEntries && entry + 46 <= view.length; seen++) {
    if (view.readUInt32LE(entry) !== 0x02014b50) break;
    const nameLength = view.readUInt16LE(entry + 28);
    const skip = view.readUInt16LE(entry + 30) + view.readUInt16LE(entry + 32);
    const name = view.toString("utf8", entry + 46, Math.min(view.length, entry + 46 + nameLength));
    if (!name.endsWith("/")) entries.push({ name, locked: (view.readUInt16LE(entry + 8) & 1) === 1 });
    entry += 46 + nameLength + skip;
  }
  return entries;
}

/** Every file of the zip asks for a password. */
export const isLockedZip = (bytes: Uint8Array): boolean => {
  const entries = listZip(bytes);
  return entries.length > 0 && entries.every((entry) => entry.locked);
};
