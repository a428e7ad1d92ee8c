/**
 * What an `application/pkcs7-mime` part holds (RFC 8551, RFC 5652), by a walk of its ASN.1: the content of an opaque
 * signature, or that it is encrypted. Nothing is verified. BER and DER, definite and indefinite lengths; one pass,
 * nothing recursive beyond `maxDepth`; whatever is not understood is `other`.
 */
export type Pkcs7 = { is: "signed"; content: Buffer } | { is: "encrypted" } | { is: "other" };

const oids: Readonly<Record<string, "signed" | "encrypted">> = {
  "2a864886f70d010702": "signed",
  "2a864886f70d010703": "encrypted",
  "2a864886f70d010706": "encrypted",
  "2a864886f70d0109100117": "encrypted",
};

const tags = { octets: 0x04, oid: 0x06, sequence: 0x30, explicit: 0xa0, octetPieces: 0x24 } as const;
const maxDepth = 16;

interface Element {
  tag: number;
  from: number;
  /** Past its content; undefined for an indefinite length, which ends with `00 00`. */
  to: number | undefined;
}

/** Opens the bytes of one part. Total. */
export function readPkcs7(bytes: Buffer): Pkcs7 {
  try {
    const info = enter(bytes, 0, tags.sequence);
    const kind = oids[oidAt(bytes, info)] ?? "other";
    if (kind !== "signed") return { is: kind };
    const explicit = enter(bytes, past(bytes, info), tags.explicit);
    const signed = enter(bytes, explicit, tags.sequence);
    const content = contentOf(bytes, past(bytes, past(bytes, signed)));
    return content === undefined ? { is: "other" } : { is: "signed", content };
  } catch (error) {
    // Cut short, or not ASN.1 at all: the part stays a file.
    if (error instanceof RangeError) return { is: "other" };
    throw error;
  }
}

/** The octets of `EncapsulatedContentInfo`; undefined when the signature is detached. */
function contentOf(bytes: Buffer, at: number): Buffer | undefined {
  const info = elementAt(bytes, at);
  if (info.tag !== tags.sequence) throw new RangeError("no content info");
  const afterType = past(bytes, info.from);
  if (afterType >= (info.to ?? bytes.length) || bytes[afterType] !== tags.explicit) return undefined;
  const octets = elementAt(bytes, enter(bytes, afterType, tags.explicit));
  if (octets.tag === tags.octets && octets.to !== undefined) return bytes.subarray(octets.from, octets.to);
  return octets.tag === tags.octetPieces ? Buffer.concat(pieces(bytes, octets)) : undefined;
}

/** The primitive pieces of a constructed octet string, in order. */
function pieces(bytes: Buffer, whole: Element): Buffer[] {
  const found: Buffer[] = [];
  let at = whole.from;
  while (at < (whole.to ?? bytes.length) && !isEnd(bytes, at)) {
    const piece = elementAt(bytes, at);
    if (piece.tag !== tags.octets || piece.to === undefined) throw new RangeError("not an octet string");
    found.push(bytes.subarray(piece.from, piece.to));
    at = piece.to;
  }
  return found;
}

function oidAt(bytes: Buffer, at: number): string {
  const element = elementAt(bytes, at);
  return element.tag === tags.oid
    ? bytes.toString("hex", element.from, Math.min(element.to ?? 0, element.from + 32))
    : "";
}

function enter(bytes: Buffer, at: number, tag: number): number {
  const element = elementAt(bytes, at);
  if (element.tag !== tag) throw new RangeError("another element was due");
  return element.from;
}

/** Where the element at `at` ends. */
function past(bytes: Buffer, at: number, depth = 0): number {
  const element = elementAt(bytes, at);
  if (element.to !== undefined) return element.to;
  if (depth >= maxDepth) throw new RangeError("too deep");
  let inner = element.from;
  while (!isEnd(bytes, inner)) inner = past(bytes, inner, depth + 1);
  return inner + 2;
}

const isEnd = (bytes: Buffer, at: number) => bytes.readUInt8(at) === 0 && bytes.readUInt8(at + 1) === 0;

function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes.readUInt8(at);
  const first = bytes.readUInt8(at + 1);
  if (first === 0x80) return { tag, from: at + 2, to: undefined };
  const size = first & 0x80 ? first & 0x7f : 0;
  if (size > 4) throw new RangeError("longer than a mail");
  const length = size === 0 ? first : bytes.readUIntBE(at + 2, size);
  const from = at + 2 + size;
  if (from + length > bytes.length) throw new RangeError("cut short");
  return { tag, from, to: from + length };
}
