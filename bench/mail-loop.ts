/** The loop of mail-path.ts: events to the inbound-mail handler of the bundle, beside parsing and one raw insert. */
import { randomUUID } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import postgres from "postgres";
import { read } from "../functions/modules/mail/read.ts";
import { answer, input } from "./in-process.ts";

export interface MailLoop {
  bundle: string;
  adminUrl: string;
  /** Raw mails in base64, each with its event. */
  mails: { raw: string; key: string; event: unknown }[];
  s3: { endpoint: string; region: string };
  /** The first ones only warm caches, connections and the compiler. */
  warmUp: number;
}
export interface MailTimes {
  /** Milliseconds of each mail. */
  path: number[];
  parsed: number[];
  /** Reading the raw and keeping one file through S3, nothing else: no path can be shorter. */
  objects: number[];
}

const { bundle, adminUrl, mails, s3, warmUp } = await input<MailLoop>();
const { handler } = await import(bundle);
const sql = postgres(adminUrl, { max: 1, fetch_types: false, onnotice: () => {} });
await sql`create table if not exists parsed_mail (id uuid primary key, subject text, body text, html text, at timestamptz)`;

const client = new S3Client({ ...s3, forcePathStyle: true });
const throughS3 = async (key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: "mail-raw", Key: key }));
  const bytes = await Body?.transformToByteArray();
  await client.send(new PutObjectCommand({ Bucket: "files", Key: `bench/${randomUUID()}`, Body: bytes }));
};

const times: MailTimes = { path: [], parsed: [], objects: [] };
for (const [index, mail] of mails.entries()) {
  const raw = Buffer.from(mail.raw, "base64");
  const start = performance.now();
  const { batchItemFailures } = await handler(mail.event, {
    awsRequestId: "bench",
    functionName: "inbound-mail",
  });
  const between = performance.now();
  const { subject, text, html } = await read(raw, { receivedAt: new Date() });
  await sql`insert into parsed_mail values (${randomUUID()}, ${subject}, ${text}, ${html ?? null}, now())`;
  const end = performance.now();
  if (batchItemFailures.length > 0) throw new Error("a mail was given back");
  await throughS3(mail.key);
  const last = performance.now();
  if (index < warmUp) continue;
  times.path.push(between - start);
  times.parsed.push(end - between);
  times.objects.push(last - end);
}
answer(times);
