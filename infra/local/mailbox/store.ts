/** Every mail our SES took, kept on disk: one `.eml` with the exact bytes, one `.json` with the rest. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addressesOf, commonHeaders, parseHeaders, splitHead } from "../mail-head.ts";

export interface Envelope {
  /** Null = the empty return path of automatic mail. */
  from: string | null;
  to: string[];
}

/** What the list shows of a mail. */
export interface MailSummary {
  /** Sorts by arrival. */
  id: string;
  /** What SES answered to the sender. */
  providerMessageId: string;
  /** Address of From. */
  from: string;
  /** Addresses of To. */
  to: string[];
  /** Who was really written to, Bcc included. */
  envelope: Envelope;
  subject: string;
  /** ISO instant of acceptance. */
  date: string;
  /** Bytes. */
  size: number;
}

interface SentMail {
  providerMessageId: string;
  envelope: Envelope;
  raw: Buffer;
  acceptedAt: Date;
}

export interface Mailbox {
  add(mail: SentMail): Promise<MailSummary>;
  /** Newest first; `to` keeps the mails whose envelope has that address. */
  list(filter?: { to?: string }): MailSummary[];
  get(id: string): Promise<{ summary: MailSummary; raw: Buffer } | undefined>;
  clear(): Promise<void>;
}

const summarise = (id: string, mail: SentMail): MailSummary => {
  const headers = parseHeaders(splitHead(mail.raw).head.toString("latin1"));
  return {
    id,
    providerMessageId: mail.providerMessageId,
    from: addressesOf(headers, "from")[0]?.address ?? "",
    to: addressesOf(headers, "to").map((one) => one.address),
    envelope: mail.envelope,
    subject: commonHeaders(headers).subject ?? "",
    date: mail.acceptedAt.toISOString(),
    size: mail.raw.length,
  };
};

/** Opens the folder, making it if needed. The `.json` is renamed into place last, so a torn mail never shows. */
export const openMailbox = async (dataDir: string): Promise<Mailbox> => {
  await mkdir(dataDir, { recursive: true });
  const summaries = new Map<string, MailSummary>();
  for (const name of (await readdir(dataDir)).sort()) {
    if (!name.endsWith(".json")) continue;
    const summary = JSON.parse(await readFile(join(dataDir, name), "utf8")) as MailSummary;
    summaries.set(summary.id, summary);
  }
  let sequence = 0;
  const nextId = (at: Date) => {
    sequence = (sequence + 1) % 0x10000;
    const order = sequence.toString(16).padStart(4, "0");
    return `${at.getTime().toString(16).padStart(12, "0")}${order}${randomBytes(4).toString("hex")}`;
  };
  return {
    async add(mail) {
      const summary = summarise(nextId(mail.acceptedAt), mail);
      const path = join(dataDir, summary.id);
      await writeFile(`${path}.eml`, mail.raw);
      await writeFile(`${path}.draft`, JSON.stringify(summary));
      await rename(`${path}.draft`, `${path}.json`);
      summaries.set(summary.id, summary);
      return summary;
    },
    list({ to } = {}) {
      const wanted = to?.trim().toLowerCase();
      return [...summaries.values()]
        .filter((one) => !wanted || one.envelope.to.some((address) => address.toLowerCase() === wanted))
        .sort((left, right) => (left.id < right.id ? 1 : -1));
    },
    async get(id) {
      const summary = summaries.get(id);
      return summary && { summary, raw: await readFile(join(dataDir, `${summary.id}.eml`)) };
    },
    async clear() {
      summaries.clear();
      for (const name of await readdir(dataDir)) {
        if (/\.(eml|json|draft)$/.test(name)) await rm(join(dataDir, name), { force: true });
      }
    },
  };
};
