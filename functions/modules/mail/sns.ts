import * as z from "zod/mini";

const Envelope = z.object({ Type: z.literal("Notification"), Message: z.string() });

/**
 * The message inside an SNS notification inside an SQS record (raw delivery off), parsed by `schema`. Throws on
 * anything else: what AWS publishes never has another shape, so a stranger in the queue ends with the dead letters.
 */
export function snsMessage<S extends z.ZodMiniType>(body: string, schema: S): z.infer<S> {
  return schema.parse(JSON.parse(Envelope.parse(JSON.parse(body)).Message));
}
