import { openSync, readSync, statSync } from "node:fs";
import { readSafely, sharedBytes } from "../reader-thread.ts";

/** Reads the mail in the file named by the first argument, as the function does, and says what it cost: a fresh process. */
const path = process.argv[2] ?? "";
const raw = sharedBytes(statSync(path).size);
const file = openSync(path, "r");
for (let at = 0; at < raw.length; ) at += readSync(file, raw, at, Math.min(1 << 20, raw.length - at), at);
const mail = await readSafely(raw, { receivedAt: new Date() });
const kept = mail.files.filter((each) => each.decision === "kept").length;
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ peakMb, kept, named: mail.files.length, problems: mail.problems }));
process.exit(0);
