/** S/MIME envelopes for tests (RFC 5652): the shell alone, nothing is really signed or encrypted. */

const der = (tag: number, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : Buffer.from([
          0x84,
          body.length >>> 24,
          (body.length >>> 16) & 255,
          (body.length >>> 8) & 255,
          body.length & 255,
        ]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
/** An element of indefinite length, as streaming programs write them. */
const ber = (tag: number, ...content: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...content, Buffer.from([0, 0])]);

const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const data = oid("2a864886f70d010701");
const sha256 = der(0x31, der(0x30, oid("608648016503040201")));
const version = der(0x02, Buffer.from([1]));

/** An opaque signature around `content`; `streamed` cuts it into pieces of indefinite length. */
export const aSignedEnvelope = (content: Buffer, streamed = false): Buffer => {
  const wrap = streamed ? ber : der;
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += 64) pieces.push(der(0x04, content.subarray(at, at + 64)));
  const octets = streamed ? ber(0x24, ...pieces) : der(0x04, content);
  const signers = der(0x31);
  return wrap(
    0x30,
    oid("2a864886f70d010702"),
    wrap(0xa0, wrap(0x30, version, sha256, wrap(0x30, data, wrap(0xa0, octets)), signers)),
  );
};

export const anEncryptedEnvelope = (): Buffer =>
  der(0x30, oid("2a864886f70d010703"), der(0xa0, der(0x30, version, der(0x31), der(0x30, data))));
