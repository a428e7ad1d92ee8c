import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure } from "./figure.ts";
import { mailEntries, receiveMails } from "./mails.ts";
import { memoryOf } from "./process-memory.ts";

/** Bytes of the file that make a raw mail of 40 MB once written in base64 with line ends. */
const attachmentBytes = Math.floor(39.9 * 1024 * 1024 * 0.73);

/** Highest resident memory of a fresh inbound-mail process, run as the local Lambda host runs it, on a 40 MB mail. */
export const mailMemory = async (engines: Engines, seeded: Seeded, _effort: Effort): Promise<Figure> => {
  const before = await mailEntries(seeded);
  const [mail] = await receiveMails(engines, seeded, 1, attachmentBytes);
  if (!mail) throw new Error("no mail");
  const inbound = await engines.startFunction("inbound-mail", seeded.name);
  try {
    const outcome = await inbound.invoke(mail.event);
    if (outcome.kind !== "response") throw new Error(`the mail was not taken: ${JSON.stringify(outcome)}`);
    if ((await mailEntries(seeded)) !== before + 1) throw new Error("the mail made no entry");
    return figure({
      name: "highest memory of a fresh process for a 40 MB mail",
      value: memoryOf(inbound.pid, "VmHWM"),
      unit: "MB",
      must: 512,
      note: `${(mail.raw.length / 1024 / 1024).toFixed(1)} MB raw, one file`,
    });
  } finally {
    inbound.kill();
    await inbound.exited;
  }
};
