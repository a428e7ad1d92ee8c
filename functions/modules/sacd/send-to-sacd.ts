import { SacdJob, type SacdOutcome, sacdKeys } from "../../../shared/declarations/sacd-job.ts";
import { readObject, writeObject, writeOnce } from "../../platform/files.ts";
import type { OutsideJob } from "../../platform/outside-queue-door.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { type Declared, declareToSacd } from "./sacd-service.ts";

const maxBytes = 16 * 1024 * 1024;

/**
 * One message of the queue `sacd`: sends a declaration that was written down, once, keeps what came back, and tells the
 * worker. A message delivered twice tells the same; where nobody knows whether the first one sent, it says so, and
 * nothing is sent again (declarations.md §6.2).
 */
export const sendToSacd = async (job: OutsideJob, body: string): Promise<void> => {
  const asked = SacdJob.parse(JSON.parse(body));
  const keys = sacdKeys(asked);
  if (!(await readObject(job.env, "receipts", keys.outcome, maxBytes))) {
    const payload = await readObject(job.env, "receipts", asked.payloadKey, maxBytes);
    if (!payload) throw new Error("nothing to send at this key");
    const came = await sendOnce(job, keys.claim, payload.toString());
    if (came.answer !== undefined)
      await writeObject(job.env, "receipts", keys.answer, came.answer, "text/plain; charset=utf-8");
    const outcome: SacdOutcome = {
      is: came.is,
      status: came.status,
      code: came.code,
      at: job.now().toISOString(),
    };
    await writeObject(job.env, "receipts", keys.outcome, JSON.stringify(outcome), "application/json");
    job.log.info("sacd.answered", {
      targetId: asked.transmissionId,
      attempt: asked.attempt,
      outcome: came.is,
      code: came.code,
    });
  }
  const { transmissionId, attempt } = asked;
  await sendToQueue(job.env, "declaration-jobs", [{ transmissionId, attempt }]);
};

const sendOnce = (job: OutsideJob, claim: string, xml: string): Promise<Declared> => {
  const { sacd } = job.env;
  if (!sacd) return Promise.resolve({ is: "refused", status: null, code: "not_configured" });
  return declareToSacd(sacd, xml, {
    // Only the first who writes the mark goes on; whoever comes later cannot know what that one did.
    mayLeave: () => writeOnce(job.env, "receipts", claim, job.now().toISOString()),
  });
};
