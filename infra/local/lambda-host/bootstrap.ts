/**
 * What runs inside a function's process: the loop of the Lambda Runtime API, as the managed Node.js runtime does it.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { existsSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// An import of node:http would load its WebSocket too, some 80 ms of each cold start that Lambda does not have.
const { Agent, request } = process.getBuiltinModule("node:http");

const environment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
};

const api = `http://${environment("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** One call to the host. When the host is gone there is nothing left to do: the process ends. */
const call = (method: "GET" | "POST", path: string, body?: string) =>
  new Promise<{ headers: IncomingHttpHeaders; body: string }>((resolve) => {
    const outgoing = request(`${api}${path}`, { method, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({ headers: incoming.headers, body: Buffer.concat(chunks).toString("utf8") }),
      );
      incoming.on("error", () => process.exit(0));
    });
    outgoing.on("error", () => process.exit(0));
    outgoing.end(body);
  });

const describe = (error: unknown) =>
  JSON.stringify(
    error instanceof Error
      ? { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split("\n") ?? [] }
      : { errorType: "Error", errorMessage: String(error), stackTrace: [] },
  );

type Handler = (event: unknown, context: unknown) => unknown;

const loadHandler = async (): Promise<Handler> => {
  const [module = "", name = ""] = environment("_HANDLER").split(/\.(?=[^.]+$)/);
  const base = join(environment("LAMBDA_TASK_ROOT"), module);
  const file = [`${base}.mjs`, `${base}.ts`].find((each) => existsSync(each));
  if (!file) throw new Error(`No module ${base}.`);
  const handler = (await import(pathToFileURL(file).href))[name];
  if (typeof handler !== "function") throw new Error(`${file} exports no function ${name}.`);
  return handler;
};

const contextOf = (headers: IncomingHttpHeaders) => {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: String(headers["lambda-runtime-aws-request-id"]),
    invokedFunctionArn: String(headers["lambda-runtime-invoked-function-arn"]),
    functionName: environment("AWS_LAMBDA_FUNCTION_NAME"),
    functionVersion: environment("AWS_LAMBDA_FUNCTION_VERSION"),
    memoryLimitInMB: environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
    logGroupName: environment("AWS_LAMBDA_LOG_GROUP_NAME"),
    logStreamName: environment("AWS_LAMBDA_LOG_STREAM_NAME"),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
};

/** An error outside any handler ends the process: the host sees it go and counts the invocation as crashed. */
const die = (error: unknown) => {
  console.error(error);
  process.exit(129);
};

const run = async () => {
  const handler = await loadHandler();
  for (;;) {
    const { headers, body } = await call("GET", "/invocation/next");
    const context = contextOf(headers);
    process.env._X_AMZN_TRACE_ID = String(headers["lambda-runtime-trace-id"]);
    let path = "response";
    let answer: string;
    try {
      answer = JSON.stringify(await handler(JSON.parse(body), context)) ?? "null";
    } catch (error) {
      path = "error";
      answer = describe(error);
    }
    await call("POST", `/invocation/${context.awsRequestId}/${path}`, answer);
  }
};

process.on("uncaughtException", die);
process.on("unhandledRejection", die);
run().catch(die);
