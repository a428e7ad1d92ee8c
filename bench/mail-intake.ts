import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { functionsFolder } from "../infra/build.ts";
import { type Engines, region, type Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import type { MailLoop, MailTimes } from "./mail-loop.ts";
import { receiveMails } from "./mails.ts";

const kb = 1024;
/** Raw sizes, and how many of each are taken in: the first ones only warm the process. */
const sizes = [
  { name: "20 KB", attachment: 12 * kb, count: 24, warmUp: 12 },
  { name: "1 MB", attachment: 740 * kb, count: 12, warmUp: 4 },
  { name: "25 MB", attachment: 18_600 * kb, count: 5, warmUp: 2 },
] as const;

/** Time per byte of the whole path, from the event to the committed entry: at each size over the one before it. */
export const mailIntake = async (engines: Engines, seeded: Seeded, { quick }: Effort): Promise<Figure> => {
  const perByte: { name: string; took: number; each: number }[] = [];
  for (const { name, attachment, count, warmUp } of sizes) {
    const mails = await receiveMails(engines, seeded, quick ? warmUp + 2 : count, attachment);
    const loop: MailLoop = {
      bundle: pathToFileURL(join(functionsFolder, "inbound-mail/index.mjs")).href,
      adminUrl: seeded.adminUrl,
      mails: mails.map(({ raw, key, event }) => ({ raw: raw.toString("base64"), key, event })),
      s3: { endpoint: engines.s3.url, region },
      warmUp,
    };
    const environment = engines.environment("inbound-mail", seeded.name);
    const { path } = await inProcess<MailTimes>("mail-loop.ts", loop, environment);
    const took = median(path);
    perByte.push({ name, took, each: took / (mails[0]?.raw.length ?? 1) });
  }
  const growth = perByte.slice(1).map(({ each }, index) => each / (perByte[index]?.each ?? each));
  return figure({
    name: "time per byte of a mail taken in, at each size over the size before",
    value: Math.max(...growth),
    unit: "ratio",
    must: 1,
    note: perByte.map(({ name, took }) => `${name} in ${took.toFixed(0)} ms`).join(", "),
  });
};
