import * as z from "zod/mini";
import { noteDeadLetter } from "../modules/mail/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** A message that failed every receive becomes a row that a person can see and replay. */
export const handler = queueDoor("dead-letters", (ctx, record) => {
  const { messageId, body, eventSourceARN } = record;
  return noteDeadLetter(ctx, withoutCodes({ queue: queueOf(eventSourceARN), messageId, body }));
});

/** The catalogue's name of a queue: in the cloud its address also says the stage (infra/stacks/names.ts). */
const queueOf = (arn: string): string =>
  arn.slice(arn.lastIndexOf(":") + 1).replace(/^guichet-[a-z0-9]+-|-dead$/g, "");

const Piece = z.object({ runId: z.uuid() });
/** A piece of a ticketing account carries codes, sealed: its run is kept instead, and goes on when it is replayed. */
const withoutCodes = (letter: { queue: string; messageId: string; body: string }) =>
  letter.queue === "ticketing-fetch"
    ? { ...letter, queue: "ticketing-sync", body: JSON.stringify(Piece.parse(JSON.parse(letter.body))) }
    : letter;
