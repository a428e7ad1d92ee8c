import { RelayHead, RelayJob, type RelayNews, relayClaim } from "../../../shared/mail/relay.ts";
import { readObject, writeOnce } from "../../platform/files.ts";
import type { OutsideJob } from "../../platform/outside-queue-door.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { sendBySmtp } from "./send-by-smtp.ts";

const maxObjectBytes = 11 * 1024 * 1024;
type Answer = Pick<RelayNews["relay"], "is" | "code">;

/** One message of the queue `mail-relay`: sends the mail it names and tells the queue of news what came of it. */
export async function relayMail(job: OutsideJob, body: string): Promise<void> {
  const news = await sendOne(job, RelayJob.parse(JSON.parse(body)));
  if (news !== undefined) await sendToQueue(job.env, "mail-events", [news]);
}

/**
 * Hands one mail over to the second provider and says what it answered. The key is taken by a write that only the first
 * of them succeeds at, so that a message delivered twice sends once; whoever comes second cannot know what the first
 * did, and says so. Nothing to say of a mail that is not there any more. Source: mail.md §5.13.
 */
export async function sendOne(job: OutsideJob, { key }: RelayJob): Promise<RelayNews | undefined> {
  const object = await readObject(job.env, "mail-relay", key, maxObjectBytes);
  if (object === undefined) {
    // Two days old: whoever waited for it decided long ago.
    job.log.warn("relay.gone");
    return undefined;
  }
  const cut = object.indexOf("\n");
  const head = RelayHead.parse(JSON.parse(object.subarray(0, cut).toString()));
  const answer = await handOn(job, key, head, object.subarray(cut + 1));
  const { recipientId, attempt } = head;
  job.log.info("relay.answered", { recipientId, outcome: answer.is, code: answer.code });
  return { relay: { recipientId, attempt, ...answer, at: job.now().toISOString() } };
}

async function handOn(job: OutsideJob, key: string, head: RelayHead, raw: Buffer): Promise<Answer> {
  const { smtpRelay } = job.env;
  if (smtpRelay === undefined) return { is: "not_sent", code: "no_relay" };
  if (job.now() >= new Date(head.before)) return { is: "not_sent", code: "too_late" };
  const isFirst = await writeOnce(job.env, "mail-relay", relayClaim(key), job.now().toISOString());
  if (!isFirst) return { is: "uncertain", code: "taken_before" };
  return sendBySmtp(smtpRelay, { from: head.from, to: head.to, raw });
}
