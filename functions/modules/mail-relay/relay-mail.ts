import { RelayHead, RelayJob, type RelayNews, relayClaim } from "../../../shared/mail/relay.ts";
import { readObject, writeOnce } from "../../platform/files.ts";
import type { OutsideJob } from "../../platform/outside-queue-door.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { sendBySmtp } from "./send-by-smtp.ts";

const maxObjectBytes = 11 * 1024 * 1024;
type Answer = Pick<RelayNews["relay"], "is" | "code">;

/**
 * Hands one mail over to the second provider and tells the queue of news what it answered. The key is taken by a write
 * that only the first of them succeeds at, so that a message delivered twice sends once; whoever comes second cannot
 * know what the first did, and says so. Source: mail.md §5.13.
 */
export async function relayMail(job: OutsideJob, body: string): Promise<void> {
  const { key } = RelayJob.parse(JSON.parse(body));
  const object = await readObject(job.env, "mail-relay", key, maxObjectBytes);
  // Two days old: whoever waited for it decided long ago.
  if (object === undefined) return job.log.warn("relay.gone");
  const cut = object.indexOf("\n");
  const head = RelayHead.parse(JSON.parse(object.subarray(0, cut).toString()));
  const answer = await handOn(job, key, head, object.subarray(cut + 1));
  job.log.info("relay.answered", { recipientId: head.recipientId, outcome: answer.is, code: answer.code });
  const { recipientId, attempt } = head;
  const news: RelayNews = { relay: { recipientId, attempt, ...answer, at: job.now().toISOString() } };
  await sendToQueue(job.env, "mail-events", [news]);
}

async function handOn(job: OutsideJob, key: string, head: RelayHead, raw: Buffer): Promise<Answer> {
  const { smtpRelay } = job.env;
  if (smtpRelay === undefined) return { is: "not_sent", code: "no_relay" };
  if (job.now() >= new Date(head.before)) return { is: "not_sent", code: "too_late" };
  const isFirst = await writeOnce(job.env, "mail-relay", relayClaim(key), job.now().toISOString());
  if (!isFirst) return { is: "uncertain", code: "taken_before" };
  return sendBySmtp(smtpRelay, { from: head.from, to: head.to, raw });
}
