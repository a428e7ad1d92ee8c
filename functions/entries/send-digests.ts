import { declarationsDigest } from "../modules/declarations/index.ts";
import { sendDigests } from "../modules/mail/jobs.ts";
import { mediationDigest } from "../modules/mediation/index.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every quarter of an hour: the digest of those whose morning it is. */
export const handler = scheduleDoor("send-digests", (ctx) =>
  sendDigests(ctx, [mediationDigest, declarationsDigest]),
);
