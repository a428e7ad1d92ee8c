import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { loopback } from "../ports.ts";

/** What a function threw, as it told the Runtime API. */
interface FunctionError {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
}

interface Invocation {
  requestId: string;
  functionArn: string;
  /** The event, as JSON. */
  payload: string;
  timeoutMs: number;
}

export type Answer = { kind: "response"; payload: string } | { kind: "error"; error: FunctionError };

/** The host's side of the Lambda Runtime API for one process, which handles one invocation at a time. */
export interface RuntimeApi {
  /** `host:port` for AWS_LAMBDA_RUNTIME_API. */
  address: string;
  /** Hands an invocation over; `started` is called when the process takes it. */
  invoke: (invocation: Invocation, started: () => void) => Promise<Answer>;
  close: () => void;
}

const readBody = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

/**
 * Serves https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html on a port of its own: next, response
 * and error. The process waits in `next` until `invoke` has something for it.
 */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  let pending: { invocation: Invocation; started: () => void; answer: (answer: Answer) => void } | undefined;
  let taken = false;
  let waiting: ServerResponse | undefined;

  const handOver = () => {
    if (!pending || taken || !waiting) return;
    const { invocation, started } = pending;
    taken = true;
    waiting.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": invocation.requestId,
      "lambda-runtime-deadline-ms": Date.now() + invocation.timeoutMs,
      "lambda-runtime-invoked-function-arn": invocation.functionArn,
      "lambda-runtime-trace-id": `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${invocation.requestId.replaceAll("-", "").slice(0, 24)};Sampled=0`,
    });
    waiting.end(invocation.payload);
    waiting = undefined;
    started();
  };
  const settle = (requestId: string, answer: Answer) => {
    if (pending?.invocation.requestId !== requestId) return false;
    const { answer: tell } = pending;
    pending = undefined;
    taken = false;
    tell(answer);
    return true;
  };

  const server = createServer(async (request, response) => {
    const path = request.url?.replace(/^\/2018-06-01\/runtime/, "") ?? "";
    const [, requestId = "", verb] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (path === "/invocation/next") {
      waiting = response;
      handOver();
      return;
    }
    const body = await readBody(request);
    const known =
      verb === "response"
        ? settle(requestId, { kind: "response", payload: body })
        : verb === "error" && settle(requestId, { kind: "error", error: JSON.parse(body) });
    response.writeHead(known ? 202 : 400, { "content-type": "application/json" });
    response.end(JSON.stringify(known ? { status: "OK" } : { errorType: "InvalidRequestID" }));
  });
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, loopback, resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The runtime API has no port.");

  return {
    address: `${loopback}:${address.port}`,
    invoke: (invocation, started) =>
      new Promise((answer) => {
        pending = { invocation, started, answer };
        handOver();
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
