import { readFileSync } from "node:fs";

/** A line of /proc/<pid>/status in megabytes: `VmRSS` now, `VmHWM` the highest so far. */
export const memoryOf = (pid: number, line: "VmRSS" | "VmHWM"): number => {
  const found = new RegExp(`^${line}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (!found) throw new Error(`no ${line} for process ${pid}`);
  return Number(found[1]) / 1024;
};
