import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { type Answer, startRuntimeApi } from "./runtime-api.ts";

/** A function as the host runs it. */
export interface HostedFunction {
  name: string;
  /** Folder the handler's path is relative to. */
  taskRoot: string;
  /** `path/to/module.export`, without the module's extension, as Lambda's handler setting. */
  handler: string;
  environment: Record<string, string>;
  memoryMb: number;
  timeoutSeconds: number;
  /** Processes at most; each handles one invocation at a time. */
  concurrency: number;
}

/** What became of an invocation. */
export type Outcome =
  | Answer
  /** The process ended before it answered. */
  | { kind: "crash"; how: string }
  /** It took longer than the function's timeout and was killed. */
  | { kind: "timeout" };

export interface FunctionProcess {
  pid: number;
  invoke: (event: unknown) => Promise<Outcome>;
  /** Ends the process at once, as `kill -9`. */
  kill: () => void;
  exited: Promise<void>;
}

export interface ProcessOptions {
  /** Arguments of Node.js that run bootstrap.ts: the source, or its bundle. */
  bootstrap: readonly string[];
  region: string;
  /** One line of the function's output. */
  onLine: (functionName: string, line: string) => void;
}

/** Seconds a process may take to load its code before its first invocation counts as crashed. */
const initialisationSeconds = 60;
/** Synchronous invocations carry 6 MB both ways: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** How the bootstrap of Lambda's Node.js image shares the function's memory: a tenth for the young, the rest for the old. */
const memoryFlags = (memoryMb: number) => {
  const young = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memoryMb - young}`];
};

/**
 * Starts one execution environment: a Node.js process with the function's environment and nothing of ours, a heap
 * bounded by the function's memory, and its own Runtime API.
 */
export const startFunctionProcess = async (
  hosted: HostedFunction,
  options: ProcessOptions,
): Promise<FunctionProcess> => {
  const api = await startRuntimeApi();
  const stream = randomUUID();
  const child = spawn(process.execPath, [...memoryFlags(hosted.memoryMb), ...options.bootstrap], {
    cwd: hosted.taskRoot,
    stdio: ["ignore", "pipe", "pipe"],
    // Its own process group: Ctrl-C reaches the host alone, which lets the work in hand end.
    detached: true,
    env: {
      ...hosted.environment,
      PATH: process.env.PATH,
      TZ: ":UTC",
      LANG: "en_US.UTF-8",
      AWS_REGION: options.region,
      AWS_DEFAULT_REGION: options.region,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: hosted.name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(hosted.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${hosted.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: stream,
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      LAMBDA_TASK_ROOT: hosted.taskRoot,
      _HANDLER: hosted.handler,
    },
  });
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on("line", (line) => options.onLine(hosted.name, line));
  }
  let how = "";
  const exited = new Promise<void>((resolve) => {
    const end = (text: string) => {
      how ||= text;
      api.close();
      resolve();
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ? `killed by ${signal}` : `ended with code ${code}`));
  });
  const kill = () => {
    child.kill("SIGKILL");
  };
  const dead = exited.then((): Outcome => ({ kind: "crash", how }));

  const invoke = async (event: unknown): Promise<Outcome> => {
    const clock = Promise.withResolvers<Outcome>();
    const start = (seconds: number) => setTimeout(() => clock.resolve({ kind: "timeout" }), seconds * 1000);
    let timer = start(initialisationSeconds);
    const invocation = {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:${options.region}:000000000000:function:${hosted.name}`,
      payload: JSON.stringify(event),
      timeoutMs: hosted.timeoutSeconds * 1000,
    };
    const answer = api.invoke(invocation, () => {
      clearTimeout(timer);
      timer = start(hosted.timeoutSeconds);
    });
    const outcome = await Promise.race([answer, dead, clock.promise]);
    clearTimeout(timer);
    if (outcome.kind === "timeout") {
      kill();
      await exited;
    }
    if (outcome.kind === "response" && Buffer.byteLength(outcome.payload) > payloadLimitBytes) {
      const errorMessage = `The response is larger than ${payloadLimitBytes} bytes.`;
      return { kind: "error", error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
    }
    return outcome;
  };
  return { pid: child.pid ?? 0, invoke, kill, exited };
};
