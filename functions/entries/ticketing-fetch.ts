import { fetchPiece } from "../modules/ticketing/jobs.ts";
import { outsideQueueDoor } from "../platform/outside-queue-door.ts";
import "../platform/small-young-heap.ts";

/** Reads one bounded piece of a ticketing account. */
export const handler = outsideQueueDoor("ticketing-fetch", (job, record) => fetchPiece(job, record.body));
