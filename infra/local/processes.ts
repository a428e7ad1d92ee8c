import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process told apart from any later one that gets the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it was started, in the system's own terms: only compared, never read. */
  started: string;
}

/**
 * What the system knows of a living process, or undefined when there is none with that number.
 * Reads /proc where it exists (small images have no `ps`), else asks `ps`.
 */
export const lookAt = (pid: number): (ProcessIdentity & { command: string }) | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the name in parentheses and may hold spaces; the 22nd is the start time.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { pid, started: fields[19] ?? "", command };
  } catch (error) {
    if (process.platform === "linux") {
      if (isGone(error)) return undefined;
      throw error;
    }
  }
  try {
    const line = execFileSync("ps", ["-o", "lstart=,command=", "-p", String(pid)], {
      encoding: "utf8",
    }).trim();
    return { pid, started: line.slice(0, 24), command: line.slice(25) };
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
};

const isGone = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");

/** The identity of a process that was just started by us. */
export const identify = (pid: number): ProcessIdentity => ({ pid, started: lookAt(pid)?.started ?? "" });

/** Whether that very process (not another one with its number) still lives. */
export const isAlive = (identity: ProcessIdentity) => lookAt(identity.pid)?.started === identity.started;

/** Waits until `done` holds, looking every 20 ms; false when it does not within the time. */
export const eventually = async (done: () => boolean, withinMs: number): Promise<boolean> => {
  const deadline = Date.now() + withinMs;
  while (!done()) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};

/**
 * Ends a process by the signals given, each with its own patience in milliseconds, then by SIGKILL.
 * A process that is already gone is fine; another process with its number is left alone.
 */
export const endProcess = async (
  identity: ProcessIdentity,
  signals: ReadonlyArray<{ signal: NodeJS.Signals; patienceMs: number }>,
): Promise<void> => {
  for (const { signal, patienceMs } of [...signals, { signal: "SIGKILL" as const, patienceMs: 5_000 }]) {
    if (!isAlive(identity)) return;
    try {
      process.kill(identity.pid, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    if (await eventually(() => !isAlive(identity), patienceMs)) return;
  }
  throw new Error(`Process ${identity.pid} does not end.`);
};
