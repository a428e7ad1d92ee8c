import * as z from "zod/mini";
import { accountsMailbox } from "../modules/access/jobs.ts";
import { declarationsMailbox } from "../modules/declarations/index.ts";
import { handOver } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

const Job = z.object({ recipientId: z.uuid() });

/** Hands one recipient's copy of a message over to SES; a copy that left already is left alone. */
export const handler = queueDoor("outbound-mail", (ctx, record) =>
  handOver(
    ctx,
    [mediationMailbox, accountsMailbox, declarationsMailbox],
    Job.parse(JSON.parse(record.body)).recipientId,
  ),
);
