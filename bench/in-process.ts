import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * Runs one of the loops of this folder in a process of its own, with the environment of a function and nothing of
 * ours, and gives the JSON it prints. The loop shares its process with nobody: no test runner, no engine.
 */
export const inProcess = <T>(
  loop: string,
  input: unknown,
  env: Record<string, string>,
  nodeFlags: readonly string[] = [],
): Promise<T> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeFlags, "--no-warnings", join(import.meta.dirname, loop)], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let result: T | undefined;
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("result ")) result = JSON.parse(line.slice("result ".length));
    });
    child.once("error", reject);
    child.once("close", (code) =>
      result === undefined ? reject(new Error(`${loop} ended with ${code} and no result`)) : resolve(result),
    );
    child.stdin.end(JSON.stringify(input));
  });

/** What `inProcess` gave, read by the loop. */
export const input = async <T>(): Promise<T> => {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
};

/** Gives the result back and ends, whatever connections are still open. */
export const answer = (result: unknown): void => {
  process.stdout.write(`result ${JSON.stringify(result)}\n`, () => process.exit(0));
};
