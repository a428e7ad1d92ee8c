/**
 * The public DNS of this machine: answers the records mail depends on, as the domain's host would, over the real
 * protocol (RFC 1035, UDP). A record can be taken away or changed, to see what the check of mail says of it.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { DnsRecord, DnsRecordName } from "../../../shared/mail/dns.ts";
import { loopback } from "../ports.ts";

export interface RunningDns {
  /** `host:port`, as a resolver takes it. */
  server: string;
  /** Publishes another value from now on; undefined takes the record away. */
  publish: (record: DnsRecordName, value: string | undefined) => void;
  /** Answers again as at the start. */
  reset: () => void;
  stop: () => Promise<void>;
}

const types = { CNAME: 5, MX: 15, TXT: 16 } as const;
const internet = 1;
const noSuchName = 3;

/** Starts on any free port. */
export const startDns = async (records: readonly DnsRecord[]): Promise<RunningDns> => {
  let published = [...records];
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const answer = answerTo(question, published);
    if (answer) socket.send(answer, port, address);
  });
  socket.bind(0, loopback);
  await once(socket, "listening");
  return {
    server: `${loopback}:${socket.address().port}`,
    publish: (record, value) => {
      const known = records.find((each) => each.record === record);
      published = [
        ...published.filter((each) => each.record !== record),
        ...(known && value !== undefined ? [{ ...known, value }] : []),
      ];
    },
    reset: () => {
      published = [...records];
    },
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};

/** Undefined for what is no question; then nothing is answered, as the other side would expect. */
const answerTo = (message: Buffer, published: readonly DnsRecord[]): Buffer | undefined => {
  const asked = readQuestion(message);
  if (!asked) return undefined;
  const ofName = published.filter(({ name }) => name.toLowerCase() === asked.name);
  const answers = ofName
    .filter(({ type }) => types[type] === asked.type)
    .map((record) => resource(record, dataOf(record)));
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, 2);
  // A response, authoritative, that repeats whether recursion was wished for.
  header.writeUInt8(0x84 | (message.readUInt8(2) & 0x01), 2);
  header.writeUInt8(ofName.length === 0 ? noSuchName : 0, 3);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, asked.bytes, ...answers]);
};

const readQuestion = (message: Buffer) => {
  if (message.length < 17 || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (end > message.length) return undefined;
  return {
    name: labels.join(".").toLowerCase(),
    type: message.readUInt16BE(at + 1),
    bytes: message.subarray(12, end),
  };
};

const encodeName = (name: string) =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

const dataOf = ({ type, value }: DnsRecord): Buffer => {
  if (type === "CNAME") return encodeName(value);
  if (type === "MX") {
    const [priority = "0", host = ""] = value.split(" ");
    const first = Buffer.alloc(2);
    first.writeUInt16BE(Number(priority));
    return Buffer.concat([first, encodeName(host)]);
  }
  // A text goes in pieces of 255 bytes, which the reader joins.
  const text = Buffer.from(value);
  const pieces = Array.from({ length: Math.ceil(text.length / 255) }, (_, index) =>
    text.subarray(index * 255, (index + 1) * 255),
  );
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.from([piece.length]), piece]));
};

const resource = ({ type }: DnsRecord, data: Buffer): Buffer => {
  const head = Buffer.alloc(12);
  // The name is the question's, at byte 12.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(types[type], 2);
  head.writeUInt16BE(internet, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
};
