import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { functionsFolder } from "../infra/build.ts";
import { type Engines, region, type Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import type { MailLoop, MailTimes } from "./mail-loop.ts";
import { mailEntries, receiveMails } from "./mails.ts";

const ms = (samples: readonly number[]) => `${median(samples).toFixed(1)} ms`;

/** From the event of a 20 KB mail to its committed entry, over parsing it and one raw insert, in turns. */
export const mailPath = async (engines: Engines, seeded: Seeded, { quick }: Effort): Promise<Figure> => {
  const count = quick ? 90 : 240;
  const before = await mailEntries(seeded);
  const mails = await receiveMails(engines, seeded, count, 12_000);
  const loop: MailLoop = {
    bundle: pathToFileURL(join(functionsFolder, "inbound-mail/index.mjs")).href,
    adminUrl: seeded.adminUrl,
    mails: mails.map(({ raw, key, event }) => ({ raw: raw.toString("base64"), key, event })),
    s3: { endpoint: engines.s3.url, region },
    warmUp: 30,
  };
  const times = await inProcess<MailTimes>(
    "mail-loop.ts",
    loop,
    engines.environment("inbound-mail", seeded.name),
  );
  const made = (await mailEntries(seeded)) - before;
  if (made !== count) throw new Error(`${count} mails made ${made} entries`);
  const size = Math.round((mails[0]?.raw.length ?? 0) / 1024);
  return figure({
    name: "one mail through the whole path / parsing it and one raw insert",
    value: median(times.path) / median(times.parsed),
    unit: "ratio",
    must: 5,
    note: `${ms(times.path)} over ${ms(times.parsed)}, ${size} KB with a file; reading the raw and keeping the file through S3 alone: ${ms(times.objects)}`,
  });
};
