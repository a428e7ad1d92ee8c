import * as z from "zod/mini";
import { sendAccountMail } from "../modules/access/jobs.ts";
import { accountPost } from "../modules/mail/index.ts";
import { queueDoor } from "../platform/doors.ts";

const Job = z.object({ accountMailId: z.uuid() });

/** Words one mail about an account and queues it; one that was queued already is left alone. */
export const handler = queueDoor("account-mails", (ctx, record) =>
  sendAccountMail(ctx, accountPost, Job.parse(JSON.parse(record.body)).accountMailId),
);
